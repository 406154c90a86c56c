// A change of a deployment as the effect of a request: under the intent's key, in the name of whoever asked; and what the platform
// recorded of it.
import type { ChangeCommand, EffectAnswer, Platform } from "../ports/platform.ts";
import type { ChangeRequest, Intent } from "../requests/request.ts";
import type { Happened } from "./action.ts";

export const sendChange = (
  platform: Platform,
  request: ChangeRequest,
  intent: Intent,
  command: ChangeCommand,
): Promise<EffectAnswer> =>
  platform.change({
    ...command,
    deploymentId: request.deploymentId,
    effectKey: intent.effectKey,
    as: request.requester,
  });

/** What the platform's own record says of this effect; null: it has none, or keeps none. */
export async function recorded(platform: Platform, { effectKey, ticket }: Intent): Promise<Happened | null> {
  const effect = await platform.effect({ effectKey, ticket });
  switch (effect?.state) {
    case undefined:
      return null;
    case "done":
      return { answer: "yes", at: effect.at };
    case "under-way":
      return { answer: "in-progress" };
    case "failed":
      return { answer: "failed", sentence: effect.sentence };
  }
}
