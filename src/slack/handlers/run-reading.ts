// Runs what a text means, for commands, mentions and choices alike.
import type { KnownBlock } from "@slack/types";
import { type Card, card, section } from "../../block-kit/blocks.ts";
import { bold, type Mrkdwn, md, mention } from "../../block-kit/text.ts";
import { type Answer, ok, type Refusal, refuse } from "../../deployments/decision.ts";
import type { DeploymentId } from "../../deployments/ids.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { PersonCaller } from "../../ports/platform.ts";
import type { Actor } from "../../requests/person.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { linkCard, unlinkCard } from "../cards/account.ts";
import { decisionTree } from "../cards/decision-tree.ts";
import { deploymentCard } from "../cards/deployment-card.ts";
import { helpCard } from "../cards/help.ts";
import { historyCard } from "../cards/history.ts";
import { inbox } from "../cards/inbox.ts";
import { settingsCard } from "../cards/settings.ts";
import { whoAmICard } from "../cards/whoami.ts";
import type { Reading } from "../grammar.ts";
import { postForAll } from "./for-all.ts";
import { interpret, type Meaning } from "./interpret.ts";
import { listPage } from "./list-page.ts";
import { type ActionWish, opens } from "./open-form.ts";
import type { Parts, Place } from "./parts.ts";

/** What the person gets: something to read, or a form. */
export type Reply =
  | { readonly kind: "card"; readonly card: Card }
  | { readonly kind: "form"; readonly asked: ActionWish };

const show = (drawn: Card): Answer<Reply> => ok({ kind: "card", card: drawn });

/** A form may come of it, so that a view has to open before its trigger dies. */
export const mayOpenForm = (readings: readonly Reading[]): boolean =>
  readings.some(({ kind }) => kind === "action" || kind === "rollback");

/** The person's own card, without *Post here* where nothing is posted. `by`: whoever asks, where a look-up has read them already. */
export async function deploymentFor(
  parts: Parts,
  place: Pick<Place, "actor" | "channel">,
  deployment: DeploymentId,
  by: Actor | PersonCaller = place.actor,
): Promise<Answer<Card>> {
  const [seen, kind] = await Promise.all([
    parts.operations.seeDeployment(by, deployment),
    place.channel === null ? ("unknown" as const) : parts.channels.kind(place.channel),
  ]);
  if (!seen.ok) return seen;
  const drawn = deploymentCard(seen.value, { now: parts.clock.now(), audience: "me" });
  return ok(kind === "inside" ? drawn : withoutControl(drawn, ACTION_IDS.postHere));
}

function withoutControl(drawn: Card, actionId: string): Card {
  const blocks = drawn.blocks.flatMap((block): KnownBlock[] => {
    if (block.type !== "actions") return [block];
    const elements = block.elements.filter((element) => element.action_id !== actionId);
    return elements.length === 0 ? [] : [{ ...block, elements }];
  });
  return { ...drawn, blocks };
}

const tooLong = (length: number): Refusal => ({
  code: "invalid",
  sentence: `That text has ${length} characters: no deployment has so long a name.`,
  next: "Send the name or the id alone.",
});

export async function historyFor(
  parts: Pick<Parts, "operations">,
  actor: Actor,
  deployment: DeploymentId,
  after?: string,
): Promise<Answer<Card>> {
  const history = await (after === undefined
    ? parts.operations.history(actor, deployment)
    : parts.operations.history(actor, deployment, after));
  return history.ok ? ok(historyCard(history.value)) : history;
}

/** With what this person hears of its health, to be chosen there. */
export async function settingsFor(
  parts: Pick<Parts, "operations">,
  actor: Actor,
  deployment: DeploymentId,
): Promise<Answer<Card>> {
  const [seen, notices] = await Promise.all([
    parts.operations.seeDeployment(actor, deployment),
    parts.operations.healthNotices(actor, deployment),
  ]);
  if (!seen.ok) return seen;
  return notices.ok ? ok(settingsCard(seen.value, notices.value)) : notices;
}

export async function inboxFor(
  parts: Pick<Parts, "operations" | "commands">,
  actor: Actor,
): Promise<Answer<Card>> {
  const found = await parts.operations.inbox(actor);
  return found.ok ? ok(inbox(found.value, parts.commands.deployments)) : found;
}

