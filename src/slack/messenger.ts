// The Messenger port on Slack's Web API: renders at send time, calls once, and says what the answer proves.
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Card } from "../block-kit/blocks.ts";
import type { Log } from "../operations/surprise.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Messenger, Posted, ShowAnswer, ShowCommand } from "../ports/messenger.ts";
import { type CallFailure, callFailure } from "./call-failure.ts";
import { sharedOutside } from "./cards/shared-outside.ts";
import { type Channels, isChannelId } from "./channels.ts";
import { type Drawing, draw } from "./drawing.ts";
import { eachOnce } from "./each-once.ts";
import { finder, METADATA_EVENT } from "./message-finder.ts";
import { type Pacing, pacing } from "./pacing.ts";
import { sendFile } from "./send-file.ts";
import type { ViewGate } from "./view-gate.ts";

export interface MessengerParts {
  readonly client: WebClient;
  readonly channels: Pick<Channels, "look" | "idOf">;
  readonly ids: Pick<Ids, "hash">;
  readonly clock: Clock;
  readonly log: Log;
  readonly gate: ViewGate;
  /** Sits out a wait of at most a second and a half for a channel's turn. */
  readonly pause: (ms: number) => Promise<void>;
}

/** The token or the app's rights are wrong: nothing about the message is. It waits for somebody to repair that. */
const OURS_TO_REPAIR = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "ekm_access_denied",
  "team_access_not_granted",
]);
const REPAIR_RETRY_MS = 10 * 60_000;
const LOOK_RETRY_MS = 5_000;

/** The bot only looked where it would post: silence proves that nothing was posted. */
const notYetPosted = (failure: CallFailure): CallFailure =>
  failure.kind === "unknown"
    ? { kind: "not-delivered", retryAfterMs: LOOK_RETRY_MS, reason: failure.reason }
    : failure;

const posted = z.looseObject({ channel: z.string().min(1), ts: z.string().min(1) });

interface Destination {
  readonly channel: string;
  readonly threadTs: string | null;
}

