// What a Web API method is, and the refusals that several of them share.
import type { Context } from "../context.ts";
import { BOT_USER, type Channel, type Person } from "../people.ts";
import { visibleToBot } from "../state.ts";

export type Args = Readonly<Record<string, unknown>>;
export type Refused = { readonly ok: false; readonly error: string } & Readonly<Record<string, unknown>>;
export type Answer = ({ readonly ok: true } & Readonly<Record<string, unknown>>) | Refused;

export interface Method {
  /** Bot scope that it needs; null: none. More may be needed for what is asked. */
  readonly scope: string | null;
  /** Kind of token; `none`: any or no token. */
  readonly token: "bot" | "app" | "none";
  run(context: Context, args: Args): Answer | Promise<Answer>;
}

export const botMethod = (scope: string | null, run: Method["run"]): Method => ({ scope, token: "bot", run });

export const refuse = (error: string, more: Readonly<Record<string, unknown>> = {}): Refused => ({
  ...more,
  ok: false,
  error,
});

export const missingArgument = (name: string): Refused =>
  refuse("invalid_arguments", {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });

/** Null: the app has it. */
export const missingScope = (context: Context, needed: string): Refused | null =>
  context.grants.hasScope(needed)
    ? null
    : refuse("missing_scope", { needed, provided: (context.grants.scopes ?? []).join(",") });

/** The argument when it is a text that is not empty. Numbers, as JSON bodies may carry them, count as text. */
export function textOf(args: Args, name: string): string | undefined {
  const value = args[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export const isTrue = (value: unknown): boolean => value === true || value === "true" || value === "1";

/** By id, or by name with or without `#` where the method allows names. Private ones without the bot are not found. */
export function findChannel(
  context: Context,
  wanted: string,
  by: "id" | "id-or-name" = "id",
): Channel | null {
  const { channels } = context.state;
  const name = wanted.replace(/^#/, "");
  const found =
    channels.get(wanted) ??
    (by === "id-or-name"
      ? [...channels.values()].find((one) => one.kind !== "im" && one.name === name)
      : undefined);
  return found && visibleToBot(found) ? found : null;
}

/** A person whom the bot can see: of the workspace, or in a channel with it. */
export function findPerson(context: Context, id: string): Person | null {
  return context.state.people.get(id) ?? null;
}

export const botIsIn = (channel: Channel): boolean => channel.members.has(BOT_USER);

/** One page of a list: `limit` and `cursor` as all listing methods take them. */
export function page<T>(
  all: readonly T[],
  args: Args,
  most: number,
): { readonly items: readonly T[]; readonly next: string } | Refused {
  const limit = Math.min(Number(args.limit ?? most) || most, most);
  const cursor = textOf(args, "cursor");
  const place = cursor === undefined ? "0" : Buffer.from(cursor, "base64url").toString();
  const from = /^\d{1,9}$/.test(place) ? Number(place) : Number.NaN;
  if (!(from <= all.length)) return refuse("invalid_cursor");
  const to = from + limit;
  return {
    items: all.slice(from, to),
    next: to < all.length ? Buffer.from(String(to)).toString("base64url") : "",
  };
}
