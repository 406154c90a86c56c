// Health notices: the message that something changed, the choice of who hears of it, and the answer to a choice.
import type { StaticSelect } from "@slack/types";
import {
  actions,
  button,
  type Card,
  card,
  context,
  option,
  section,
  select,
} from "../../block-kit/blocks.ts";
import { bold, code, date, join, type Mrkdwn, md, NOTHING, name, sentence } from "../../block-kit/text.ts";
import { HEALTH_LEVELS, type HealthChange, type HealthLevel, type Metric } from "../../deployments/health.ts";
import { MINUTE, TIMING } from "../../operations/timing.ts";
import type { HealthExhibit, HealthNoticeView } from "../../ports/messenger.ts";
import { ACTION_IDS, healthValue } from "../action-ids.ts";
import { sentences } from "./state-sentences.ts";
import { healthWords } from "./state-words.ts";

const METRIC_WORDS: Readonly<Record<Metric, string>> = {
  service: "Service health",
  drift: "Data drift",
  accuracy: "Accuracy",
};

/** What to look at when it got worse; one sentence each. */
const ADVICE: Readonly<Record<Metric, string>> = {
  service: "Open it and look at its logs for failed requests.",
  drift:
    "Open it and compare what it is asked now with what it was trained on; a newer version may fit better.",
  accuracy: "Open it and look for a version that predicts better; History says what was changed lately.",
};

export const LEVEL_WORDS: Readonly<Record<HealthLevel, string>> = {
  none: "None",
  critical: "Critical only",
  all: "All",
};

const LEVEL_MEANS: Readonly<Record<HealthLevel, string>> = {
  none: "No message when its health changes",
  critical: "A message when service, drift or accuracy turns to failing",
  all: "A message at each change, better or worse",
};

const said = ({ message }: HealthChange["to"]): Mrkdwn =>
  message.trim() === "" ? NOTHING : md` ${sentence(message)}`;

const isWorse = ({ to }: HealthChange): boolean => to.status === "failing" || to.status === "warning";

/** Old -> new of each metric, what the platform says of it, since when, how it is now where that is something else, what to do. */
export function healthNotice({ at, before }: HealthExhibit, view: HealthNoticeView): Card {
  const { changes, level, deployment } = view;
  const since = md`Noticed ${date(at)}; at the look before, ${date(before)}, it was not so.`;
  const rows = changes.map((change) => {
    const now = deployment.health[change.metric].status;
    const meanwhile = now === change.to.status ? NOTHING : md` Now: ${healthWords(now)}.`;
    return md`${METRIC_WORDS[change.metric]}: ${healthWords(change.from.status)} → ${healthWords(change.to.status)}.${said(change.to)}${meanwhile}`;
  });
  const worse = changes.filter(isWorse);
  const next =
    worse.length === 0
      ? md`Nothing is to do.`
      : join(
          worse.map(({ metric }) => md`${ADVICE[metric]}`),
          " ",
        );
  const label = name(deployment.label, 50);
  return card(
    sentences([md`Health of ${name(deployment.label)} changed.`, ...rows, since, md`Next: ${next}`]),
    [
      section(md`🩺 *Health changed* – ${bold(deployment.label)}`),
      section(join(rows, "\n")),
      section(md`*Next:* ${next}`),
      context(since),
      context(why(level), md`Deployment id ${code(deployment.id)}`),
    ],
    actions([
      button(
        ACTION_IDS.openDeployment,
        { text: "Open deployment", label: `Open deployment ${label}` },
        deployment.id,
      ),
      button(ACTION_IDS.history, { text: "History", label: `History of ${label}` }, deployment.id),
      level === null
        ? null
        : button(ACTION_IDS.settings, { text: "Settings", label: `Settings of ${label}` }, deployment.id),
    ]),
  );
}

const why = (level: HealthLevel | null): Mrkdwn =>
  level === null
    ? md`This channel has subscribed to it.`
    : md`Health notices of it are set to *${LEVEL_WORDS[level]}* for you.`;

/** Each choice takes effect when it is made. */
export const healthSelect = (deployment: string, level: HealthLevel): StaticSelect | null =>
  select(
    ACTION_IDS.healthNotices,
    "Health notices",
    HEALTH_LEVELS.map((each) => option(LEVEL_WORDS[each], healthValue(each, deployment), LEVEL_MEANS[each])),
    healthValue(level, deployment),
  );

const LOOKED = `It is looked at every ${TIMING.healthLook / MINUTE} minutes.`;

/** What happens from now on. */
export function healthAnswer(answer: {
  readonly level: HealthLevel;
  readonly changed: boolean;
  readonly label: string;
}): Card {
  const { level, changed, label } = answer;
  const always = md`Notices of replacements and deletions, and of what is newly shared with you, come all the same.`;
  const words: Readonly<Record<HealthLevel, Mrkdwn>> = {
    none: md`🔕 ${changed ? "From now on you" : "You"} get no message when the health of ${bold(label)} changes. It is monitored all the same. ${always}`,
    critical: md`🔔 ${changed ? "From now on you" : "You"} get a message when service health, data drift or accuracy of ${bold(label)} turns to failing. ${LOOKED}`,
    all: md`🔔 ${changed ? "From now on you" : "You"} get a message each time service health, data drift or accuracy of ${bold(label)} changes, better or worse. ${LOOKED}`,
  };
  return card(words[level], [section(words[level])]);
}
