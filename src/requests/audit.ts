// What the audit trail records: every step of a request, every refusal (design section 4, promise 5).

import type { ActionName } from "../deployments/action-names.ts";
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import type { Actor, Person } from "./person.ts";
import type { Json } from "./request.ts";

export const AUDIT_EVENTS = [
  "process.started",
  "request.asked",
  "request.assessed",
  "request.refused",
  "request.confirmed",
  "request.attested",
  "request.reviewed",
  "request.approved",
  "request.edited",
  "request.asked-again",
  "request.cancelled",
  "request.expired",
  "request.found-stale",
  "request.approval-lost",
  "request.apply-asked",
  "request.reminded",
  "effect.intended",
  "effect.not-delivered",
  "effect.accepted",
  "effect.succeeded",
  "effect.failed",
  "effect.unknown",
  "effect.settled",
  "press.refused",
  "evidence.downloaded",
  "scoring-code.downloaded",
  "scoring-code.not-downloaded",
  "scoring-code.read-to-end",
  "logs.read",
  "logs.downloaded",
  "subscription.changed",
  "preference.changed",
  "account.linked",
  "account.link-refused",
  "account.link-broken",
  "account.unlinked",
  "fleet.adopt-intended",
  "fleet.adopted",
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export interface AuditFact {
  readonly at: number;
  readonly event: AuditEvent;
  readonly action: ActionName | null;
  readonly request: RequestId | null;
  readonly deployment: DeploymentId | null;
  /** `system` for alarms; an actor alone when nobody could be recognised. */
  readonly who: { readonly person: Person } | { readonly actor: Actor } | "system";
  readonly allowed: boolean;
  /** Why allowed or not, one plain sentence. */
  readonly why: string;
  readonly details: Json;
}
