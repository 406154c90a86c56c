// What every read of the adapter is made of.
import type { Secret } from "../../config/secret.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LinkedAccount, LinkedAccounts } from "../../ports/linked-accounts.ts";
import type { Caller } from "../../ports/platform.ts";
import { type Client, NotPermitted } from "./client.ts";

export interface ReadParts {
  readonly client: Client;
  readonly clock: Clock;
  /** Reads for drawing and for looking after effects; acts for nobody. */
  readonly serviceToken: Secret;
  readonly linkedAccounts: LinkedAccounts;
  /** Between two looks at something that is being collected. */
  readonly wait: (ms: number) => Promise<unknown>;
  /** True: on this plan a download of scoring code makes a deployment permanent. */
  readonly scoringCodeMakesPermanent: boolean;
}

/** Reads with the caller's own token; `none` for a person who has linked no account, and so sees nothing. */
export async function readAs<T>(
  { serviceToken, linkedAccounts }: Pick<ReadParts, "serviceToken" | "linkedAccounts">,
  caller: Caller,
  none: T,
  read: (token: Secret, account: LinkedAccount | null) => Promise<T>,
): Promise<T> {
  if (caller.kind === "service") return await read(serviceToken, null);
  const account = await linkedAccounts.tokenOf(caller.person);
  if (account === null) return none;
  try {
    return await read(account.token, account);
  } catch (error) {
    if (error instanceof NotPermitted && error.status === 401) await linkedAccounts.linkBroken(caller.person);
    throw error;
  }
}

/** Lists that are drawn, completed and searched may be a moment old; nothing that decides may. */
export const DRAWN_MS = 5_000;
