// The card of one deployment: health, champion, usage, approval state, open requests, and what this person may do.
import type { Button, KnownBlock, StaticSelect } from "@slack/types";
import {
  actions,
  button,
  type Card,
  card,
  context,
  fields,
  header,
  option,
  section,
  select,
} from "../../block-kit/blocks.ts";
import { ageWords, code, date, type Mrkdwn, md, NOTHING, name, quote } from "../../block-kit/text.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import { counted, ROLE_WORDS } from "../../deployments/words.ts";
import type { MenuItem, SeenDeployment } from "../../operations/operations.ts";
import { ACTION_IDS, actionValue } from "../action-ids.ts";
import { applicationBlocks } from "./applications.ts";
import { requestButton } from "./request-parts.ts";
import { listedChange, sentences } from "./state-sentences.ts";
import { deploymentState, health, healthWords, importanceWords, progressWords } from "./state-words.ts";

const SHOWN_REQUESTS = 5;
/** Far above any address of ours: a cut one would lead elsewhere. */
const LINK_LENGTH = 1_000;

interface CardOptions {
  readonly now: number;
  readonly audience: "me" | "channel" | "reviewer";
}

/** What a card without open requests is drawn from, beside the deployment itself: equal here is equal there. */
interface Drawn extends Pick<SeenDeployment, "champion" | "role" | "menu"> {
  readonly audience: CardOptions["audience"];
  readonly minute: number;
  readonly card: Card;
}

/** While something is wrong many look at one deployment, and drawing was most of what an answer cost. By the record as it was read. */
const DRAWN = new WeakMap<Deployment, Drawn>();
const MINUTE_MS = 60_000;

/**
 * `me`: to the person alone, with what this person may do. `channel`: posted for all, so it shows nobody's rights;
 * whoever presses *Open* sees their own. `reviewer`: to whoever reviews the one request that is open in it, who may read it and no
 * more. Ages are exact to the minute.
 */
export function deploymentCard(seen: SeenDeployment, options: CardOptions): Card {
  // What only its creator may open makes the card one person's own.
  const personal = seen.deployment.applications.some(({ sharing }) => sharing === "only-me");
  if (seen.open.length > 0 || personal) return draw(seen, options);
  const { deployment, champion, role, menu } = seen;
  const minute = Math.floor(options.now / MINUTE_MS);
  const last = DRAWN.get(deployment);
  const same =
    last?.champion === champion &&
    last.role === role &&
    last.audience === options.audience &&
    last.minute === minute &&
    last.menu === menu;
  if (same) return last.card;
  const card = draw(seen, options);
  DRAWN.set(deployment, { champion, role, audience: options.audience, minute, menu, card });
  return card;
}

function draw(seen: SeenDeployment, options: CardOptions): Card {
  const { deployment } = seen;
  const mine = options.audience === "me";
  const serving = champion(seen, options.now);
  const used = usage(deployment, options.now);
  const body: (KnownBlock | null)[] = [
    header(`${name(deployment.label, 120)}`),
    section(
      md`*${deploymentState(deployment)}* · ${importanceWords(deployment.importance)} · ${APPROVAL[deployment.approval].badge}`,
    ),
    ...fields([
      { label: "Champion", value: serving },
      { label: "Environment", value: md`${name(deployment.environment.name)}` },
      { label: "Service health", value: health(deployment.health.service) },
      { label: "Data drift", value: health(deployment.health.drift) },
      { label: "Accuracy", value: health(deployment.health.accuracy) },
      { label: "Usage", value: used },
    ]),
    deployment.description.trim() === "" ? null : section(quote(deployment.description, 600)),
    ...openRequests(seen),
    ...(mine ? applicationBlocks(deployment, seen.person) : []),
    mine ? section(next(seen)) : null,
    options.audience === "reviewer"
      ? context(
          md`You see this because a review is asked of you. To do more here, ask an Owner to share it with you.`,
        )
      : null,
    context(
      md`Deployment id ${code(deployment.id)}${created(deployment)}`,
      md`${APPROVAL[deployment.approval].means}`,
    ),
    // As code it stays as it is when it is copied; pasted into a channel it shows the deployment's name there.
    mine && seen.link !== null ? context(md`🔗 Link to copy: ${code(seen.link, LINK_LENGTH)}`) : null,
  ];
  return card(text(seen, serving, used), body, actions(controls(seen, options.audience)));
}

/** The badge of the platform (reference section 1.1), and what it is about: whether it may be used at all, no single change. */
const APPROVAL = {
  PENDING: {
    badge: "⏳ NEEDS APPROVAL",
    means:
      "NEEDS APPROVAL: nobody has approved the creation of this deployment yet; it makes predictions all the same.",
  },
  APPROVED: {
    badge: "👍 APPROVED",
    means: "APPROVED: the creation of this deployment was approved, or needed no approval.",
  },
} as const;

