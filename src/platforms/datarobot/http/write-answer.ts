// What became of a write, in so far as its exchange proves it.
import type { Exchange } from "./exchange.ts";
import { parsedBody, retryAfterMs, saidIn } from "./said.ts";

export type WriteAnswer =
  /** 2xx. `location` as it was sent; `body` undefined for none. */
  | {
      readonly outcome: "answered";
      readonly status: number;
      readonly location: string | null;
      readonly body: unknown;
    }
  /** 4xx, but for 408, which proves nothing, and 429. `message`: the server's words, foreign text, one sentence. */
  | { readonly outcome: "refused"; readonly status: number; readonly message: string; readonly body: unknown }
  /** Proven: nothing came of it. */
  | { readonly outcome: "not-delivered"; readonly sentence: string; readonly retryAfterMs: number }
  /** It may have happened. */
  | { readonly outcome: "unknown"; readonly sentence: string };

/** For what was proven not to arrive, where the server does not say when to come again. */
const COME_AGAIN_MS = 5_000;

export const neverSent = (why: string): WriteAnswer => ({
  outcome: "not-delivered",
  sentence: `DataRobot was not asked: ${why}.`,
  retryAfterMs: COME_AGAIN_MS,
});

export function writeAnswer(came: Exchange, now: number): WriteAnswer {
  if (came.kind === "not-sent") return neverSent(came.why);
  const unknown = (why: string): WriteAnswer => ({
    outcome: "unknown",
    sentence: `DataRobot was asked, and it is not known whether it was done: ${why}.`,
  });
  if (came.kind === "lost") return unknown(came.why);
  const { status, headers, text } = came;
  const body = parsedBody(text);
  if (status === 429)
    return {
      outcome: "not-delivered",
      sentence: "DataRobot took no more requests for a while (429).",
      retryAfterMs: retryAfterMs(headers, now) ?? COME_AGAIN_MS,
    };
  if (status >= 200 && status < 300) {
    // A page where JSON belongs comes from somebody in between, who did not do it.
    if (body === undefined && text.trim() !== "")
      return unknown(`it answered ${status} with a page that is not its own`);
    return { outcome: "answered", status, location: headers.get("location"), body };
  }
  if (status === 408 || status < 400 || status >= 500) return unknown(`it answered ${status}`);
  return { outcome: "refused", status, message: saidIn(status, body), body };
}
