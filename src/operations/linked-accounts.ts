// Which account of the platform somebody acts with: read, said why not, and marked where the platform refuses it.
import type { Secret } from "../config/secret.ts";
import type { Refusal } from "../deployments/decision.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { CheckToken, LinkedAccounts } from "../ports/linked-accounts.ts";
import type { Store, StoredRecord } from "../ports/store.ts";
import type { Person } from "../requests/person.ts";
import { accountFact } from "./account-fact.ts";
import { deliveryRecordId, newDelivery, putDelivery, wish } from "./delivery-record.ts";
import type { CommandWords } from "./dependencies.ts";
import { change, type Journal } from "./journal.ts";
import {
  boundTo,
  isStillOf,
  type PersonLink,
  personLinkFrom,
  personLinkId,
  putPersonLink,
} from "./person-link-record.ts";
import { type Log, surprise } from "./surprise.ts";
import type { TokenCipher } from "./token-cipher.ts";

export interface AccountParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly cipher: TokenCipher;
  readonly checkToken: CheckToken;
  /** Address of the platform's API: links to another one are not used. */
  readonly server: URL;
  /** Whose installation this is: by it and the Slack user a link is found. */
  readonly home: () => Promise<{ readonly team: string; readonly url: string | null }>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly commands: CommandWords;
}

/** Why a link that is there cannot be used. */
type Unusable = "refused" | "other-server" | "other-email" | "unreadable";

export type FoundLink =
  | { readonly state: "none" }
  | { readonly state: "usable"; readonly link: PersonLink; readonly token: Secret }
  | { readonly state: "unusable"; readonly link: PersonLink; readonly why: Unusable };

/** What somebody is told about their account. */
export type AccountState =
  /** The platform has no accounts of its own: a confirmed email is enough. */
  | { readonly kind: "not-needed" }
  | { readonly kind: "none" }
  | { readonly kind: "linked"; readonly email: string; readonly name: string; readonly linkedAt: number }
  /** To be linked again; sentence for people. */
  | { readonly kind: "unusable"; readonly sentence: string };

/** Where an account of the platform is linked, or that none is needed. */
export type LinkStart =
  | { readonly kind: "not-needed" }
  | {
      readonly kind: "page";
      /** For this person alone; links one account. */
      readonly address: string;
      readonly isPublic: boolean;
      readonly expiresAt: number;
      /** What is linked now. */
      readonly state: AccountState;
    };

export interface Accounts extends LinkedAccounts {
  readonly parts: AccountParts;
  find(person: Person): Promise<FoundLink>;
  stateOf(person: Person): Promise<AccountState>;
}

/** The way to an account that everything on the platform is done with. */
export const missingLink = ({ deployments }: CommandWords): Refusal => ({
  code: "not-linked",
  sentence: "Your DataRobot account is not linked yet, so nothing can be done there as you.",
  next: `${deployments} link links it, in about a minute.`,
});

const WHY: Readonly<Record<Unusable, string>> = {
  refused: "Your link to DataRobot does not work any more: DataRobot refuses the API key.",
  "other-server": "Your DataRobot account was linked on another DataRobot than the one that is used now.",
  "other-email": "The email of your Slack account has changed since your DataRobot account was linked.",
  unreadable: "Your link to DataRobot cannot be read any more: it was kept with a key that is gone.",
};

export function createAccounts(parts: AccountParts): Accounts {
  const { store, commands } = parts;

  async function find(person: Person): Promise<FoundLink> {
    const key = { installation: (await parts.home()).team, user: person.slackUser };
    return read(parts, person, await store.get(personLinkId(key)));
  }

  return {
    parts,
    find,
    async tokenOf(person) {
      const found = await find(person);
      if (found.state !== "usable") return null;
      const { uid, email } = found.link.account;
      return { token: found.token, uid, email };
    },
    async missing(person) {
      const found = await find(person);
      if (found.state === "usable") return null;
      if (found.state === "none") return missingLink(commands);
      return {
        code: "not-linked",
        sentence: WHY[found.why],
        next: `Make a new API key in DataRobot and link it: ${commands.deployments} link.`,
      };
    },
    async stateOf(person) {
      const found = await find(person);
      if (found.state === "none") return { kind: "none" };
      if (found.state === "unusable") return { kind: "unusable", sentence: WHY[found.why] };
      const { account, linkedAt } = found.link;
      return { kind: "linked", email: account.email, name: account.name, linkedAt };
    },
    async linkBroken(person) {
      try {
        const found = await find(person);
        if (found.state === "usable") await markBroken(parts, person, found);
      } catch (error) {
        surprise(parts, "a link that is said to be broken", error);
      }
    },
  };
}

/** `stored` is the record of this person's own Slack account: that of another one does not open here. */
function read(parts: AccountParts, person: Person, stored: StoredRecord | null): FoundLink {
  if (stored === null) return { state: "none" };
  const link = personLinkFrom(stored);
  const unusable = (why: Unusable): FoundLink => ({ state: "unusable", link, why });
  if (!isStillOf(link, person)) return unusable("other-email");
  if (link.server !== parts.server.href) return unusable("other-server");
  if (link.sealed === null) return unusable("refused");
  const key = { installation: link.owner.installation, user: person.slackUser };
  const opened = parts.cipher.open(link.sealed, boundTo(key, link));
  if (opened.outcome === "opened") return { state: "usable", link, token: opened.token };
  parts.log.error("account.link-unreadable", { record: stored.id, outcome: opened.outcome });
  return unusable("unreadable");
}

/** One 401 may be a proxy's: what forgets somebody's token is that it is refused twice. */
async function markBroken(
  parts: AccountParts,
  person: Person,
  { link, token }: Extract<FoundLink, { state: "usable" }>,
): Promise<void> {
  const check = await parts.checkToken(token);
  if (check.outcome !== "refused") {
    parts.log.warn("account.link-questioned", { user: person.slackUser, outcome: check.outcome });
    return;
  }
  const id = personLinkId(link.owner);
  await change(parts, id, (stored) => {
    // Linked anew or unlinked meanwhile: it was not that token which was refused.
    if (stored === null || personLinkFrom(stored).sealed !== link.sealed)
      return { write: false, value: undefined };
    const at = parts.clock.now();
    const { owner, account } = link;
    const told = wish(
      parts.ids,
      { kind: "account-notice", reader: owner, at },
      { kind: "user", user: owner.user },
    );
    return {
      write: true,
      value: undefined,
      commit: {
        expect: [
          { id, rev: stored.rev },
          { id: deliveryRecordId(told.id), rev: 0 },
        ],
        put: [putPersonLink({ ...link, sealed: null, brokenAt: at }), putDelivery(newDelivery(told), at)],
        audit: [
          accountFact(parts, {
            event: "account.link-broken",
            who: "system",
            allowed: false,
            why: check.sentence,
            details: { person: person.id, email: account.email, uid: account.uid },
          }),
        ],
      },
    };
  });
}
