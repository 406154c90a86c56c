// What every read of the adapter is made of.
import type { Secret } from "../../config/secret.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Caller } from "../../ports/platform.ts";
import type { Person } from "../../requests/person.ts";
import type { Client } from "./client.ts";

/** A person's own account on DataRobot, by the token that they linked. */
export interface LinkedAccount {
  readonly token: Secret;
  /** DataRobot's id of the account. */
  readonly uid: string;
  readonly email: string;
}

export interface LinkedAccounts {
  /** Null: the person has linked none. */
  tokenOf(person: Person): Promise<LinkedAccount | null>;
}

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

/** Whose token a read goes with; null: a person without a linked account, who sees nothing. */
export async function tokenFor(
  { serviceToken, linkedAccounts }: Pick<ReadParts, "serviceToken" | "linkedAccounts">,
  caller: Caller,
): Promise<Secret | null> {
  if (caller.kind === "service") return serviceToken;
  return (await linkedAccounts.tokenOf(caller.person))?.token ?? null;
}

/** Lists that are drawn, completed and searched may be a moment old; nothing that decides may. */
export const DRAWN_MS = 5_000;
