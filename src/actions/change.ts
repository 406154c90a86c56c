// A change of a deployment as the effect of a request: under the intent's key, in the name of whoever asked.
import type { ChangeCommand, EffectAnswer, Platform } from "../ports/platform.ts";
import type { ChangeRequest, Intent } from "../requests/request.ts";

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
    by: request.requester.name,
  });
