// What cards say about the requests of one action. Plain sentences: the cards show them as data.
import type { ActionName } from "../deployments/action-names.ts";
import type { ChangeRequest, FactLine, Json } from "../requests/request.ts";
import type { Installation } from "../requests/request-view.ts";

/** What a success leaves for the person who asked: a button on its card. */
export interface ResultWords {
  readonly label: string;
  readonly opens: "download" | "application";
}

/** What the platform is at while it takes its time. */
export interface UnderWayWords {
  readonly emoji: string;
  /** In place of the state: `Launching`. */
  readonly word: string;
  /** The step, as a sentence. */
  readonly sentence: string;
}

/** While nothing more is known of it. */
export const AT_WORK: UnderWayWords = {
  emoji: "🔄",
  word: "Being applied",
  sentence: "The platform is at it.",
};

export interface RequestWords {
  /** Title of the request's card, for example `Replace model` or `Roll back model`. */
  title(request: ChangeRequest): string;
  /** Stands between `asks to` and the deployment's label: `replace the model of`. */
  wish(request: ChangeRequest): string;
  /** The same after the fact: `replaced the model of`. */
  did(request: ChangeRequest): string;
  /** What was asked for beside old and new, for example the replacement reason. */
  details(request: ChangeRequest): readonly FactLine[];
  /**
   * What it does not do although one might think so, or cannot take back: before it happens as advice, once it has as what is so now;
   * empty: nothing to say.
   */
  notDone(request: ChangeRequest, here: Installation): readonly string[];
  /** Stands above those sentences. */
  notDoneTitle(request: ChangeRequest): string;
  /** Which of the assessment's shown facts the requester's own card repeats; reviewers see all. */
  readonly cardFacts: readonly string[];
  /** How a shown fact reads on the card now; absent: as it did when it was checked. */
  fact?(fact: FactLine, request: ChangeRequest): FactLine;
  /** Button that sets it going when no approval is needed; at most 24 characters. */
  confirm(request: ChangeRequest): string;
  /** What a failed or refused one leaves behind: `The champion is unchanged.` */
  readonly unchanged: string;
  /** The button that goes the way back after a success, as a new request by that action's form; null: there is none. */
  readonly inverse: {
    readonly label: string;
    readonly action: ActionName;
    readonly rollback: boolean;
    /** Whether there is a way back after this one. Absent: always. */
    readonly offered?: (request: ChangeRequest) => boolean;
    /** What the form is filled in with, as that action's input: what there was before. Absent: the form asks for it. */
    readonly prefill?: (request: ChangeRequest) => Json;
  } | null;
  /** The button that goes on after a failure, by the action's own form as a new request; absent: people ask anew. */
  readonly retry?: {
    readonly label: string;
    readonly offered: (request: ChangeRequest) => boolean;
    readonly prefill: (request: ChangeRequest) => Json;
  };
  /** Absent: `AT_WORK`. */
  readonly underWay?: UnderWayWords;
  readonly result?: ResultWords;
}

/** For words that speak of something to come, and of the same once it has happened. */
export const beforeOrAfter = <T>({ state }: ChangeRequest, before: T, after: T): T =>
  state.name === "succeeded" ? after : before;

/** Facts that were so when it was checked, and are not any more once it has happened. */
export const wasBefore =
  (labels: readonly string[]): NonNullable<RequestWords["fact"]> =>
  (fact, request) =>
    labels.includes(fact.label)
      ? { ...fact, label: beforeOrAfter(request, fact.label, `${fact.label} before`) }
      : fact;

/** A change of status leaves another one also where it was tried in vain. */
export const statusBefore: NonNullable<RequestWords["fact"]> = (fact, request) =>
  fact.label === "Status" && ["succeeded", "failed"].includes(request.state.name)
    ? { ...fact, label: "Status before" }
    : fact;

/** The words of an action whose requests all read alike. */
export const plainWords = (words: {
  readonly title: string;
  readonly wish: string;
  readonly did: string;
  readonly confirm: string;
  readonly unchanged: string;
  readonly cardFacts: readonly string[];
  readonly inverse: RequestWords["inverse"];
  readonly underWay: UnderWayWords;
}): RequestWords => ({
  title: () => words.title,
  wish: () => words.wish,
  did: () => words.did,
  details: () => [],
  notDone: () => [],
  notDoneTitle: () => "",
  cardFacts: words.cardFacts,
  fact: statusBefore,
  confirm: () => words.confirm,
  unchanged: words.unchanged,
  inverse: words.inverse,
  underWay: words.underWay,
});
