// The limit of active deployments: inactive ones are not counted. Reference: deployment actions, sections 3.10 and 9.
import { counted } from "./words.ts";

export interface ActiveLimit {
  readonly limit: number;
  /** How many count now. */
  readonly active: number;
}

/** Why one more cannot become active; null: there is room. */
export function noRoom({ limit, active }: ActiveLimit): string | null {
  if (active < limit) return null;
  const are = active === 1 ? "is" : "are";
  return `The limit is ${counted(limit, "active deployment")}, and ${active} ${are} active already, so this one cannot become active.`;
}

export const MAKE_ROOM =
  "Deactivate another deployment first, or ask whoever keeps the policy file to raise the limit, then ask again.";
