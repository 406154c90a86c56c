// Approval policies and change requests as the fake keeps them: reference section 13.
export interface Review {
  readonly id: string;
  readonly changeVersionId: string;
  readonly status: "approved" | "changesRequested" | "commented";
  readonly comment: string;
  readonly userId: string;
  readonly createdAt: number;
}

export interface ChangeRequest {
  readonly id: string;
  readonly entityId: string;
  readonly action: string;
  change: Readonly<Record<string, unknown>> | null;
  changeVersionId: string;
  status: "pending" | "approved" | "changesRequested" | "cancelled" | "resolving" | "resolved";
  autoApply: boolean;
  comment: string;
  numApprovalsRequired: number;
  readonly policyId: string | null;
  readonly createdAt: number;
  updatedAt: number;
  processedAt: number | null;
  statusChangedAt: number | null;
  statusChangedBy: string | null;
  readonly userId: string;
  reviews: Review[];
}

export interface Policy {
  readonly id: string;
  name: string;
  active: boolean;
  automaticAction: { readonly action: string; readonly period: string } | null;
  review: {
    readonly groups: readonly { id: string; name: string }[];
    readonly reminderPeriod: string | null;
  } | null;
  trigger: {
    readonly entityType: string;
    readonly filterGroups: readonly { id: string; name: string }[] | null;
    readonly intendedAction: {
      readonly action: string;
      readonly condition: {
        readonly condition: string;
        readonly fieldName: string;
        readonly values: readonly string[];
      } | null;
    };
    readonly labels: { readonly groupLabel: string; readonly label: string } | null;
  };
  /** Approvals that a change request needs; the wire shows it on the request alone. */
  approvals: number;
}
