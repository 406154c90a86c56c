// Use Cases and their links to a deployment: reference section 7. One call for each link, so "all of them or none" cannot be promised;
// what is so already counts as done, which makes a repetition safe.
import { useCaseId } from "../../../deployments/ids.ts";
import type { UseCase } from "../../../deployments/use-case.ts";
import { counted } from "../../../deployments/words.ts";
import type { LinkedAccount } from "../../../ports/linked-accounts.ts";
import type { CreateUseCaseCommand, EffectAnswer, UseCaseAnswer } from "../../../ports/platform.ts";
import { pathOf, type WriteAnswer } from "../client.ts";
import { saysAlreadyLinked, USE_CASE_DESCRIPTION_MOST } from "../guesses.ts";
import { madeId } from "../wire/effects.ts";
import { wireUseCase } from "../wire/use-case.ts";
import { type Acting, actingAs } from "./acting.ts";
import { isGone, notDone, sentenceOf } from "./answers.ts";
import { type Held, type KeptEffect, keepEffect, keptEffect } from "./kept.ts";
import type { EffectParts } from "./parts.ts";
import type { Command, On } from "./settings.ts";

/** All at once: one after the other they would outlast the time that an effect has. `deleteResource` is never sent. */
export const linkUseCases = (
  parts: EffectParts,
  { deploymentId, as }: On,
  { to, useCases }: Command<"use-cases">,
) =>
  actingAs(parts, as, async ({ send }): Promise<EffectAnswer> => {
    const answers = await Promise.all(
      useCases.map(async (id) => {
        const path = pathOf("useCases", id, "deployments", deploymentId);
        const answer = to === "linked" ? await send("POST", path, { body: {} }) : await send("DELETE", path);
        return { id, answer };
      }),
    );
    const open = answers.flatMap(({ id, answer }) => (isSo(answer, to) ? [] : [{ id, answer }]));
    const [first] = open;
    if (first === undefined) return { outcome: "done", at: parts.clock.now() };
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

const mark = (effectKey: string): string => `[Pointsman ${effectKey}]`;

/** With our key at the end, by which it is found again; the words before it are cut where both are too long. */
function described(description: string, effectKey: string): string {
  const own = mark(effectKey);
  if (description === "") return own;
  const room = USE_CASE_DESCRIPTION_MOST - own.length - 1;
  const words =
    description.length <= room ? description : `${description.slice(0, room - 1).toWellFormed()}…`;
  return `${words}\n${own}`;
}

export const createUseCase = async (
  parts: EffectParts,
  { name, description, effectKey, as }: CreateUseCaseCommand,
): Promise<UseCaseAnswer> =>
  actingAs(parts, as, async (acting): Promise<UseCaseAnswer> => {
    const { store, clock } = parts;
    const kept = await keptEffect(store, effectKey);
    const first = kept === null ? null : await foundUseCase(acting, effectKey, kept.value);
    if (first !== null) return doneWith(first, as.email ?? acting.account.email, clock.now());
    const wish: KeptEffect = {
      by: as,
      at: kept?.value.at ?? clock.now(),
      made: { kind: "use-case", id: null },
    };
    // Without the record nobody would know with whose account to look for it.
    if (kept === null && !(await keepEffect(store, effectKey, { rev: 0, value: wish }))) return notKept;
    const answer = await acting.send("POST", pathOf("useCases"), {
      body: { name, description: described(description, effectKey) },
    });
    if (answer.outcome !== "answered") return notDone(answer, parts.console.deployments());
    const { id } = madeId.safeParse(answer.body).data ?? {};
    if (id === undefined)
      return {
        outcome: "unknown",
        sentence: "DataRobot took the Use Case on and did not say which one it is.",
      };
    const held = await keptEffect(store, effectKey);
    if (held !== null)
      await keepEffect(store, effectKey, {
        rev: held.rev,
        value: { ...held.value, made: { kind: "use-case", id } },
      });
    const made: UseCaseMade = { id, name, description, createdAt: clock.now() };
    return doneWith(made, acting.account.email, clock.now());
  });

export const notKept = {
  outcome: "not-delivered",
  sentence: "Nothing was sent to DataRobot: what is needed to find it again could not be kept.",
  retryAfterMs: 5_000,
} as const;

function doneWith(
  made: UseCaseMade,
  owner: string,
  now: number,
): Extract<UseCaseAnswer, { outcome: "done" }> {
  const useCase = useCaseOf(made, owner, now);
  return { outcome: "done", at: made.createdAt ?? now, useCase };
}

interface UseCaseMade {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: number | null;
}

/** As whoever made it has it: they are its Owner. */
const useCaseOf = (
  { id, name, description, createdAt }: UseCaseMade,
  owner: string,
  now: number,
): UseCase => ({
  id: useCaseId(id),
  name,
  description: (description ?? "").replace(/\n?\[Pointsman [^\]]*\]$/, ""),
  createdAt: createdAt ?? now,
  createdBy: owner,
  grants: [{ subject: { kind: "user", email: owner.toLowerCase() }, role: "OWNER" }],
});

/** By its id where that was told; else among the newest of the account, by our key. */
async function foundUseCase(
  { get, list, account }: Pick<Acting, "get" | "list" | "account">,
  effectKey: string,
  { made }: KeptEffect,
): Promise<UseCaseMade | null> {
  if (made.kind !== "use-case") return null;
  if (made.id !== null) return await get(pathOf("useCases", made.id), wireUseCase);
  const own = await list(pathOf("useCases"), wireUseCase, 100, {
    createdBy: account.uid,
    orderBy: "-createdAt",
  });
  return own?.find(({ description }) => description?.includes(mark(effectKey))) ?? null;
}

/** Throws `PlatformUnavailable`. Without the account that made it nobody can look. */
export async function useCaseMadeBy(
  { client, accounts, store, clock }: Pick<EffectParts, "client" | "accounts" | "store" | "clock">,
  effectKey: string,
): Promise<UseCase | null> {
  const kept: Held<KeptEffect> | null = await keptEffect(store, effectKey);
  if (kept?.value.made.kind !== "use-case") return null;
  const account: LinkedAccount | null = await accounts.tokenOf(kept.value.by);
  if (account === null) return null;
  const { token } = account;
  const found = await foundUseCase(
    {
      account,
      get: (path, schema, query = {}) => client.get(path, { token, schema, query }),
      list: (path, schema, max, query = {}) => client.list(path, { token, schema, max, query }),
    },
    effectKey,
    kept.value,
  );
  return found === null ? null : useCaseOf(found, account.email, clock.now());
}
