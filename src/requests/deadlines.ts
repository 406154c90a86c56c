// When a request ends by itself, and when its reviewers are reminded: by its policies. Epoch ms.
import type { ChangeRequest } from "./request.ts";

/** The earliest expiry of the matching policies, counted from asking; null: it does not expire. */
export function expiresAt(request: ChangeRequest): number | null {
  const periods = (request.assessment?.policies ?? []).flatMap(({ policy }) => policy.expiryMs ?? []);
  return periods.length === 0 ? null : request.createdAt + Math.min(...periods);
}

/** The next reminder, counted from the last one or from asking the reviewers; null: none. */
export function remindAt(request: ChangeRequest): number | null {
  const periods = (request.assessment?.policies ?? []).flatMap(({ policy }) => policy.reminderMs ?? []);
  if (periods.length === 0) return null;
  return Math.max(request.remindedAt ?? 0, request.state.since) + Math.min(...periods);
}
