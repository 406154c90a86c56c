// Links to deployments in what people say. What is put below a link is seen by everybody in the channel, so the rule is that of
// *Post here*: whoever pasted it may see the deployment, and the channel is of this workspace alone. Else nothing happens.
import type { LinkUnfurls } from "@slack/web-api";
import type { DeploymentId } from "../../deployments/ids.ts";
import { surprise } from "../../operations/surprise.ts";
import { callFailure } from "../call-failure.ts";
import { deploymentUnfurl } from "../cards/deployment-unfurl.ts";
import type { Incoming } from "../payload.ts";
import { whyNotForAll } from "./for-all.ts";
import type { Parts } from "./parts.ts";

type Shared = Extract<Incoming, { kind: "links-shared" }>;

/** In a message with more links the others stay links: each costs a read, and a list is no place for cards. */
export const MOST_UNFURLS = 5;

/** The first link to each deployment, as it was typed. */
function linked(parts: Parts, urls: readonly string[]): ReadonlyMap<DeploymentId, string> {
  const found = new Map<DeploymentId, string>();
  for (const url of urls) {
    const id = parts.links.deploymentIn(url);
    if (id !== null && !found.has(id) && found.size < MOST_UNFURLS) found.set(id, url);
  }
  return found;
}

/** Never throws: a link that stays a link is no loss that somebody waits for, and nobody is told why. */
export async function handleSharedLinks(parts: Parts, shared: Shared): Promise<void> {
  try {
    await unfurl(parts, shared);
  } catch (error) {
    surprise(parts, "links", error);
  }
}

async function unfurl(
  parts: Parts,
  { actor, channel, messageTs, urls, sharedOutside }: Shared,
): Promise<void> {
  const links = linked(parts, urls);
  if (links.size === 0 || sharedOutside) return;
  if ((await whyNotForAll(parts, channel)) !== null) return;
  const seen = await Promise.all(
    [...links].map(async ([id, url]) => ({ url, answer: await parts.operations.seeDeployment(actor, id) })),
  );
  const unfurls: LinkUnfurls = Object.fromEntries(
    seen.flatMap(({ url, answer }) => {
      if (!answer.ok) return [];
      const { text, blocks } = deploymentUnfurl(answer.value);
      return [[url, { fallback: text, blocks }]];
    }),
  );
  if (Object.keys(unfurls).length === 0) return;
  try {
    await parts.client.chat.unfurl({ channel, ts: messageTs, unfurls });
  } catch (error) {
    // The message may be gone; a second try would find it so.
    parts.log.warn("slack.unfurl.failed", { channel, ...callFailure(error) });
  }
}
