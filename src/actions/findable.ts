// Effects that make something new which carries our key: whoever is in doubt looks for it first (design section 4, promise 2).
import type { Deployment } from "../deployments/deployment.ts";
import type { ChangeCommand } from "../ports/platform.ts";
import type { ChangeRequest, Intent, Json } from "../requests/request.ts";
import type { Effect, Happened } from "./action.ts";
import { recorded, sendChange } from "./change.ts";

export interface Findable {
  /** What the platform is told; who asked and the effect key are added. */
  command(request: ChangeRequest): ChangeCommand;
  /** The part of the deployment that it is made from; kept in the intent. */
  madeFrom(deployment: Deployment): Json;
  /** When the thing that carries the key was made, where the deployment shows it; null: it does not. The platform's record is asked then. */
  find?(deployment: Deployment, intent: Intent): number | null;
}

/** An effect through the platform's `change` that is sent again only when a look did not find what it makes. */
export const findable = (made: Findable): Effect => ({
  kind: "findable",
  before: async (platform, request) => {
    const deployment = await platform.deployment(request.deploymentId);
    return deployment === null ? null : made.madeFrom(deployment);
  },
  call: (platform, request, intent) => sendChange(platform, request, intent, made.command(request)),
  async happened(platform, request, intent): Promise<Happened> {
    const deployment = await platform.deployment(request.deploymentId);
    if (deployment === null)
      return {
        answer: "changed-by-others",
        certain: true,
        sentence: "The deployment does not exist any more, nor what was to be made from it.",
      };
    const at = made.find?.(deployment, intent) ?? null;
    if (at !== null) return { answer: "yes", at };
    return (await recorded(platform, intent)) ?? { answer: "no" };
  },
});
