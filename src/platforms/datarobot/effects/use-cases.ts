// A Use Case that is created for a deployment: reference section 7. Its description carries our key, by which it is found again.
import { useCaseId } from "../../../deployments/ids.ts";
import type { UseCase } from "../../../deployments/use-case.ts";
import type { CreateUseCaseCommand, UseCaseAnswer } from "../../../ports/platform.ts";
import { pathOf } from "../client.ts";
import { USE_CASE_DESCRIPTION_MOST } from "../guesses.ts";
import { madeId } from "../wire/effects.ts";
import { wireUseCase } from "../wire/use-case.ts";
import { actingAs, type Reads, readsAs } from "./acting.ts";
import { notDone, notKept } from "./answers.ts";
import { type KeptEffect, keepEffect, keptEffect } from "./kept.ts";
import type { EffectParts } from "./parts.ts";

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
      links: null,
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

/** By its id where that was told; else among the newest that the account sees, by our key. */
async function foundUseCase(
  { get, list }: Reads,
  effectKey: string,
  { made }: KeptEffect,
): Promise<UseCaseMade | null> {
  if (made?.kind !== "use-case") return null;
  if (made.id !== null) return await get(pathOf("useCases", made.id), wireUseCase);
  const own = await list(pathOf("useCases"), wireUseCase, 100, { orderBy: "-createdAt" });
  return own?.find(({ description }) => description?.includes(mark(effectKey))) ?? null;
}

/** Throws `PlatformUnavailable`. Without the account that made it nobody can look. */
export async function useCaseMadeBy(
  {
    client,
    linkedAccounts,
    store,
    clock,
  }: Pick<EffectParts, "client" | "linkedAccounts" | "store" | "clock">,
  effectKey: string,
): Promise<UseCase | null> {
  const kept = await keptEffect(store, effectKey);
  if (kept?.value.made?.kind !== "use-case") return null;
  const account = await linkedAccounts.tokenOf(kept.value.by);
  if (account === null) return null;
  const found = await foundUseCase(readsAs(client, account), effectKey, kept.value);
  return found === null ? null : useCaseOf(found, account.email, clock.now());
}
