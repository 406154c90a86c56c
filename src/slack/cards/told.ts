// Who was told that it has happened, and whom it did not reach, in sentences.
import { channelMention, listed, type Mrkdwn, md, sentence } from "../../block-kit/text.ts";
import { counted } from "../../deployments/words.ts";
import type { RequestView, Told } from "../../requests/request-view.ts";

const SHOWN_CHANNELS = 10;

/** One sentence each; empty before anybody could be told. */
export const toldWords = ({ told }: Pick<RequestView, "told">): Mrkdwn[] => told.map(words);

/** The same as lines of a card. */
export const toldLines = (view: Pick<RequestView, "told">): Mrkdwn[] =>
  toldWords(view).map((each) => md`📣 ${each}`);

function words(told: Told): Mrkdwn {
  switch (told.kind) {
    case "channels":
      return md`Told in ${listed(told.channels.map(channelMention), SHOWN_CHANNELS)}.`;
    case "no-channel":
      return md`No channel told: no route, subscription or NOTIFY_CHANNEL covers this deployment.`;
    case "people":
      return md`Told ${told.count === 1 ? "one other Owner or User" : `${told.count} other Owners and Users`} directly.`;
    case "invited":
      return md`Told ${counted(told.count, "person", "people")} directly that it is shared with them.`;
    case "on-the-way":
      return md`${counted(told.count, "more notice is", "more notices are")} on the way.`;
    case "missed":
      return md`Not told: ${whom(told.channel)}. ${sentence(told.reason)}`;
    case "doubtful":
      return md`Not known whether told: ${whom(told.channel)}. ${sentence(told.reason)}`;
  }
}

const whom = (channel: string | null): Mrkdwn => (channel === null ? md`a person` : channelMention(channel));
