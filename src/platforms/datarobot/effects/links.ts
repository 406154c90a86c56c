// Links between a deployment and Use Cases: reference section 7. One call for each, so "all of them or none" cannot be promised; what is
// so already counts as done, which makes a repetition safe.
import { counted } from "../../../deployments/words.ts";
import type { EffectAnswer } from "../../../ports/platform.ts";
import { pathOf, type WriteAnswer } from "../client.ts";
import { saysAlreadyLinked } from "../guesses.ts";
import { wireUseCase } from "../wire/use-case.ts";
import { actingAs, readsAs } from "./acting.ts";
import { isGone, notDone, notKept, sentenceOf } from "./answers.ts";
import { type KeptEffect, keepEffect, keptEffect } from "./kept.ts";
import type { EffectParts } from "./parts.ts";
import type { Command, On } from "./settings.ts";

/** All at once: one after the other they would outlast the time that an effect has. `deleteResource` is never sent. */
export const linkUseCases = (
  parts: EffectParts,
  { deploymentId, as, effectKey }: On & { readonly effectKey: string },
  { to, useCases }: Command<"use-cases">,
) =>
  actingAs(parts, as, async ({ send }): Promise<EffectAnswer> => {
    const { store, clock } = parts;
    const kept = await keptEffect(store, effectKey);
    const value: KeptEffect = {
      ...(kept?.value ?? { by: as, at: clock.now(), made: null }),
      links: { deploymentId, to, useCases: [...useCases] },
    };
    if (!(await keepEffect(store, effectKey, { rev: kept?.rev ?? 0, value }))) return notKept;
    const answers = await Promise.all(
      useCases.map(async (id) => {
        const path = pathOf("useCases", id, "deployments", deploymentId);
        const answer = to === "linked" ? await send("POST", path, { body: {} }) : await send("DELETE", path);
        return { id, answer };
      }),
    );
    const open = answers.flatMap(({ id, answer }) => (isSo(answer, to) ? [] : [{ id, answer }]));
    const [first] = open;
    if (first === undefined) return { outcome: "done", at: clock.now() };
    const page = parts.console.deployment(deploymentId);
    const doubtful = open.find(({ answer }) => answer.outcome === "unknown");
    if (doubtful !== undefined) return notDone(doubtful.answer as Open, page);
    if (open.length === answers.length) return notDone(first.answer as Open, page);
    const done = answers.length - open.length;
    const why = notDone(first.answer as Open, page);
    return {
      outcome: "failed",
      sentence: `${done} of ${counted(answers.length, "Use Case")} ${done === 1 ? "is" : "are"} ${to}, and ${open.map(({ id }) => id).join(", ")} not: ${"sentence" in why ? sentenceOf(why.sentence) : ""} Ask again for what is missing.`,
    };
  });

type Open = Exclude<WriteAnswer, { outcome: "answered" }>;

/** Linking twice is refused with words of its own, unlinking what is not linked with DataRobot's own 404. */
function isSo(answer: WriteAnswer, to: "linked" | "unlinked"): boolean {
  if (answer.outcome === "answered") return true;
  if (to === "unlinked") return isGone(answer);
  return answer.outcome === "refused" && saysAlreadyLinked(answer.message);
}

/** At once: the address of the next page is known to lose what was asked for. */
const MOST_LINKS = 100;

/**
 * Whether all links are as they were wanted, in the eyes of whoever wanted it: the service sees only Use Cases that are shared with it.
 * Throws `PlatformUnavailable`.
 */
export async function linksAreSo(
  { client, linkedAccounts }: Pick<EffectParts, "client" | "linkedAccounts">,
  { by, links }: Pick<KeptEffect, "by" | "links">,
): Promise<boolean> {
  const account = links === null ? null : await linkedAccounts.tokenOf(by);
  if (links === null || account === null) return false;
  const query = { entityType: "deployment", entityId: links.deploymentId };
  const linked = await readsAs(client, account).list(pathOf("useCases"), wireUseCase, MOST_LINKS, query);
  if (linked === null) return false;
  return links.useCases.every((wanted) => linked.some(({ id }) => id === wanted) === (links.to === "linked"));
}
