// Whether there is room for one more active deployment. Reference: deployment actions, sections 3.10 and 9.
import { MAKE_ROOM, noRoom } from "../deployments/active-limit.ts";
import type { Refusal } from "../deployments/decision.ts";
import { countsAsActive } from "../deployments/deployment.ts";
import type { AssessContext } from "./action.ts";

/** Null: it counts already, or there is room. Asked again by the platform at the moment of the effect. */
export async function withoutRoom({
  platform,
  deployment,
}: Pick<AssessContext, "platform" | "deployment">): Promise<{ readonly refusal: Refusal } | null> {
  if (countsAsActive(deployment.status)) return null;
  const limit = await platform.activeLimit();
  const sentence = limit === null ? null : noRoom(limit);
  return sentence === null ? null : { refusal: { code: "conflict", sentence, next: MAKE_ROOM } };
}
