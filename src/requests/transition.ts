// The request state machine as a total function: every event in every state has an answer.
import type { Answer, Refusal } from "../deployments/decision.ts";
import type { PackageId } from "../deployments/ids.ts";
import type { Person } from "./person.ts";
import type {
  Assessment,
  ChangeRequest,
  DigestChange,
  Intent,
  Json,
  Origin,
  Outcome,
  Review,
  Settlement,
} from "./request.ts";

/** Everything that can happen to a request. `at` is epoch ms from the Clock port. */
export type RequestEvent =
  | { readonly type: "assessed"; readonly at: number; readonly assessment: Assessment }
  /** By the checking, or in approved just before the effect: the requester lost the right, the deployment is gone. */
  | { readonly type: "refused"; readonly at: number; readonly refusal: Refusal }
  | {
      readonly type: "confirmed";
      readonly at: number;
      readonly by: Person;
      /** What the person was shown; another edition than the current one is refused as outdated. Likewise below. */
      readonly edition: number;
      readonly warningsRead: boolean;
      readonly attested: readonly PackageId[];
    }
  | { readonly type: "reviewed"; readonly review: Review; readonly approvedNow: boolean }
  | {
      readonly type: "edited";
      readonly at: number;
      readonly by: Person;
      readonly edition: number;
      readonly input: Json;
      readonly comment: string;
      readonly apply: ChangeRequest["apply"];
      /** The view that the edit came from: the new answer goes there. */
      readonly origin: Origin;
    }
  | { readonly type: "asked-again"; readonly at: number; readonly by: Person; readonly edition: number }
  | {
      readonly type: "cancelled";
      readonly at: number;
      readonly by: Person | "system";
      readonly reason: string;
    }
  | { readonly type: "expired"; readonly at: number }
  | { readonly type: "found-stale"; readonly at: number; readonly changes: readonly DigestChange[] }
  /** By the requester, in approved, when `apply` is by-hand; twice: conflict. */
  | { readonly type: "apply-asked"; readonly at: number; readonly by: Person; readonly edition: number }
  /** approved -> executing, and executing -> executing with attempt + 1 before another call of a goal-state effect. */
  | { readonly type: "intended"; readonly at: number; readonly intent: Intent }
  | { readonly type: "succeeded"; readonly at: number; readonly outcome: Outcome }
  | { readonly type: "failed"; readonly at: number; readonly reason: string }
  | { readonly type: "doubted"; readonly at: number; readonly why: string }
  | {
      readonly type: "settled";
      readonly at: number;
      readonly settlement: Settlement;
      readonly as: { readonly name: "succeeded"; readonly outcome: Outcome } | { readonly name: "failed" };
    }
  | { readonly type: "reminded"; readonly at: number }
  | { readonly type: "view-closed"; readonly at: number };

export type Transition = (request: ChangeRequest, event: RequestEvent) => Answer<ChangeRequest>;
