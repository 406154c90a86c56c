// The Mail port: one letter to one address. Nothing is promised about its way behind the server that took it.

export interface Correspondent {
  /** Null: the address alone. */
  readonly name: string | null;
  readonly address: string;
}

/** Everything in it is data: no line of it becomes a header or another recipient. */
export interface Letter {
  readonly to: string;
  /** Who answers go to; null: the sender. */
  readonly replyTo: Correspondent | null;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** The message's id follows from it: who gets it twice can tell. */
  readonly deliveryId: string;
  /** Epoch ms. */
  readonly date: number;
}

export type MailAnswer =
  /** The server took it. */
  | { readonly outcome: "sent" }
  /** Proven that the server did not take it; again after `retryAfterMs`. */
  | {
      readonly outcome: "not-delivered";
      readonly retryAfterMs: number;
      readonly reason: string;
      /** It was not tried: others come first. That is no failure, however often. */
      readonly waits?: true;
    }
  /** The server may have taken it. */
  | { readonly outcome: "unknown"; readonly reason: string }
  /** The server will never take it: reason in its own words. */
  | { readonly outcome: "impossible"; readonly reason: string };

export type MailCheck =
  | { readonly outcome: "ready" }
  /** `refused`: it answers, and does not serve us as things are set. `silent`: nothing can be said of what is set. */
  | { readonly outcome: "refused" | "silent"; readonly reason: string };

export interface Mail {
  /** One attempt. No reason repeats the recipient's address or a secret. Never rejects. */
  send(letter: Letter): Promise<MailAnswer>;
  /** Connects, logs in and goes away again; sends nothing. Never rejects. */
  check(): Promise<MailCheck>;
}
