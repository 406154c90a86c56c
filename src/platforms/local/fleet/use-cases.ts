// The Use Cases of the sample fleet: one that is linked, ones that may be linked by some, and one that is Otto's alone.
import type { Grant, Role } from "../../../deployments/deployment.ts";
import { useCaseId } from "../../../deployments/ids.ts";
import type { UseCase } from "../../../deployments/use-case.ts";
import { daysBefore } from "./building.ts";

/** Linked to `card-default`. */
export const CREDIT_RISK = useCaseId("uc-credit-risk");

const to = (name: string, role: Role): Grant => ({
  subject: { kind: "user", email: `${name}@example.com` },
  role,
});

export const sampleUseCases = (now: number): readonly UseCase[] => [
  {
    id: CREDIT_RISK,
    name: "Credit risk",
    description: "Who will miss a payment, and how much is at stake.",
    createdAt: daysBefore(now, 410),
    createdBy: "Olivia",
    grants: [to("olivia", "OWNER"), to("otto", "OWNER"), to("uma", "USER")],
  },
  {
    id: useCaseId("uc-customer-retention"),
    name: "Customer retention",
    description: "Who is about to leave, and what keeps them.",
    createdAt: daysBefore(now, 300),
    createdBy: "Uma",
    grants: [to("uma", "OWNER"), { subject: { kind: "organisation" }, role: "USER" }],
  },
  {
    id: useCaseId("uc-fraud-watch"),
    name: "Fraud watch",
    description: "Payments that are looked at by a person.",
    createdAt: daysBefore(now, 200),
    createdBy: "Otto",
    grants: [to("otto", "OWNER"), { subject: { kind: "group", group: "ml-approvers" }, role: "USER" }],
  },
  {
    id: useCaseId("uc-board-reporting"),
    name: "Board reporting",
    description: "Figures for the board, each quarter.",
    createdAt: daysBefore(now, 90),
    createdBy: "Otto",
    grants: [to("otto", "OWNER"), to("olivia", "CONSUMER")],
  },
];
