// One Web API call: token, scope, arguments, faults, the work, the answer.
import type { IncomingMessage } from "node:http";
import type { Context } from "../context.ts";
import { appsMethods } from "./apps.ts";
import { chatMethods } from "./chat.ts";
import { conversationsMethods } from "./conversations.ts";
import { filesMethods } from "./files.ts";
import { type Answer, type Args, type Method, missingScope, refuse } from "./method.ts";
import { usersMethods } from "./users.ts";
import { viewsMethods } from "./views.ts";

const METHODS: Readonly<Record<string, Method>> = {
  ...appsMethods,
  ...chatMethods,
  ...conversationsMethods,
  ...filesMethods,
  ...usersMethods,
  ...viewsMethods,
};

/** Arguments that a form carries as JSON in a text. */
const JSON_ARGUMENTS = ["blocks", "view", "metadata", "attachments", "files", "unfurls", "message"];

/** Null: the body cannot be read as what it says it is. */
export function parseArgs(contentType: string, body: string, query: URLSearchParams): Args | null {
  const args: Record<string, unknown> = Object.fromEntries(query);
  if (contentType.startsWith("application/json")) {
    try {
      const parsed: unknown = body === "" ? {} : JSON.parse(body);
      if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
      Object.assign(args, parsed);
    } catch {
      return null;
    }
  } else {
    Object.assign(args, Object.fromEntries(new URLSearchParams(body)));
  }
  for (const name of JSON_ARGUMENTS) {
    const value = args[name];
    if (typeof value === "string") args[name] = parsedOrText(value);
  }
  return args;
}

function parsedOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // The method refuses a text in this place by its own error name.
    return value;
  }
}

export function tokenOf(request: IncomingMessage, args: Args): string | null {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  return bearer ?? (typeof args.token === "string" ? args.token : null);
}

function refusedToken(context: Context, method: Method, token: string | null): Answer | null {
  if (method.token === "none") return null;
  if (token === null) return refuse("not_authed");
  const { botToken, appToken } = context.settings;
  const wanted = method.token === "bot" ? botToken : appToken;
  if (token === wanted) return method.token === "bot" ? deadToken(context) : null;
  return token === botToken || token === appToken ? refuse("not_allowed_token_type") : refuse("invalid_auth");
}

function deadToken(context: Context): Answer | null {
  switch (context.state.app) {
    case "installed":
      return null;
    case "token-revoked":
      return refuse("token_revoked");
    case "uninstalled":
      return refuse("account_inactive");
  }
}

/** Does the work of a method after everything that Slack checks before it. */
export async function call(
  context: Context,
  name: string,
  args: Args,
  token: string | null,
): Promise<Answer> {
  const method = METHODS[name];
  if (method === undefined) return refuse("unknown_method", { req_method: name });
  const refused =
    refusedToken(context, method, token) ??
    (method.scope === null ? null : missingScope(context, method.scope));
  if (refused) return refused;
  return await method.run(context, args);
}