export function slackMessenger(parts: MessengerParts): Messenger {
  const paces: Pacing = pacing(parts.clock);

  function answerOf(method: string, command: ShowCommand, failure: CallFailure): ShowAnswer {
    parts.log.warn("slack.call.failed", {
      method,
      exhibit: command.exhibit.kind,
      delivery: command.deliveryId,
      ...failure,
    });
    if (failure.kind === "unknown") return { outcome: "unknown", reason: failure.reason };
    if (failure.kind === "not-delivered") {
      paces.block(method, failure.retryAfterMs);
      return { outcome: "not-delivered", retryAfterMs: failure.retryAfterMs, reason: failure.reason };
    }
    if (OURS_TO_REPAIR.has(failure.error)) {
      return { outcome: "not-delivered", retryAfterMs: REPAIR_RETRY_MS, reason: failure.error };
    }
    if (command.target.kind === "view") return { outcome: "gone" };
    return { outcome: "impossible", reason: failure.error };
  }

  /** One call, or the answer that it may not be made yet. */
  async function call<T>(
    method: string,
    command: ShowCommand,
    work: () => Promise<T>,
  ): Promise<{ value: T } | { answer: ShowAnswer }> {
    const blocked = paces.blockedFor(method);
    if (blocked > 0) {
      const reason = "rate limited by Slack";
      return { answer: { outcome: "not-delivered", retryAfterMs: blocked, reason, waits: true } };
    }
    try {
      return { value: await work() };
    } catch (error) {
      return { answer: answerOf(method, command, callFailure(error)) };
    }
  }

  /** Null: it is this channel's turn now. */
  async function turn(channel: string): Promise<ShowAnswer | null> {
    const turn = paces.turn(channel);
    if ("comeBackIn" in turn) {
      return {
        outcome: "not-delivered",
        retryAfterMs: turn.comeBackIn,
        reason: "other messages go to this channel first",
        waits: true,
      };
    }
    if (turn.wait > 0) await parts.pause(turn.wait);
    return null;
  }

  /** Where a new message of this command goes, or why it goes nowhere now. What other companies read is never told there. */
  async function destination(command: ShowCommand): Promise<Destination | { answer: ShowAnswer }> {
    const { target, thread } = command;
    const nowhere = (reason: string) => ({ answer: { outcome: "impossible", reason } as const });
    switch (target.kind) {
      case "user":
        return { channel: target.user, threadTs: null };
      case "view":
        return nowhere("there is no message to answer to");
      case "mail":
      case "unreachable":
        return nowhere("this is not told in Slack");
      case "thread": {
        if (thread === null) return nowhere("there is no message to answer to");
        const refused = await refusedChannel(command, thread.channel);
        return refused ?? { channel: thread.channel, threadTs: thread.ts };
      }
      case "channel": {
        const channel = await channelId(command, target.channel);
        if (typeof channel !== "string") return channel ?? nowhere("channel_not_found");
        return (await refusedChannel(command, channel)) ?? { channel, threadTs: null };
      }
    }
  }

  async function channelId(
    command: ShowCommand,
    channel: string,
  ): Promise<string | { answer: ShowAnswer } | null> {
    if (isChannelId(channel)) return channel;
    try {
      return await parts.channels.idOf(channel.replace(/^#/, ""));
    } catch (error) {
      return { answer: answerOf("conversations.list", command, notYetPosted(callFailure(error))) };
    }
  }

  async function refusedChannel(
    command: ShowCommand,
    channel: string,
  ): Promise<{ answer: ShowAnswer } | null> {
    const found = await lookAt(command, channel);
    if (found === "inside") return null;
    if (found === "shared-outside")
      return { answer: { outcome: "impossible", reason: "the channel is shared with another company" } };
    return found;
  }

  /** What the channel is now, or why nothing is shown there before that is known. Direct messages are inside. */
  async function lookAt(
    command: ShowCommand,
    channel: string,
  ): Promise<"inside" | "shared-outside" | { answer: ShowAnswer }> {
    if (channel.startsWith("D")) return "inside";
    const found = await parts.channels.look(channel);
    if (typeof found === "string") return found;
    return { answer: answerOf("conversations.info", command, notYetPosted(found)) };
  }

  async function showView(command: ShowCommand, drawing: Drawing & { kind: "view" }, hash: string) {
    if (command.target.kind !== "view")
      return { outcome: "impossible", reason: "a view is shown in a view only" } as const;
    const { viewId } = command.target;
    await parts.gate.open(viewId);
    const done = await call("views.update", command, () =>
      parts.client.views.update({ view_id: viewId, view: drawing.modal }),
    );
    return "answer" in done ? done.answer : ({ outcome: "shown", posted: null, hash } as const);
  }

  /** The channel may have become another one since it was posted: then the message says that instead of anything else. */
  async function edit(command: ShowCommand, card: Card, at: Posted, hash: string): Promise<ShowAnswer> {
    const where = await lookAt(command, at.channel);
    if (where === "inside") return await update(command, card, at, hash);
    if (where !== "shared-outside") return where.answer;
    const neutral = sharedOutside();
    const neutralHash = parts.ids.hash(JSON.stringify(neutral));
    if (neutralHash === command.shownHash) return { outcome: "unchanged" };
    return await update(command, neutral, at, neutralHash);
  }

  async function update(command: ShowCommand, card: Card, at: Posted, hash: string): Promise<ShowAnswer> {
    const done = await call("chat.update", command, () =>
      parts.client.chat.update({
        channel: at.channel,
        ts: at.ts,
        text: card.text,
        blocks: card.blocks,
        parse: "none",
      }),
    );
    return "answer" in done ? done.answer : { outcome: "shown", posted: at, hash };
  }

  async function post(command: ShowCommand, card: Card, hash: string): Promise<ShowAnswer> {
    const to = await destination(command);
    if ("answer" in to) return to.answer;
    const wait = await turn(to.channel);
    if (wait !== null) return wait;
    const thread =
      to.threadTs === null
        ? {}
        : command.exhibit.kind === "outcome-notice"
          ? { thread_ts: to.threadTs, reply_broadcast: true as const }
          : { thread_ts: to.threadTs };
    const done = await call("chat.postMessage", command, () =>
      parts.client.chat.postMessage({
        channel: to.channel,
        text: card.text,
        blocks: card.blocks,
        parse: "none",
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: METADATA_EVENT, event_payload: { delivery: command.deliveryId } },
        ...thread,
      }),
    );
    if ("answer" in done) return done.answer;
    const parsed = posted.safeParse(done.value);
    // It was posted, but nobody knows where: it is looked for, never posted blindly again.
    if (!parsed.success) return { outcome: "unknown", reason: "Slack did not say where it was posted" };
    return { outcome: "shown", posted: { channel: parsed.data.channel, ts: parsed.data.ts }, hash };
  }

  async function upload(
    command: ShowCommand,
    drawing: Drawing & { kind: "file" },
    hash: string,
  ): Promise<ShowAnswer> {
    const to = await destination(command);
    if ("answer" in to) return to.answer;
    const wait = await turn(to.channel);
    if (wait !== null) return wait;
    const sent = await sendFile(parts.client, to, drawing.file);
    if (sent.outcome === "sent") return { outcome: "shown", posted: null, hash };
    return answerOf(sent.method, command, sent.failure);
  }

  async function show(command: ShowCommand): Promise<ShowAnswer> {
    const drawing = draw(command);
    const hash = parts.ids.hash(JSON.stringify(drawing));
    const shownBefore = command.posted !== null || command.target.kind === "view";
    if (shownBefore && hash === command.shownHash) return { outcome: "unchanged" };
    switch (drawing.kind) {
      case "nothing":
        return { outcome: "impossible", reason: drawing.reason };
      case "view":
        return showView(command, drawing, hash);
      case "file":
        return upload(command, drawing, hash);
      case "message":
        return command.posted === null
          ? post(command, drawing.card, hash)
          : edit(command, drawing.card, command.posted, hash);
    }
  }

  return {
    show,
    eachOnce: eachOnce(parts.channels),
    find: finder(parts.client, parts.channels, parts.log),
  };
}
