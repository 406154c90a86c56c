// One effect in a person's name: with their own token, reads before the write, and no write that begins so late that somebody has
// given the effect up already.
import type { z } from "zod";
import type { LinkedAccount } from "../../../ports/linked-accounts.ts";
import { PlatformUnavailable } from "../../../ports/platform.ts";
import { StoreUnavailable } from "../../../ports/store.ts";
import type { Person } from "../../../requests/person.ts";
import {
  type Client,
  type Json,
  NotPermitted,
  type Query,
  RefusedRead,
  type WriteAnswer,
} from "../client.ts";
import { type NotDone, refused, sentenceOf } from "./answers.ts";
import { BEGIN_WITHIN_MS, type EffectParts } from "./parts.ts";

/** What one account sees. */
export interface Reads {
  get<T>(path: string, schema: z.ZodType<T>, query?: Query): Promise<T | null>;
  list<T>(path: string, schema: z.ZodType<T>, max: number, query?: Query): Promise<readonly T[] | null>;
}

export interface Acting extends Reads {
  readonly account: LinkedAccount;
  /** Sent at most once; not at all when it is too late for it. */
  send(...call: SendArguments): Promise<WriteAnswer>;
}
type SendArguments = [
  method: Parameters<Client["send"]>[0],
  path: string,
  content?: { readonly body?: Json; readonly query?: Query },
];

export const readsAs = (client: Client, { token }: Pick<LinkedAccount, "token">): Reads => ({
  get: (path, schema, query = {}) => client.get(path, { token, schema, query }),
  list: (path, schema, max, query = {}) => client.list(path, { token, schema, max, query }),
});

/** For what proved not to be sent. */
const COME_AGAIN_MS = 5_000;

const notSent = (why: string): Extract<NotDone, { outcome: "not-delivered" }> => ({
  outcome: "not-delivered",
  sentence: `Nothing was sent to DataRobot: ${sentenceOf(why)}`,
  retryAfterMs: COME_AGAIN_MS,
});

/** What `work` answers; without a linked account a refusal, and for a read that failed whatever is proven by then. Throws for bugs. */
export async function actingAs<T>(
  parts: Pick<EffectParts, "client" | "linkedAccounts" | "clock">,
  person: Person,
  work: (acting: Acting) => Promise<T>,
): Promise<T | NotDone> {
  const { client, linkedAccounts, clock } = parts;
  const since = clock.now();
  let sent = false;
  try {
    const account = await linkedAccounts.tokenOf(person);
    if (account === null)
      return refused(
        "DataRobot does this only with your own account, and yours is not linked. Link it, then ask again.",
      );
    const { token } = account;
    return await work({
      account,
      ...readsAs(client, account),
      async send(method, path, content = {}) {
        if (clock.now() - since > BEGIN_WITHIN_MS)
          return notSent("it answered so slowly before that it would have come too late");
        sent = true;
        const answer = await client.send(method, path, { token, ...content });
        // Not waited for: it asks DataRobot once more, and the effect's own time is short.
        if (answer.outcome === "refused" && answer.status === 401) void linkedAccounts.linkBroken(person);
        return answer;
      },
    });
  } catch (error) {
    if (sent && isExpected(error))
      return {
        outcome: "unknown",
        sentence: `It is not known what came of it: ${sentenceOf(error.message)}`,
      };
    if (error instanceof NotPermitted) {
      if (error.status === 401) void linkedAccounts.linkBroken(person);
      return refused(`Your DataRobot account may not do this: ${sentenceOf(error.message)}`);
    }
    if (error instanceof RefusedRead) return refused(`DataRobot refused it: ${sentenceOf(error.message)}`);
    if (isExpected(error)) return notSent(error.message);
    throw error;
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof PlatformUnavailable || error instanceof StoreUnavailable;
