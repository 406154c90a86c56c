// What every action says of itself. An action is one folder here and one line in index.ts.
import type { z } from "zod";
import type { ActionName } from "../deployments/action-names.ts";
import type { Refusal } from "../deployments/decision.ts";
import type { Deployment, Grant, Importance, Role } from "../deployments/deployment.ts";
import type { Edition, Severities } from "../deployments/validation/check.ts";
import type { Caller, EffectAnswer, Platform } from "../ports/platform.ts";
import type { Grantees } from "../requests/grantees.ts";
import type { Assessment, ChangeRequest, Intent, Json } from "../requests/request.ts";

export interface ActionWords {
  /** On buttons and in titles, for example `Replace model`. */
  readonly title: string;
  /** Command word first, then its aliases, for example `replace`, `replace-model`. Lower case. */
  readonly commands: readonly string[];
  /** One line for `help`. */
  readonly help: string;
}

/** Opens something to look at; changes nothing, needs no request. */
export interface ReadAction {
  readonly kind: "read";
  readonly name: ActionName;
  readonly words: ActionWords;
}

export interface AssessContext {
  readonly platform: Platform;
  readonly deployment: Deployment;
  readonly role: Role;
  /** The role is held as an MLOps administrator alone; no grant gives as much. */
  readonly withoutGrant: boolean;
  readonly caller: Caller;
  /** Under which the effect is recorded: what an attempt before this look has left behind is the request's own. */
  readonly effectKey: string;
  /** For actions that give rights to others. */
  readonly grantees: Grantees;
  readonly edition: Edition;
  readonly severities: Severities;
  readonly now: number;
}

/** What an action finds out about its input; policies are matched by the operations. */
export type ActionAssessment = Pick<Assessment, "status" | "checks" | "facts" | "shown" | "toAttest"> & {
  /** Set when the action counts as going back to an earlier champion: since when that one had served, and until when. */
  readonly rollbackTo: { readonly servedUntil: number } | null;
  /**
   * Set by an action that may change the importance: a policy for the old or the new one applies (reference 6.2); empty when this wish
   * is nothing that policies are about.
   */
  readonly importances?: readonly Importance[];
};

/** Who hears of it by a message of their own after the fact (reference section 7); the requester never does. */
export type Recipients =
  | "owners-and-users"
  | "everybody-it-was-shared-with"
  | "nobody"
  /** Nor any channel: what somebody gets for themselves is nobody else's news. */
  | "the-requester-alone"
  /** Those whom these grants reach, by an invitation with their role; an organisation as a whole gets none. */
  | { readonly invited: (request: ChangeRequest) => readonly Grant[] };

/** How an effect may be repeated (design section 4, promise 2). */
export type EffectKind = "goal-state" | "findable" | "one-shot";

export type Happened =
  | { readonly answer: "yes"; readonly at: number }
  /** The platform is still at it. */
  | { readonly answer: "in-progress" }
  /** The platform tried, and says that it went wrong. Sentence for people. */
  | { readonly answer: "failed"; readonly sentence: string }
  /** The old state stands, unchanged by others. `leftOver`: what an unfinished effect leaves behind all the same, one sentence. */
  | { readonly answer: "no"; readonly leftOver?: string }
  /**
   * Somebody else changed it since: neither ours nor the old state. `certain`: the platform's own record proves that ours did not
   * happen and cannot any more. Sentence for people.
   */
  | { readonly answer: "changed-by-others"; readonly certain: boolean; readonly sentence: string };

export interface Effect {
  readonly kind: EffectKind;
  /** What the platform shows now; kept in the intent. */
  before(platform: Platform, request: ChangeRequest): Promise<Json>;
  call(platform: Platform, request: ChangeRequest, intent: Intent): Promise<EffectAnswer>;
  /** Throws `PlatformUnavailable` when it cannot be read now. */
  happened(platform: Platform, request: ChangeRequest, intent: Intent): Promise<Happened>;
}

export interface EffectAction {
  readonly kind: "effect";
  readonly name: ActionName;
  readonly words: ActionWords;
  /** Parses what the form (or a command) gave; messages are for people and name the field. */
  readonly input: z.ZodType<Json>;
  /** What is wrong by the deployment's label alone, as the form showed it: said beside the field, before anything is asked. */
  slip?(input: Json, label: string): Refusal | null;
  /** Everything that reviewers see and the digest covers; a refusal when the input names something that is not there. */
  assess(input: Json, context: AssessContext): Promise<ActionAssessment | { readonly refusal: Refusal }>;
  /** What its form offers beyond what is known of the deployment, as this person may see it. */
  offers?(
    context: Pick<AssessContext, "platform" | "deployment" | "caller"> & {
      /** What the form is filled in with, where that is known before it is drawn. */
      readonly prefill: Json;
    },
  ): Promise<Json>;
  readonly effect: Effect;
  readonly tells: Recipients;
  /** What of it policies are about, where that is not all of it; begins a sentence. */
  readonly gatedPart?: string;
  /** It makes something that whoever asked can have afterwards. */
  readonly makes?: true;
  /** What the platform's own audit log calls it once it has happened (reference section 8); absent: nothing. */
  auditName?(request: ChangeRequest): string;
  /** What changes, in words: `{ from: "Credit default v3", to: "Credit default v4" }`. Of an assessed request. */
  change(request: ChangeRequest): { readonly from: string; readonly to: string };
}

export type AnyAction = ReadAction | EffectAction;
