// A decision explains itself: a tree in which each node has an outcome and a sentence for people.
/** `aside`: it has no bearing on the decision, for example a policy that does not apply. */
export type Outcome = "allowed" | "denied" | "waiting" | "aside";

export interface Decision {
  readonly outcome: Outcome;
  /** One plain sentence, without formatting: it is shown as data. */
  readonly sentence: string;
  readonly because: readonly Decision[];
}

export const allowed = (sentence: string, because: readonly Decision[] = []): Decision => ({
  outcome: "allowed",
  sentence,
  because,
});
export const denied = (sentence: string, because: readonly Decision[] = []): Decision => ({
  outcome: "denied",
  sentence,
  because,
});
export const aside = (sentence: string, because: readonly Decision[] = []): Decision => ({
  outcome: "aside",
  sentence,
  because,
});
export const waiting = (sentence: string, because: readonly Decision[] = []): Decision => ({
  outcome: "waiting",
  sentence,
  because,
});

/**
 * Expected refusals are values. Codes follow reference section 11.
 * `sentence` says what was wrong; `next` says what to do, or who can help; neither is formatted.
 */
export interface Refusal {
  readonly code:
    | "not-found"
    | "forbidden"
    | "unavailable"
    | "invalid"
    | "conflict"
    | "failing-validation"
    | "outdated"
    | "not-a-person"
    /** The person's account on the platform is not linked, or the link does not work any more. */
    | "not-linked"
    | "error";
  readonly sentence: string;
  readonly next: string;
  /** Field of the form that the refusal is about, where there is one. */
  readonly field?: string;
  readonly decision?: Decision;
  /** When that happened which stands in the way (epoch ms): the edge shows it in the reader's zone behind the sentence. */
  readonly at?: number;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };
export const ok = <T>(value: T): Answer<T> => ({ ok: true, value });
export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});