/** The address of the page, for whoever asks. */
export async function linkFor(
  parts: Pick<Parts, "operations" | "commands">,
  actor: Actor,
): Promise<Answer<Card>> {
  const started = await parts.operations.startLink(actor);
  return started.ok ? ok(linkCard(started.value, parts.commands.deployments)) : started;
}

async function unlinkFor(parts: Pick<Parts, "operations" | "commands">, actor: Actor): Promise<Answer<Card>> {
  const account = await parts.operations.linkOf(actor);
  return account.ok ? ok(unlinkCard(account.value, parts.commands.deployments)) : account;
}

async function subscribe(
  parts: Parts,
  place: Place,
  deployment: { readonly id: DeploymentId; readonly label: string },
  on: boolean,
): Promise<Answer<Reply>> {
  const { channel, actor } = place;
  // A channel's notices are read by everybody there: never by other companies, and a person's own come anyway.
  const kind = channel === null ? "unknown" : await parts.channels.kind(channel, { fresh: true });
  if (channel === null || (on && kind !== "inside")) {
    return refuse({
      code: "unavailable",
      sentence:
        kind === "shared-outside"
          ? "This channel is shared with another company, so nothing about deployments is posted here."
          : "Notices go to channels of this workspace that the bot can see.",
      next: "Use it in a channel of your own workspace; invite the bot first when the channel is private.",
    });
  }
  const answer = await parts.operations.subscribe(actor, deployment.id, channel, on);
  if (!answer.ok) return answer;
  const { label } = deployment;
  const words = subscriptionWords(answer.value, label, parts.commands.deployments);
  // Everybody there reads what comes or stops coming, so they are told once, where nobody of another company reads along.
  const told =
    answer.value.changed && kind === "inside"
      ? await postForAll(parts, { channel, threadTs: null }, subscriptionNotice(actor, on, label))
      : ok(null);
  const text = told.ok
    ? words
    : md`${words} The channel was not told of it: ${told.refusal.sentence} ${told.refusal.next}`;
  return show(card(text, [section(text)]));
}

function subscriptionNotice({ user }: Actor, on: boolean, label: string): Card {
  const text = on
    ? md`🔔 ${mention(user)} subscribed this channel to ${bold(label)}: when it or its health changes, that is told here.`
    : md`🔕 ${mention(user)} ended the subscription of this channel to ${bold(label)}: what happens to it is told here no longer, unless the policy file sends it here.`;
  return card(text, [section(text)]);
}

function subscriptionWords(
  { on, changed }: { readonly on: boolean; readonly changed: boolean },
  label: string,
  command: string,
): Mrkdwn {
  if (on)
    return md`🔔 This channel ${changed ? "is told" : "is already told"} when ${label} or its health changes. ${command} unsubscribe ${label} ends it.`;
  return changed
    ? md`🔕 This channel is no longer told about ${label}.`
    : md`🔕 This channel has not subscribed to ${label}, so nothing was changed. What the policy file sends here still comes.`;
}

async function runNamed(
  parts: Parts,
  place: Place,
  { reading, deployment, by }: Extract<Meaning, { kind: "named" }>,
): Promise<Answer<Reply>> {
  const { actor } = place;
  const form = (rollback: boolean): Answer<Reply> =>
    ok({
      kind: "form",
      asked: {
        action: reading.kind === "action" ? reading.action : "replace-model",
        wish: {
          deployment: deployment.id,
          rollback,
          earlier: null,
          registeredModel: null,
          channel: place.channel,
        },
      },
    });
  switch (reading.kind) {
    case "action":
      if (opens(reading.action)) return form(false);
      return drawn(await deploymentFor(parts, place, deployment.id, by));
    case "deployment":
      return drawn(await deploymentFor(parts, place, deployment.id, by));
    case "rollback":
      return form(true);
    case "history":
      return drawn(await historyFor(parts, actor, deployment.id));
    case "settings":
      return drawn(await settingsFor(parts, actor, deployment.id));
    case "subscribe":
    case "unsubscribe":
      return subscribe(parts, place, deployment, reading.kind === "subscribe");
    case "why": {
      const decision = await parts.operations.why(actor, reading.action, deployment.id);
      if (!decision.ok) return decision;
      return show(
        decisionTree(`Why "${ACTION_TITLES[reading.action]}" on ${deployment.label}`, decision.value),
      );
    }
  }
}

