// What went between the local Slack and the bot, newest last; only so many are kept, and no token is shown.
import { isRecord } from "./elements.ts";

export interface RequestEntry {
  readonly number: number;
  /** Epoch ms on the workspace's clock. */
  readonly at: number;
  readonly direction: "to-bot" | "from-bot";
  /** Kind of request to the bot, or Web API method. */
  readonly name: string;
  /** User id of whoever made Slack send this; null of calls by the bot, and where nobody did. */
  readonly person: string | null;
  readonly request: unknown;
  readonly answer: unknown;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly ms: number;
  /** Of requests to the bot: not answered within the time that Slack gives. */
  readonly late: boolean;
  readonly retry: number;
}

export interface RequestLog {
  add(entry: Omit<RequestEntry, "number" | "at" | "person">): void;
  /** All after the entry of this number, with tokens and other secrets masked. */
  since(number: number): RequestEntry[];
}

const KEPT = 500;
const MASK = "***";

/** Tokens, and what is as good as one: response and upload addresses, tickets of Socket Mode. */
const SECRET = /\bx(?:ox[a-z]|app)-[\w-]+|(?<=\/response\/)\w+|(?<=\/upload\/\w+\/)\w+|(?<=[?&]ticket=)\w+/g;

function masked(value: unknown, key = ""): unknown {
  if (key === "token") return MASK;
  if (typeof value === "string") return value.replace(SECRET, MASK);
  if (Array.isArray(value)) return value.map((one) => masked(one));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one, name)]));
}

/** Commands name the person flat, interactions as an object, events inside the event, either way. */
function personIn(body: unknown): string | null {
  if (!isRecord(body)) return null;
  if (typeof body.user_id === "string") return body.user_id;
  const user = isRecord(body.event) ? body.event.user : body.user;
  if (typeof user === "string") return user;
  return isRecord(user) && typeof user.id === "string" ? user.id : null;
}

export function createRequestLog(now: () => number, changed: () => void): RequestLog {
  const entries: RequestEntry[] = [];
  let number = 0;
  return {
    add(entry) {
      number += 1;
      const person = entry.direction === "to-bot" ? personIn(entry.request) : null;
      entries.push({ ...entry, number, at: now(), person });
      if (entries.length > KEPT) entries.shift();
      changed();
    },
    // Masked when they are read: most entries never are.
    since: (after) =>
      entries
        .filter((entry) => entry.number > after)
        .map((entry) => ({ ...entry, request: masked(entry.request), answer: masked(entry.answer) })),
  };
}
