// On a platform that has accounts of its own people act with theirs: each links an API token once (design section 5).
import type { Secret } from "../config/secret.ts";
import type { Refusal } from "../deployments/decision.ts";
import type { Person } from "../requests/person.ts";

/** An account of the platform, as the platform itself tells it to whoever holds its token. */
export interface PlatformAccount {
  readonly uid: string;
  readonly email: string;
  /** First and last name; empty where it has none. */
  readonly name: string;
}

export type TokenCheck =
  | { readonly outcome: "valid"; readonly account: PlatformAccount }
  /** The platform does not take it. Sentence for people. */
  | { readonly outcome: "refused"; readonly sentence: string }
  /** Nobody knows: the platform did not answer. Sentence for people. */
  | { readonly outcome: "unavailable"; readonly sentence: string };

/** Whose the token is. Never throws; the token goes to the platform alone. */
export type CheckToken = (token: Secret) => Promise<TokenCheck>;

export interface LinkedAccount {
  readonly token: Secret;
  readonly uid: string;
  readonly email: string;
}

/** Throws `StoreUnavailable` where a link cannot be read now: whoever asks refuses then. */
export interface LinkedAccounts {
  /** Read anew at each call. Null: there is no link that can be used; `missing` says why. */
  tokenOf(person: Person): Promise<LinkedAccount | null>;
  /** Why this person has no token to act with, with the way to one; null: there is one. */
  missing(person: Person): Promise<Refusal | null>;
  /**
   * To be called when the platform answered 401 to a person's token. The platform is asked once more: only where it refuses the token
   * again is the link marked, its token forgotten, and the person told by a direct message. Never throws.
   */
  linkBroken(person: Person): Promise<void>;
}
