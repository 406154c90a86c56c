// Whether there is room for one more active deployment. Reference: deployment actions, sections 3.10 and 9.
import { type ActiveLimit, MAKE_ROOM, noRoom } from "../deployments/active-limit.ts";
import type { Refusal } from "../deployments/decision.ts";
import { countsAsActive } from "../deployments/deployment.ts";
import type { Json } from "../requests/request.ts";
import type { AssessContext } from "./action.ts";

/** What a form needs to say of the limit. */
export async function offerLimit({ platform }: Pick<AssessContext, "platform">): Promise<Json> {
  const limit = await platform.activeLimit();
  return { limit: limit === null ? null : { ...limit } };
}

/** What the form shows of the limit; null: there is none. */
export const limitOf = (offers: Json): ActiveLimit | null =>
  (offers as { readonly limit: ActiveLimit | null } | null)?.limit ?? null;

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
