// Buttons that hand out what a request made. Links and files go to the person who pressed, and to nobody else.
import type { Card } from "../../block-kit/blocks.ts";
import { type Answer, ok, refuse } from "../../deployments/decision.ts";
import { deploymentId, requestId } from "../../deployments/ids.ts";
import type { CodeHandOut } from "../../ports/links.ts";
import { ACTION_IDS, parseApplicationValue, parseRequestValue } from "../action-ids.ts";
import { applicationCard, downloadCard, sentCard } from "../cards/results.ts";
import type { Parts } from "./parts.ts";
import { answerWith, type Press, type PressEvent, STRANGE_CONTROL } from "./press.ts";
import { sendToPerson } from "./send-to-person.ts";

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function throughSlack(parts: Parts, press: PressEvent, given: CodeHandOut): Promise<Answer<Card>> {
  const { filename } = given.code;
  const file = { filename, title: filename, bytes: await bytesOf(given.content) };
  const sent = await sendToPerson(parts, press.actor, "scoring code", file);
  return sent.ok ? ok(sentCard({ ...given, code: given.measured() ?? given.code })) : sent;
}

const download: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "download", async () => {
    const value = parseRequestValue(press.value ?? "");
    if (value === null) return refuse(STRANGE_CONTROL);
    const { id, edition } = value;
    const given = await parts.operations.download(press.actor, requestId(id), { edition });
    if (!given.ok) return given;
    return given.value.kind === "link"
      ? ok(downloadCard(given.value))
      : throughSlack(parts, press, given.value);
  });

const openApplication: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "open application", async () => {
    const value = parseApplicationValue(press.value ?? "");
    if (value === null) return refuse(STRANGE_CONTROL);
    const { deployment, application } = value;
    const found = await parts.operations.applicationLink(press.actor, deploymentId(deployment), application);
    return found.ok ? ok(applicationCard(found.value)) : found;
  });

/** Slack opens the link by itself and tells of the press all the same. */
const link: Press = (_, __, ack) => ack();

export const RESULT_PRESSES = {
  [ACTION_IDS.download]: download,
  [ACTION_IDS.openApplication]: openApplication,
  [ACTION_IDS.link]: link,
} as const satisfies Record<string, Press>;
