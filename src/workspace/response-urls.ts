// Response URLs: 5 posts in 30 minutes (reference: Slack platform, section 2.2).
import { LIMITS } from "../block-kit/limits.ts";
import type { Context } from "./context.ts";
import { isRecord } from "./elements.ts";
import { changeMessage, deleteMessage, findMessage, postAsBot } from "./messages.ts";
import { refusalOfMessage } from "./payload-check.ts";
import { BOT } from "./people.ts";
import type { WorkspaceMessage } from "./state.ts";

/** Old ones are forgotten, so that a long day does not fill the memory. */
const REMEMBERED = 10_000;

export interface ResponseUrlOrigin {
  readonly person: string;
  readonly channel: string;
  /** The message whose control was used; null for commands. */
  readonly message: string | null;
}

export interface ResponseUrls {
  issue(origin: ResponseUrlOrigin): string;
  /** What the bot posted to the URL with this id, and Slack's answer. */
  post(id: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
}

type Answer = Awaited<ReturnType<ResponseUrls["post"]>>;

const refused = (error: string, status = 404, more: object = {}): Answer => ({
  status,
  body: { ok: false, error, ...more },
});

export function createResponseUrls(getContext: () => Context): ResponseUrls {
  const issued = new Map<string, ResponseUrlOrigin & { readonly until: number; left: number }>();
  return {
    issue(origin) {
      const { clock, ids, baseUrl } = getContext();
      const id = ids.hash(ids.unique()).slice(0, 32);
      if (issued.size >= REMEMBERED) issued.delete(issued.keys().next().value ?? "");
      issued.set(id, {
        ...origin,
        until: clock.now() + LIMITS.message.responseUrlMs,
        left: LIMITS.message.responseUrlPosts,
      });
      return `${baseUrl()}/response/${id}`;
    },
    async post(id, body) {
      const context = getContext();
      const known = issued.get(id);
      if (known === undefined) return refused("no_such_url");
      if (context.clock.now() > known.until) return refused("expired_url");
      if (known.left === 0) return refused("used_url");
      if (!isRecord(body)) return refused("invalid_payload", 400);
      const answer = await respond(context, known, body);
      if (answer.status === 200) known.left -= 1;
      return answer;
    },
  };
}

/** Also for messages in the answer to a command, which follow the same rules. */
export async function respond(
  context: Context,
  origin: ResponseUrlOrigin,
  body: Record<string, unknown>,
): Promise<Answer> {
  const held = origin.message === null ? undefined : findMessage(context, origin.channel, origin.message);
  // After a message shortcut the message is somebody else's, and stays as it is.
  const original = held?.bot_id === BOT ? held : undefined;
  if (body.delete_original === true) {
    if (original === undefined) return refused("message_not_found", 404);
    deleteMessage(context, original);
    return { status: 200, body: "ok" };
  }
  const refusal = await refusalOfMessage(context, body, "post");
  if (refusal) return refused(refusal.error, 400, refusal);
  const text = typeof body.text === "string" ? body.text : "";
  const blocks = Array.isArray(body.blocks) ? body.blocks : undefined;
  if (body.replace_original === true && original !== undefined) {
    changeMessage(context, original, { text, blocks });
    return { status: 200, body: "ok" };
  }
  if (context.state.channels.get(origin.channel)?.archived) return refused("is_archived", 404);
  postAsBot(context, {
    channel: origin.channel,
    text,
    blocks,
    threadTs: typeof body.thread_ts === "string" ? body.thread_ts : undefined,
    ephemeralTo: body.response_type === "in_channel" ? undefined : origin.person,
  });
  return { status: 200, body: "ok" };
}

/** Where a control's response URL answers: null when the message is gone already. */
export const originOf = (message: WorkspaceMessage, person: string): ResponseUrlOrigin => ({
  person,
  channel: message.channel,
  message: message.ts,
});