function champion({ deployment, champion: model }: SeenDeployment, now: number): Mrkdwn {
  const { championSince } = deployment;
  const age = championSince === null ? NOTHING : md`, serving for ${ageWords(championSince, now)}`;
  if (model === null) return md`${code(deployment.championId)}${age}`;
  const type = model.modelType === null ? NOTHING : md` (${name(model.modelType)})`;
  return md`${name(model.name)}${type}${age}`;
}

/** In so far as it is recorded. */
function created({ createdAt, createdBy }: Deployment): Mrkdwn {
  const at = createdAt === null ? NOTHING : md` ${date(createdAt)}`;
  const by = createdBy === null ? NOTHING : md` by ${name(createdBy)}`;
  return createdAt === null && createdBy === null ? NOTHING : md`, created${at}${by}`;
}

function usage({ usage: of }: Deployment, now: number): Mrkdwn {
  const total = of.dailyRates.reduce((sum, rate) => sum + rate, 0);
  const mean = of.dailyRates.length === 0 ? 0 : Math.round(total / of.dailyRates.length);
  const last =
    of.lastPredictionAt === null ? "no prediction yet" : `last ${ageWords(of.lastPredictionAt, now)} ago`;
  return md`${counted(mean, "prediction")} a day, ${last}`;
}

function openRequests({ open }: SeenDeployment): KnownBlock[] {
  if (open.length === 0) return [];
  const rows = open
    .slice(0, SHOWN_REQUESTS)
    .map((request) =>
      section(
        md`${progressWords(request)}: ${request.reference}, ${listedChange(request)}, by ${name(request.requester.name)}`,
        requestButton(request, ACTION_IDS.openRequest, "Open request"),
      ),
    );
  const left = open.length - SHOWN_REQUESTS;
  return [
    section(md`*Open requests*`),
    ...rows,
    ...(left > 0 ? [context(md`… and ${left} more under History`)] : []),
  ];
}

/** What this person may do, or why nothing. */
function next({ menu, role }: SeenDeployment): Mrkdwn {
  const may = menu.filter((item) => item.refused === null && item.action !== "view");
  if (may.length > 0)
    return md`*Next:* ${may.map((item) => item.title).join(", ")}. You are ${ROLE_WORDS[role]} here.`;
  const why = menu.find((item) => item.refused !== null)?.refused;
  return md`You are ${ROLE_WORDS[role]} here: nothing but looking.${why ? md` ${why}` : NOTHING}`;
}

function controls(seen: SeenDeployment, audience: CardOptions["audience"]): (Button | StaticSelect | null)[] {
  switch (audience) {
    case "me":
      return ownControls(seen);
    case "channel":
      return sharedControls(seen.deployment);
    case "reviewer":
      return [];
  }
}

function ownControls(seen: SeenDeployment): (Button | StaticSelect | null)[] {
  const { deployment, menu } = seen;
  const replace = menu.find((item) => item.action === "replace-model" && item.refused === null);
  const label = name(deployment.label, 40);
  return [
    replace === undefined
      ? null
      : button(
          ACTION_IDS.deploymentAction,
          { text: replace.title, label: `${replace.title} of ${label}` },
          actionValue(replace.action, deployment.id),
          { style: "primary" },
        ),
    actionMenu(menu, deployment.id),
    button(ACTION_IDS.monitoring, { text: "Monitoring", label: `Monitoring of ${label}` }, deployment.id),
    button(ACTION_IDS.settings, { text: "Settings", label: `Settings of ${label}` }, deployment.id),
    button(ACTION_IDS.history, { text: "History", label: `History of ${label}` }, deployment.id),
    button(
      ACTION_IDS.postHere,
      { text: "Post here", label: `Post ${label} here for all to see` },
      deployment.id,
    ),
  ];
}

function sharedControls(deployment: Deployment): (Button | null)[] {
  const label = `Open ${name(deployment.label, 60)} for me alone`;
  return [button(ACTION_IDS.openDeployment, { text: "Open", label }, deployment.id)];
}

/** A select of what this person may do now; null when that is nothing. */
export function actionMenu(menu: readonly MenuItem[], deployment: string): StaticSelect | null {
  const options = menu
    .filter((item) => item.refused === null && item.action !== "view")
    .map((item) => option(item.title, actionValue(item.action, deployment)));
  return select(ACTION_IDS.deploymentMenu, "Actions", options);
}

function text(seen: SeenDeployment, serving: Mrkdwn, used: Mrkdwn): Mrkdwn {
  const { deployment, open } = seen;
  const { service, drift, accuracy } = deployment.health;
  return sentences([
    md`${name(deployment.label)}: ${deploymentState(deployment)}, ${importanceWords(deployment.importance)}, ${APPROVAL[deployment.approval].badge}.`,
    md`Champion: ${serving}. Environment: ${name(deployment.environment.name)}.`,
    md`Service health ${healthWords(service.status)}, data drift ${healthWords(drift.status)}, accuracy ${healthWords(accuracy.status)}.`,
    md`Usage: ${used}.`,
    ...open
      .slice(0, SHOWN_REQUESTS)
      .map((request) => md`${progressWords(request)}: ${request.reference}, ${listedChange(request)}.`),
    md`Id ${deployment.id}.`,
  ]);
}
