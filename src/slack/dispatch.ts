// One verified request of any kind to its handler. Nothing ends without an acknowledgement, and nothing unsaid.
import type { Card } from "../block-kit/blocks.ts";
import { md } from "../block-kit/text.ts";
import type { Refusal } from "../deployments/decision.ts";
import { type Log, surprise } from "../operations/surprise.ts";
import { handleCommand } from "./handlers/commands.ts";
import { EVENTS, isTold } from "./handlers/events.ts";
import { handleHome } from "./handlers/home.ts";
import { handleMention } from "./handlers/mentions.ts";
import { loadOptions } from "./handlers/option-loads.ts";
import type { Parts, Place } from "./handlers/parts.ts";
import { placeOfPress, say } from "./handlers/press.ts";
import { handlePress } from "./handlers/presses.ts";
import { handleSharedLinks } from "./handlers/shared-links.ts";
import { besideInputs, notice, STRANGE_FORM, type SubmissionAck, submit } from "./handlers/submissions.ts";
import { refusalMessage, tell } from "./handlers/tell.ts";
import { isCallbackId, WISHES } from "./handlers/wishes.ts";
import { COMMANDS, type CommandName } from "./manifest.ts";
import { type Incoming, parseIncoming } from "./payload.ts";

export interface Acknowledgement {
  /** Only the first call counts. Never throws: an answer that Slack does not take is logged. */
  (body?: unknown): Promise<void>;
  readonly done: () => boolean;
}

/** Bolt throws at a second acknowledgement over HTTP, and at any when a socket is gone. */
export function acknowledgement(send: (body?: unknown) => Promise<void>, log: Log): Acknowledgement {
  let done = false;
  const ack = async (body?: unknown): Promise<void> => {
    if (done) return;
    done = true;
    try {
      await send(body);
    } catch (error) {
      log.warn("slack.ack.failed", { reason: error instanceof Error ? error.message : "" });
    }
  };
  return Object.assign(ack, { done: () => done });
}

const ephemeral = ({ text, blocks }: Card) => ({ response_type: "ephemeral", text, blocks });

const UNKNOWN = say(
  md`This is from another version of the bot, so nothing was done. Open it again and try there.`,
);

export interface DispatchParts extends Parts {
  readonly installation: () => Promise<string>;
  /** True when the event was seen before; remembers it durably. */
  readonly seen: (eventId: string) => Promise<boolean>;
}

/** Which command a typed word is; a word that the app's manifest does not hold is none. */
function commandName(parts: Parts, word: string): CommandName | null {
  const names = Object.keys(COMMANDS) as CommandName[];
  return names.find((name) => parts.commands[name] === word) ?? null;
}

async function handle(parts: DispatchParts, incoming: Incoming, ack: Acknowledgement): Promise<void> {
  switch (incoming.kind) {
    case "command": {
      const name = commandName(parts, incoming.command);
      if (name !== null) return handleCommand(parts, incoming, name, ack);
      const { deployments, approvals } = parts.commands;
      const words = md`This bot does not answer to ${incoming.command}. Use ${deployments} or ${approvals}.`;
      return ack(ephemeral(say(words)));
    }
    case "press":
      return handlePress(parts, incoming, ack);
    case "options":
      return ack(await loadOptions(parts, incoming));
    case "submission": {
      const { callbackId } = incoming.view;
      if (!isCallbackId(callbackId)) return ack(notice("Pointsman", STRANGE_FORM));
      const prepare = WISHES[callbackId];
      if (prepare === null) return ack();
      const placed: SubmissionAck = (answer) => ack(answer && besideInputs(incoming.view, answer));
      const prepared = await prepare(parts, incoming);
      return prepared.ok ? submit(parts, incoming, placed, prepared.wish) : placed(prepared.answer);
    }
    case "closed":
      await ack();
      return parts.operations.viewClosed(incoming.actor, incoming.view.id);
    case "mention":
      await ack();
      // Slack delivers events at least once: a second delivery was answered by whoever took the first.
      if (await parts.seen(incoming.eventId)) return;
      return handleMention(parts, incoming);
    case "links-shared":
      await ack();
      if (await parts.seen(incoming.eventId)) return;
      return handleSharedLinks(parts, incoming);
    case "home-opened":
      await ack();
      return handleHome(parts, incoming);
    case "event":
      await ack();
      if (isTold(incoming.type)) await EVENTS[incoming.type](parts, incoming.subject);
      return;
    case "unknown":
      parts.log.warn("slack.request.unknown", { about: incoming.about });
      await ack();
      if (incoming.actor !== null) await tell(parts, unknownPlace(incoming, incoming.actor), UNKNOWN);
  }
}

const NOWHERE = { channel: null, threadTs: null, responseUrl: null, triggerId: null, view: null };

const unknownPlace = (
  { responseUrl }: Extract<Incoming, { kind: "unknown" }>,
  actor: Place["actor"],
): Place => ({ ...NOWHERE, actor, responseUrl });

function placeOf(incoming: Incoming): Place | null {
  switch (incoming.kind) {
    case "press":
      return placeOfPress(incoming);
    case "command":
    case "mention": {
      const { actor, channel } = incoming;
      const threadTs = incoming.kind === "mention" ? incoming.threadTs : null;
      const responseUrl = incoming.kind === "command" ? incoming.responseUrl : null;
      return { ...NOWHERE, actor, channel, threadTs, responseUrl };
    }
    case "submission":
      return { ...NOWHERE, actor: incoming.actor };
    default:
      return null;
  }
}

/** The last resort: an id where the person is looking, and the same id in the log. */
async function sayRefusal(
  parts: DispatchParts,
  incoming: Incoming,
  ack: Acknowledgement,
  refusal: Refusal,
): Promise<void> {
  const card = refusalMessage(refusal);
  if (!ack.done()) {
    switch (incoming.kind) {
      case "command":
        return ack(ephemeral(card));
      case "submission":
        return ack(notice("Pointsman", refusal));
      case "options":
        return ack({ options: [] });
      default:
        await ack();
    }
  }
  const place = placeOf(incoming);
  if (place !== null) await tell(parts, place, card);
}

/** Never throws and always acknowledges. */
export async function dispatch(parts: DispatchParts, body: unknown, ack: Acknowledgement): Promise<void> {
  let incoming: Incoming = { kind: "unknown", about: "unread", actor: null, responseUrl: null };
  try {
    incoming = parseIncoming(body, await parts.installation());
    await handle(parts, incoming, ack);
  } catch (error) {
    const refusal = surprise(parts, `slack ${incoming.kind}`, error);
    // Without knowing the bot's own workspace nobody is recognised; where to answer can be read all the same.
    if (incoming.kind === "unknown") incoming = parseIncoming(body, "");
    await sayRefusal(parts, incoming, ack, refusal);
  } finally {
    await ack();
  }
}
