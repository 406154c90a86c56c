// What reviewers see of a change of status, and what the digest covers.
import type { Deployment } from "../deployments/deployment.ts";
import { STATUS_WORDS } from "../deployments/words.ts";
import type { ActionAssessment, AssessContext } from "./action.ts";

/** No checks beyond role and availability: what was approved is the change from this very status. */
export function statusAssessment({ deployment }: Pick<AssessContext, "deployment">): ActionAssessment {
  const { status, launchWarning, championId, environment } = deployment;
  return {
    status: "passing",
    checks: [],
    facts: { status, launchWarning, champion: championId },
    shown: [
      { label: "Status", value: STATUS_WORDS[status] },
      { label: "Environment", value: environment.name },
      { label: "Champion", value: championName(deployment) },
    ],
    toAttest: [],
    rollbackTo: null,
  };
}

export const championName = ({ history, championId }: Deployment): string =>
  history[0]?.packageName ?? championId;

/** Nobody else may change its status meanwhile, so an error that a look finds is what came of ours. */
export const erredOnTheWay = ({ status }: Pick<Deployment, "status">): string | null =>
  status === "errored" ? "The platform tried, and shows the deployment as errored." : null;