const drawn = (answer: Answer<Card>): Answer<Reply> => (answer.ok ? show(answer.value) : answer);

const help = ({ commands, actions, hasAccounts }: Parts): Card =>
  helpCard({ commands, actions, hasAccounts });

/** How `why` is asked, by an example about what was typed, with the actions that there are. */
function whyUsage({ actions, commands }: Parts, named: string): string {
  const words = actions.flatMap(({ words }) => words.commands[0] ?? []);
  const [asked = "view"] = actions.flatMap(({ kind, words }) => (kind === "effect" ? words.commands : []));
  const example = named === "" ? "" : ` For example: ${commands.deployments} why ${asked} ${named}.`;
  return `Type ${commands.deployments} why <action> <name> with one of: ${words.join(", ")}.${example}`;
}

async function noSuchAction(
  parts: Parts,
  actor: Actor,
  { word, near, asked }: Extract<Reading, { kind: "no-such-action" }>,
): Promise<Refusal> {
  const next =
    near === null ? whyUsage(parts, await nameBehind(parts, actor, asked, word)) : whyUsage(parts, "");
  return {
    code: "invalid",
    sentence: `There is no action "${word}".${near === null ? "" : ` Did you mean "${near}"?`}`,
    next,
  };
}

/** The first word may stand for an action, or begin the deployment's name: that tells the name that there is. */
async function nameBehind(
  { operations }: Pick<Parts, "operations">,
  actor: Actor,
  asked: string,
  word: string,
): Promise<string> {
  const rest = asked.slice(word.length).trim();
  if (rest === "") return asked;
  const found = await operations.lookup(actor, rest);
  return found.ok && (found.value.found === "one" || found.value.found === "many") ? rest : asked;
}

const whichAction = (parts: Parts, { typed }: Extract<Reading, { kind: "which-action" }>): Refusal => ({
  code: "invalid",
  sentence:
    typed === ""
      ? "An action and a deployment's name are missing."
      : `"${typed}" is no action, and one has to stand before the deployment's name.`,
  next: whyUsage(parts, typed),
});

const incomplete = (parts: Parts, { usage }: Extract<Reading, { kind: "incomplete" }>): Refusal => ({
  code: "invalid",
  sentence: "A deployment's name is missing.",
  next: `Type ${parts.commands.deployments} ${usage}, or ${parts.commands.deployments} help.`,
});

async function runPlain(
  parts: Parts,
  place: Place,
  reading: Extract<Meaning, { kind: "plain" }>["reading"],
): Promise<Answer<Reply>> {
  const { actor } = place;
  switch (reading.kind) {
    case "list":
      return drawn(await listPage(parts, actor, { filter: reading.filter, text: reading.text, cursor: "" }));
    case "whoami": {
      const who = await parts.operations.whoAmI(actor);
      return who.ok ? show(whoAmICard(who.value, parts.commands.deployments)) : who;
    }
    case "link-account":
      return drawn(await linkFor(parts, actor));
    case "unlink-account":
      return drawn(await unlinkFor(parts, actor));
    case "help":
      return show(help(parts));
    case "approvals":
      return drawn(await inboxFor(parts, actor));
    case "no-such-action":
      return refuse(await noSuchAction(parts, actor, reading));
    case "incomplete":
      return refuse(incomplete(parts, reading));
    case "which-action":
      return refuse(whichAction(parts, reading));
    case "too-long":
      return refuse(tooLong(reading.length));
  }
}

/** From the readings of a text to what the person gets. */
export async function run(parts: Parts, place: Place, readings: readonly Reading[]): Promise<Answer<Reply>> {
  const meaning = await interpret(parts, place.actor, readings);
  if (!meaning.ok) return meaning;
  switch (meaning.value.kind) {
    case "answer":
      return show(meaning.value.card);
    case "plain":
      return runPlain(parts, place, meaning.value.reading);
    case "named":
      return runNamed(parts, place, meaning.value);
  }
}
