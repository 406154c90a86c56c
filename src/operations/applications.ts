// Applications are opened by links of one person each; whether they may is decided at every opening. Reference: deployment actions,
// section 3.3.
import { type Application, predictionAddress } from "../deployments/application.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { Deployment } from "../deployments/deployment.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import { STATUS_WORDS } from "../deployments/words.ts";
import type { ApplicationLink, LinkedPages, OpenApplication } from "../ports/links.ts";
import { type Actor, type Person, samePerson } from "../requests/person.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Operations } from "./operations.ts";
import { guarded, refusedPress } from "./press-guard.ts";
import { HOUR } from "./timing.ts";

const LINK_VALID = 12 * HOUR;

/** The same for one that is not there and for one that the person may not open. */
const noSuchApplication = (): Refusal => ({
  code: "not-found",
  sentence: "There is no such application that you can open.",
  next: "Ask its creator to share it, or an Owner of the deployment for a role.",
});

export function createApplications(
  deps: Dependencies,
): Pick<Operations, "applicationLink"> & Pick<LinkedPages, "openApplication"> {
  const refused = (actor: Actor, deployment: DeploymentId, refusal: Refusal) =>
    refusedPress(deps, {
      actor,
      action: "create-application",
      deployment,
      request: null,
      refusal,
      what: "open application",
    });
  return {
    applicationLink: (actor, deployment, application) =>
      guarded(deps, "application link", async () => {
        const found = await openable(deps, { actor, deployment, application });
        if (!found.ok) return refused(actor, deployment, found.refusal);
        const { person } = found.value;
        const link: ApplicationLink = {
          purpose: "application",
          id: deps.ids.unique(),
          actor,
          person: person.id,
          deployment,
          application,
          expiresAt: deps.clock.now() + LINK_VALID,
        };
        return ok({
          application: found.value.application,
          address: deps.links.address(link),
          isPublic: deps.links.isPublic,
          expiresAt: link.expiresAt,
        });
      }),
    openApplication: (link) =>
      guarded(deps, "open application", async () => {
        if (link.expiresAt <= deps.clock.now())
          return refuse({
            code: "outdated",
            sentence: "This link is too old: each works for 12 hours.",
            next: "Press Open application in Slack for another one.",
          });
        const found = await openable(deps, link);
        if (!found.ok) return refused(link.actor, link.deployment, found.refusal);
        // The account behind the link belongs to somebody else by now.
        if (found.value.person.id !== link.person)
          return refused(link.actor, link.deployment, noSuchApplication());
        return ok(await opened(deps, found.value));
      }),
  };
}

interface Openable {
  readonly person: Person;
  readonly deployment: Deployment;
  readonly application: Application;
}

/** Any role on the deployment will do, with the application shared or one's own. */
async function openable(
  deps: Dependencies,
  of: { readonly actor: Actor; readonly deployment: DeploymentId; readonly application: string },
): Promise<Answer<Openable>> {
  const who = await deps.people.person(of.actor, { fresh: true });
  if (!who.ok) return who;
  const person = who.value;
  const deployment = await deps.platform.deployment(of.deployment);
  const application = deployment?.applications.find(({ id }) => id === of.application);
  if (deployment === null || application === undefined) return refuse(noSuchApplication());
  const { role } = await deps.people.roleOn(person, deployment, { fresh: true });
  const shared = application.sharing === "everybody" || samePerson(person, application.creator);
  return role !== null && shared ? ok({ person, deployment, application }) : refuse(noSuchApplication());
}

async function opened(deps: Dependencies, { deployment, application }: Openable): Promise<OpenApplication> {
  const [champion = null] = await deps.platform.packages([deployment.championId], { kind: "service" });
  const whyNot = whyNoPredictions(deployment);
  return {
    application,
    model: deployment.championId,
    features: champion?.features ?? null,
    associationId: deployment.settings.associationId.columns,
    address: whyNot === null ? predictionAddress(deployment.predictionUrl ?? "") : null,
    whyNot,
  };
}

function whyNoPredictions({ status, predictionUrl }: Deployment): string | null {
  if (status === "inactive" || status === "errored" || status === "archived")
    return `The deployment is ${STATUS_WORDS[status]}, so it makes no predictions.`;
  if (status === "launching" || status === "stopping")
    return `The deployment is ${STATUS_WORDS[status]} at the moment, so it makes no predictions. Open this page again when that has ended.`;
  if (predictionUrl === null)
    return "The deployment has no prediction address, so no predictions can be made here.";
  return predictionAddress(predictionUrl) === null
    ? "The deployment's prediction address is neither https nor on this computer, so nothing is sent there."
    : null;
}
