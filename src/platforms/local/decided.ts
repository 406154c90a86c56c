// What deciding a command comes to.
import type { Deployment } from "../../deployments/deployment.ts";
import type { ScoringCode } from "../../deployments/scoring-code.ts";
import type { EffectAnswer } from "../../ports/platform.ts";
import type { Put, StoredRecord } from "../../ports/store.ts";

export interface Decided {
  /** What becomes of the deployment; null: it is deleted. */
  readonly becomes: Deployment | null;
  /** What becomes of the records beside it. */
  readonly beside?: {
    /** As they were read: whoever wrote one of them meanwhile wins. */
    readonly read: readonly StoredRecord[];
    readonly put: readonly Put[];
    readonly remove: readonly StoredRecord[];
  };
  /** What a build made; kept with the effect's record. */
  readonly code?: ScoringCode;
}

/** When it would happen, and the id that it may need. */
export interface Moment {
  readonly at: number;
  readonly newId: string;
}

export const refused = (sentence: string): EffectAnswer => ({ outcome: "refused", sentence });
