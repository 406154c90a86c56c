// Who was told that it has happened, how, and whom it did not reach, in sentences.
import { channelMention, listed, type Mrkdwn, md, mention, name, sentence } from "../../block-kit/text.ts";
import { counted } from "../../deployments/words.ts";
import type { Recipient, RequestView, Told } from "../../requests/request-view.ts";

const SHOWN_CHANNELS = 10;
/** Of those whom it did not reach for one reason; the evidence file names all. */
const SHOWN_NAMES = 10;
const SHOWN_REASONS = 5;

/** One sentence each; empty before anybody could be told. */
export function toldWords({ told }: Pick<RequestView, "told">): Mrkdwn[] {
  const notReached = told.filter(isNotReached);
  const left = notReached.slice(SHOWN_REASONS).reduce((sum, { to }) => sum + to.length, 0);
  const shown = told.filter((each) => !isNotReached(each) || notReached.indexOf(each) < SHOWN_REASONS);
  return [
    ...shown.map(words),
    ...(left === 0
      ? []
      : [md`${counted(left, "more was", "more were")} not reached; the evidence file names all.`]),
  ];
}

/** The same as lines of a card. */
export const toldLines = (view: Pick<RequestView, "told">): Mrkdwn[] =>
  toldWords(view).map((each) => md`📣 ${each}`);

type NotReached = Extract<Told, { readonly reason: string }>;
const isNotReached = (told: Told): told is NotReached => told.kind === "missed" || told.kind === "doubtful";

export const WAY_WORDS = { "direct-message": "by direct message", email: "by email" } as const;

function words(told: Told): Mrkdwn {
  switch (told.kind) {
    case "channels":
      return md`Told in ${listed(told.channels.map(channelMention), SHOWN_CHANNELS)}.`;
    case "no-channel":
      return md`No channel told: no route, subscription or NOTIFY_CHANNEL covers this.`;
    case "people":
      return md`Told ${counted(told.to.length, "other person", "others")} with access ${WAY_WORDS[told.by]}.`;
    case "invited":
      return md`Told ${counted(told.to.length, "person", "people")} ${WAY_WORDS[told.by]} that it is shared with them.`;
    case "on-the-way":
      return told.trouble === null
        ? md`${onTheWay(told.count)}.`
        : md`${onTheWay(told.count)} and tried again: ${sentence(told.trouble)}`;
    case "missed":
      return md`Not told: ${those(told)} – ${sentence(told.reason)}`;
    case "doubtful":
      return md`Not known whether told: ${those(told)} – ${sentence(told.reason)}`;
  }
}

const onTheWay = (count: number): string =>
  `${counted(count, "more notice is", "more notices are")} on the way`;

const those = ({ to }: NotReached): Mrkdwn => listed(to.map(recipient), SHOWN_NAMES);

function recipient(to: Recipient): Mrkdwn {
  switch (to.kind) {
    case "channel":
      return channelMention(to.channel);
    case "user":
      return mention(to.slackUser);
    case "named":
      return md`${name(to.name)}`;
  }
}
