/** Epoch milliseconds, UTC. */
export interface Clock {
  now(): number;
}

/** Ids and randomness, handed in so that tests can repeat a run. */
export interface Ids {
  /** A new unguessable id of URL-safe characters. */
  unique(): string;
  /** A new short reference that people can say, for example `R-7K2M`. */
  reference(): string;
  /** sha256 of the text as lower-case hex: the same text gives the same id on every replica. */
  hash(text: string): string;
}
