// Buttons and menus about deployments, lists and choices.

import type { Card } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import { type Answer, refuse } from "../../deployments/decision.ts";
import { type DeploymentId, deploymentId } from "../../deployments/ids.ts";
import {
  ACTION_IDS,
  LIST_FILTERS,
  type ListPosition,
  parseActionValue,
  parseHealthValue,
  parseHistoryValue,
  parseListValue,
} from "../action-ids.ts";
import { deploymentCard } from "../cards/deployment-card.ts";
import { healthAnswer } from "../cards/health-notices.ts";
import { isActionName, parse } from "../grammar.ts";
import { present } from "./commands.ts";
import { notHere, postForAll, whyNotForAll } from "./for-all.ts";
import { drawHome } from "./home.ts";
import { listPage } from "./list-page.ts";
import { openForm, opens } from "./open-form.ts";
import { guarded, type Parts } from "./parts.ts";
import { answerWith, type Press, placeOfPress, record, STRANGE_CONTROL, say } from "./press.ts";
import { deploymentFor, historyFor, run, settingsFor } from "./run-reading.ts";
import { tellRefusal } from "./tell.ts";

/** Ids are without blanks and short; anything else is not one of our values. */
const idIn = (value: string | null): DeploymentId | null =>
  value !== null && /^\S{1,100}$/.test(value) ? deploymentId(value) : null;

const strange = (): Promise<Answer<Card>> => Promise.resolve(refuse(STRANGE_CONTROL));

const openDeployment: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "open deployment", () => {
    const id = idIn(press.value);
    return id === null ? strange() : deploymentFor(parts, placeOfPress(press), id);
  });

const history: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "history", () => {
    const id = idIn(press.value);
    return id === null ? strange() : historyFor(parts, press.actor, id);
  });

const settings: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "settings", () => {
    const id = idIn(press.value);
    return id === null ? strange() : settingsFor(parts, press.actor, id);
  });

/** Where it was chosen on the Home tab, that shows what is chosen now. */
const healthNotices: Press = async (parts, press, ack) => {
  const value = parseHealthValue(press.value ?? "");
  const id = idIn(value?.deployment ?? null);
  if (value === null || id === null) return answerWith(parts, press, ack, "health notices", strange);
  const write = () => parts.operations.setHealthNotices(press.actor, id, value.level);
  await record(parts, press, ack, "health notices", write, healthAnswer);
  if (press.view?.home === true) await drawHome(parts, press.actor);
};

const historyMore: Press = (parts, press, ack) =>
  answerWith(
    parts,
    press,
    ack,
    "history",
    () => {
      const at = parseHistoryValue(press.value ?? "");
      const id = idIn(at?.deployment ?? null);
      return at === null || id === null ? strange() : historyFor(parts, press.actor, id, at.cursor);
    },
    { replace: true },
  );

async function runAction(
  ...[parts, press, ack, action, deployment, rollback]: [
    ...Parameters<Press>,
    ActionName,
    DeploymentId,
    boolean,
  ]
): Promise<void> {
  if (!opens(action)) {
    return answerWith(parts, press, ack, action, () => deploymentFor(parts, placeOfPress(press), deployment));
  }
  const channel = press.message?.channel ?? null;
  const wish = { deployment, rollback, earlier: null, registeredModel: null, channel };
  await Promise.all([ack(), openForm(parts, placeOfPress(press), { action, wish })]);
}

/** A button or a menu's entry for one action. */
const deploymentAction: Press = async (parts, press, ack) => {
  const value = parseActionValue(press.value ?? "");
  const id = idIn(value?.deployment ?? null);
  if (value === null || id === null || !isActionName(value.action)) {
    return answerWith(parts, press, ack, "action", strange);
  }
  return runAction(parts, press, ack, value.action, id, false);
};

const rollBack: Press = async (parts, press, ack) => {
  const id = idIn(press.value);
  if (id === null) return answerWith(parts, press, ack, "roll back", strange);
  return runAction(parts, press, ack, "replace-model", id, true);
};

/** For everybody in the channel, so only where everybody is of this workspace, and without anybody's rights. */
const postHere: Press = async (parts, press, ack) => {
  await ack();
  const place = placeOfPress(press);
  const done = await guarded(parts, "post here", () => postCard(parts, press));
  if (!done.ok) await tellRefusal(parts, place, done.refusal);
};

async function postCard(parts: Parts, press: Parameters<Press>[1]): Promise<Answer<null>> {
  const id = idIn(press.value);
  const { channel, threadTs } = placeOfPress(press);
  if (id === null) return refuse(STRANGE_CONTROL);
  if (channel === null) return refuse(notHere("There is no channel here.", "Use the command in a channel."));
  const [seen, whyNot] = await Promise.all([
    parts.operations.seeDeployment(press.actor, id),
    whyNotForAll(parts, channel),
  ]);
  if (!seen.ok) return seen;
  if (whyNot !== null) return refuse(whyNot);
  const drawn = deploymentCard(seen.value, { now: parts.clock.now(), audience: "channel" });
  return postForAll(parts, { channel, threadTs }, drawn);
}

const filterList: Press = (parts, press, ack) =>
  showList(parts, press, ack, () => {
    const filter = LIST_FILTERS.find((each) => each === press.value);
    return filter === undefined ? null : { filter, text: "", cursor: "" };
  });

const moreOfList: Press = (parts, press, ack) =>
  showList(parts, press, ack, () => parseListValue(press.value ?? ""));

const showList = (
  ...[parts, press, ack, position]: [...Parameters<Press>, () => ListPosition | null]
): Promise<void> =>
  answerWith(
    parts,
    press,
    ack,
    "list",
    () => {
      const at = position();
      return at === null ? strange() : listPage(parts, press.actor, at);
    },
    { replace: true },
  );

/** A choice between readings or names: its value is a command without a doubt in it. */
const choose: Press = async (parts, press, ack) => {
  const place = placeOfPress(press);
  const [reading] = parse(press.value ?? "", { actions: parts.actions });
  if (reading === undefined) throw new Error("a text has at least one reading");
  const [reply] = await Promise.all([guarded(parts, "choice", () => run(parts, place, [reading])), ack()]);
  if (reply.ok) await present(parts, place, reply.value);
  else await tellRefusal(parts, place, reply.refusal);
};

const adoptSampleFleet: Press = (parts, press, ack) =>
  record(
    parts,
    press,
    ack,
    "adopt the sample fleet",
    () => parts.operations.adoptSampleFleet(press.actor),
    ({ adopted }) =>
      say(md`☑️ ${adopted} sample deployments are here now. Look at them with ${parts.commands.deployments}.`),
  );

export const DEPLOYMENT_PRESSES = {
  [ACTION_IDS.rollBack]: rollBack,
  [ACTION_IDS.openDeployment]: openDeployment,
  [ACTION_IDS.deploymentAction]: deploymentAction,
  [ACTION_IDS.deploymentMenu]: deploymentAction,
  [ACTION_IDS.postHere]: postHere,
  [ACTION_IDS.settings]: settings,
  [ACTION_IDS.healthNotices]: healthNotices,
  [ACTION_IDS.history]: history,
  [ACTION_IDS.historyMore]: historyMore,
  [ACTION_IDS.listFilter]: filterList,
  [ACTION_IDS.listMore]: moreOfList,
  [ACTION_IDS.choose]: choose,
  [ACTION_IDS.adoptSampleFleet]: adoptSampleFleet,
} as const satisfies Record<string, Press>;
