// What is handed to whoever asked for it: scoring code, an application. Shown to that person alone.
import type { KnownBlock } from "@slack/types";
import { actions, type Card, card, context, linkButton, section } from "../../block-kit/blocks.ts";
import { code, date, join, type Mrkdwn, md, NOTHING, name } from "../../block-kit/text.ts";
import { TEMPLATE_WORDS } from "../../deployments/application.ts";
import { counted } from "../../deployments/words.ts";
import type { ApplicationAddress, CodeDelivery } from "../../operations/operations.ts";
import type { CodeOffer } from "../../ports/links.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { sentences } from "./state-sentences.ts";

const fileWords = ({ code: file }: CodeOffer): Mrkdwn => {
  const size = file.bytes === null ? NOTHING : md`, ${counted(file.bytes, "byte")}`;
  const sum =
    file.sha256 === null ? md`Its SHA-256 is known once it was downloaded` : md`SHA-256 ${code(file.sha256)}`;
  return md`📦 ${code(file.filename)}${size}. ${sum}`;
};

const exampleBlock = ({ example }: CodeOffer): KnownBlock =>
  section(
    md`*Example*\n${join(
      example.split("\n").map((line) => (line === "" ? NOTHING : code(line, 300))),
      "\n",
    )}`,
  );

/** Said where no public address is set. */
export const onlyHere = (isPublic: boolean): Mrkdwn =>
  isPublic
    ? NOTHING
    : md`It opens on the computer of the bot alone: an administrator can set PUBLIC_URL to change that.`;

/** The link for one download, with what comes out of it. */
export function downloadCard(delivery: Extract<CodeDelivery, { kind: "link" }>): Card {
  const words = [
    md`The link is for you alone and works once, until ${date(delivery.expiresAt)}.`,
    onlyHere(delivery.isPublic),
  ];
  const label = `Download ${delivery.code.filename}`;
  return card(
    sentences([fileWords(delivery), ...words]),
    [section(fileWords(delivery)), exampleBlock(delivery), context(join(words, " "))],
    actions([linkButton(ACTION_IDS.link, { text: "Download", label }, delivery.address)]),
  );
}

/** After the file was sent as a direct message. */
export const sentCard = (offer: CodeOffer): Card =>
  card(md`${fileWords(offer)} It is in your messages with me.`, [
    section(md`${fileWords(offer)}\nIt is in your messages with me.`),
    exampleBlock(offer),
  ]);

/** The link that opens an application. */
export function applicationCard({ application, address, isPublic, expiresAt }: ApplicationAddress): Card {
  const words = [md`The link is for you alone, until ${date(expiresAt)}.`, onlyHere(isPublic)];
  const what = md`🖥️ ${name(application.name)} (${TEMPLATE_WORDS[application.template]})`;
  const label = `Open application ${name(application.name, 50)}`;
  return card(
    sentences([md`${what}.`, ...words]),
    [section(what), context(join(words, " "))],
    actions([linkButton(ACTION_IDS.link, { text: "Open application", label }, address)]),
  );
}
