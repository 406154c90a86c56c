import { personId, requestId } from "../../src/deployments/ids.ts";
import type { AuditFact } from "../../src/requests/audit.ts";

export const AUDIT_KEY: Uint8Array = Buffer.alloc(32, 7);

/** A fact about request `n`, by Olivia, with free text that must stay outside the MAC. */
export function auditFact(request: string, parts: Partial<AuditFact> = {}): AuditFact {
  return {
    at: Date.UTC(2026, 10, 24, 9, 0, 0),
    event: "request.asked",
    action: "replace-model",
    request: requestId(request),
    deployment: null,
    who: {
      person: {
        id: personId("olivia@example.com"),
        email: "olivia@example.com",
        name: "Olivia",
        slackUser: "U1",
      },
    },
    allowed: true,
    why: "Olivia is Owner through a direct grant.",
    details: { comment: "fresher data" },
    ...parts,
  };
}
