// Slash commands: the answer rides on the acknowledgement when it is ready in time, else it follows.
import type { Card } from "../../block-kit/blocks.ts";
import type { Answer } from "../../deployments/decision.ts";
import { type Timely, within } from "../deadline.ts";
import { parse, type Reading, typedText } from "../grammar.ts";
import type { CommandName } from "../manifest.ts";
import type { Incoming } from "../payload.ts";
import { loadingView } from "../views/notice.ts";
import { openForm, openingOf } from "./open-form.ts";
import { guarded, type Parts, type Place } from "./parts.ts";
import { mayOpenForm, type Reply, run } from "./run-reading.ts";
import { refusalMessage, tell } from "./tell.ts";
import { cardView, openView, refusedView, updateView } from "./views.ts";

type Command = Extract<Incoming, { kind: "command" }>;

/** Answers the request with nothing, or with a message for the person alone. */
export type CommandAck = (body?: {
  readonly response_type: "ephemeral";
  readonly text: string;
  readonly blocks: Card["blocks"];
}) => Promise<void>;

const placeOf = ({ actor, channel, responseUrl, triggerId }: Command): Place => ({
  actor,
  channel,
  threadTs: null,
  responseUrl,
  triggerId,
  view: null,
});

const cardOf = (answer: Answer<Reply>): Card | null => {
  if (!answer.ok) return refusalMessage(answer.refusal);
  return answer.value.kind === "card" ? answer.value.card : null;
};

export async function handleCommand(
  parts: Parts,
  command: Command,
  name: CommandName,
  ack: CommandAck,
): Promise<void> {
  const place = placeOf(command);
  const readings: readonly Reading[] =
    name === "approvals"
      ? [{ kind: "approvals" }]
      : parse(typedText(command.text, await parts.botUser()), { actions: parts.actions });
  const work = guarded(parts, `command ${name}`, () => run(parts, place, readings));
  const form = mayOpenForm(readings);
  const timely = await within(form ? parts.deadlines.lookup : parts.deadlines.read, work);
  if (timely.late) {
    await ack();
    await (form ? openBeforeKnown(parts, place, timely) : tellLater(parts, place, timely));
    return;
  }
  const quick = cardOf(timely.value);
  if (quick !== null) {
    await ack({ response_type: "ephemeral", text: quick.text, blocks: quick.blocks });
    return;
  }
  // The view opens beside the acknowledgement: neither waits for the other.
  await Promise.all([ack(), timely.value.ok ? present(parts, place, timely.value.value) : undefined]);
}

/** Shows the reply where the person is. */
export async function present(parts: Parts, place: Place, reply: Reply): Promise<void> {
  if (reply.kind === "card") await tell(parts, place, reply.card);
  else await openForm(parts, place, reply.asked);
}

async function tellLater(
  parts: Parts,
  place: Place,
  timely: Extract<Timely<Answer<Reply>>, { late: true }>,
): Promise<void> {
  const answer = await timely.rest;
  const later = cardOf(answer);
  if (later !== null) await tell(parts, place, later);
  else if (answer.ok) await present(parts, place, answer.value);
}

/** The name is not looked up yet, but the trigger is dying: a view opens, and shows whatever comes of it. */
async function openBeforeKnown(
  parts: Parts,
  place: Place,
  timely: Extract<Timely<Answer<Reply>>, { late: true }>,
): Promise<void> {
  const title = "Pointsman";
  const opened = await openView(parts, place, loadingView(title));
  if (opened === null) return tellLater(parts, { ...place, triggerId: null }, timely);
  const answer = await timely.rest;
  if (!answer.ok) {
    await updateView(parts, opened, refusedView(title, answer.refusal));
    return;
  }
  if (answer.value.kind === "card") {
    await updateView(parts, opened, cardView(title, answer.value.card));
    return;
  }
  const opening = openingOf(parts, place.actor, answer.value.asked);
  const content = await opening.content();
  const view = content.ok ? content.value : refusedView(opening.title, content.refusal);
  await updateView(parts, opened, view);
}
