// Use Cases of the local platform: records of their own, searched in the process. Reference: deployment actions, section 3.5.
import { z } from "zod";
import { useCaseId } from "../../deployments/ids.ts";
import { mayLink, type UseCase } from "../../deployments/use-case.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Caller, CreateUseCaseCommand, Platform, UseCaseAnswer } from "../../ports/platform.ts";
import { type Put, type Store, type StoredRecord, StoreMisuse } from "../../ports/store.ts";
import type { Json } from "../../requests/request.ts";
import { follow } from "./follow.ts";
import { domainIdOf, parse, storedGrant } from "./records.ts";
import type { Log } from "./search.ts";
import { createTextIndex } from "./text-index.ts";

const STALE_AFTER_MS = 1_000;
const BUSY_RETRY_MS = 1_000;
const FULL_STORE_RETRY_MS = 60_000;

const useCaseRecordId = (id: string): string => `local-use-case:${id}`;
/** One for each effect key: a creation that is asked for again finds the first. */
const idOf = (effectKey: string) => useCaseId(`uc-${effectKey}`);

const storedUseCase: z.ZodType<UseCase> = z.object({
  id: z.string().min(1).transform(useCaseId),
  name: z.string(),
  description: z.string(),
  createdAt: z.number().int(),
  createdBy: z.string(),
  grants: z.array(storedGrant),
});

const parseUseCase = (record: StoredRecord): UseCase => parse(storedUseCase, record);

/** The Use Case as a record. Its type holds JSON values only, so a copy through JSON changes nothing. */
export const useCasePut = (useCase: UseCase): Put => ({
  kind: "local-use-case",
  id: useCaseRecordId(useCase.id),
  value: JSON.parse(JSON.stringify(useCase)) as Json,
  alarmAt: null,
  index: [],
});

const sees = (caller: Caller, useCase: UseCase): boolean =>
  caller.kind === "service" ||
  mayLink(useCase, {
    email: caller.person.email ?? "",
    groups: caller.groups,
    // Every person whom `people` admits is a member of the organisation (design section 5).
    inOrganisation: true,
  });

export type UseCases = Pick<Platform, "useCases" | "useCasesById" | "createUseCase" | "useCaseMadeBy">;

/** Reads throw what the store throws. */
export function createUseCases(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log | undefined;
}): UseCases {
  const { store, clock } = parts;
  const index = createTextIndex<UseCase>();
  const follower = follow(
    { store, clock, staleAfterMs: STALE_AFTER_MS },
    {
      kind: "local-use-case",
      apply({ put, removed }) {
        for (const id of removed) index.remove(domainIdOf(id));
        for (const record of put) {
          try {
            const useCase = parseUseCase(record);
            const { id, name, description } = useCase;
            index.put([{ id, name, texts: [name, description, id], item: useCase }]);
          } catch (error) {
            // Left out of lists and told to the operators; the others stay in use.
            parts.log?.warn({ record: record.id, error }, "local-platform.unreadable-record");
            index.remove(domainIdOf(record.id));
          }
        }
      },
    },
  );

  async function made(effectKey: string): Promise<UseCase | null> {
    const record = await store.get(useCaseRecordId(idOf(effectKey)));
    return record === null ? null : parseUseCase(record);
  }

  async function create(command: CreateUseCaseCommand): Promise<UseCaseAnswer> {
    const { name, description, effectKey, as } = command;
    if (as.email === null)
      return { outcome: "refused", sentence: "A Use Case belongs to somebody whose email is known." };
    const useCase: UseCase = {
      id: idOf(effectKey),
      name,
      description,
      createdAt: clock.now(),
      createdBy: as.name,
      grants: [{ subject: { kind: "user", email: as.email }, role: "OWNER" }],
    };
    const put = useCasePut(useCase);
    const answer = await store.commit({
      expect: [{ id: put.id, rev: 0 }],
      put: [put],
      remove: [],
      audit: [],
    });
    switch (answer.outcome) {
      case "committed":
        return { outcome: "done", at: useCase.createdAt ?? clock.now(), useCase };
      case "conflict": {
        const first = await made(effectKey);
        return first === null
          ? notDelivered("The local registry is busy, so no Use Case was created.", BUSY_RETRY_MS)
          : { outcome: "done", at: first.createdAt ?? clock.now(), useCase: first };
      }
      case "failed":
        return notDelivered(`No Use Case was created: ${answer.reason}`, FULL_STORE_RETRY_MS);
      case "unknown":
        return {
          outcome: "unknown",
          sentence: "The local registry did not say whether it kept the Use Case.",
        };
    }
  }

  return {
    async useCases(query, caller) {
      await follower.catchUp();
      return index.page({ ...query, accept: (useCase) => sees(caller, useCase) });
    },
    async useCasesById(ids, caller) {
      const records = await store.getMany(ids.map(useCaseRecordId));
      return records.map((record) => {
        const useCase = record === null ? null : parseUseCase(record);
        return useCase !== null && sees(caller, useCase) ? useCase : null;
      });
    },
    async createUseCase(command) {
      try {
        return await create(command);
      } catch (error) {
        if (error instanceof StoreMisuse) throw error;
        return {
          outcome: "unknown",
          sentence: "The local registry did not say whether it kept the Use Case.",
        };
      } finally {
        follower.wrote();
      }
    },
    useCaseMadeBy: made,
  };
}

const notDelivered = (sentence: string, retryAfterMs: number): UseCaseAnswer => ({
  outcome: "not-delivered",
  sentence,
  retryAfterMs,
});
