// The account of the platform that somebody acts with: how it is linked, which one it is, how it is taken back.
import type { Button, KnownBlock } from "@slack/types";
import {
  actions,
  button,
  type Card,
  card,
  confirm,
  context,
  linkButton,
  section,
} from "../../block-kit/blocks.ts";
import { code, date, join, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import type { AccountState, LinkStart } from "../../operations/linked-accounts.ts";
import type { AccountExhibit, AccountNoticeView } from "../../ports/messenger.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { onlyHere } from "./results.ts";
import { sentences } from "./state-sentences.ts";

const plainCard = (...parts: readonly Mrkdwn[]): Card => card(sentences(parts), [section(join(parts, "\n"))]);

/** Its press answers with a link of its own: one in a message that stays would be too old. */
export const linkAccountButton = (text: string): Button | null =>
  button(ACTION_IDS.linkAccount, { text, label: "Link my DataRobot account" }, "link", { style: "primary" });

const unlinkButton = (email: string): Button | null =>
  button(ACTION_IDS.unlinkAccount, { text: "Unlink", label: "Unlink my DataRobot account" }, "unlink", {
    style: "danger",
    confirm: confirm({
      title: "Unlink your account?",
      text: `The bot forgets the API key of ${email}. What you asked for and is not done yet will be refused until you link an account again. The key itself stays valid until you delete it in DataRobot.`,
      confirm: "Unlink",
      danger: true,
    }),
  });

/** Nothing where the platform has no accounts. */
export function accountWords(account: AccountState): Mrkdwn {
  switch (account.kind) {
    case "not-needed":
      return NOTHING;
    case "none":
      return md`Your DataRobot account is not linked yet: nothing can be done there as you.`;
    case "linked":
      return md`You act in DataRobot as ${name(account.email)}, linked ${date(account.linkedAt)}.`;
    case "unusable":
      return md`⚠️ ${account.sentence} Make a new API key there and link it.`;
  }
}

const controls = (account: AccountState): readonly KnownBlock[] => {
  switch (account.kind) {
    case "not-needed":
      return [];
    case "none":
      return actions([linkAccountButton("Link account")]);
    case "linked":
      return actions([linkAccountButton("Link another"), unlinkButton(account.email)]);
    case "unusable":
      return actions([linkAccountButton("Link again"), unlinkButton("your account")]);
  }
};

/** For the settings on Home, and for `whoami`. */
export function accountBlocks(account: AccountState): readonly KnownBlock[] {
  const words = accountWords(account);
  return words.empty ? [] : [section(md`*DataRobot account*\n${words}`), ...controls(account)];
}

const notNeeded = (command: string): Card =>
  plainCard(
    md`Nothing has to be linked here: you are known by the confirmed email of your Slack account.`,
    md`To link a deployment to a Use Case, type ${code(`${command} link <name>`)}.`,
  );

/** `command` is the slash command as installed. */
export function linkCard(started: LinkStart, command: string): Card {
  if (started.kind === "not-needed") return notNeeded(command);
  const { address, isPublic, expiresAt, state } = started;
  const now = state.kind === "none" ? NOTHING : accountWords(state);
  const what = md`🔗 Link your DataRobot account: then what you look at and ask for here is done there as you, by your own rights.`;
  const how = md`You need an API key of DataRobot, and enter it on a page of the bot's own. Never send it in a message.`;
  const words = [
    md`The link is for you alone and works once, until ${date(expiresAt)}. Give it to nobody.`,
    onlyHere(isPublic),
  ];
  return card(
    sentences([what, how, now, ...words]),
    [section(join([what, how, now], "\n")), context(join(words, " "))],
    actions([
      linkButton(ACTION_IDS.link, { text: "Open page", label: "Open the page to link my account" }, address),
    ]),
  );
}

export function unlinkCard(account: AccountState, command: string): Card {
  if (account.kind === "not-needed") return notNeeded(command);
  const words = accountWords(account);
  return card(words, [section(words)], controls(account));
}

/** `email` is null where none was linked. */
export const unlinkedCard = (email: string | null): Card =>
  email === null
    ? plainCard(md`No DataRobot account was linked, so nothing was changed.`)
    : plainCard(
        md`☑️ Unlinked: nothing is done in DataRobot as ${name(email)} any more, and the API key is forgotten here.`,
        md`Delete the key in DataRobot as well if nothing else uses it.`,
      );

/** To whoever's link does not work any more. */
export function accountNotice({ at }: AccountExhibit, { email, command }: AccountNoticeView): Card {
  const what = md`⚠️ Your link to DataRobot does not work any more: ${date(at)} DataRobot refused the API key of ${name(email)}. It may have expired or been deleted there.`;
  const next = md`*Next:* make a new API key in DataRobot and link it, here or with ${code(`${command} link`)}. Until then nothing is done there as you.`;
  return card(
    sentences([what, next]),
    [section(what), section(next)],
    actions([linkAccountButton("Link again")]),
  );
}
