// The commit that links an account: the link, who holds the account, the page's link used up, and the entry of the trail, or nothing.
import type { Secret } from "../config/secret.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { PlatformAccount } from "../ports/linked-accounts.ts";
import type { AccountLink } from "../ports/links.ts";
import type { StoredRecord } from "../ports/store.ts";
import type { Person } from "../requests/person.ts";
import { accountFact } from "./account-fact.ts";
import type { Dependencies } from "./dependencies.ts";
import { type Change, change } from "./journal.ts";
import type { Accounts } from "./linked-accounts.ts";
import {
  accountHolderId,
  boundTo,
  expectedAsRead,
  holderFrom,
  isStillOf,
  type LinkKey,
  type PersonLink,
  personLinkFrom,
  personLinkId,
  putAccountHolder,
  putPersonLink,
} from "./person-link-record.ts";
import { usedRecordId, usingUp } from "./used-links.ts";

interface Kept {
  readonly link: AccountLink;
  readonly person: Person;
  readonly account: PlatformAccount;
  readonly token: Secret;
}

/** Refused where the account is linked to another person; nothing was kept then. */
export async function keepLink(deps: Dependencies, accounts: Accounts, kept: Kept): Promise<Answer<null>> {
  const { link, person, account, token } = kept;
  const owner = link.actor;
  const about = { owner, account, server: accounts.parts.server.href };
  const made: PersonLink = {
    ...about,
    slackEmail: person.email,
    slackName: person.name,
    linkedAt: deps.clock.now(),
    sealed: accounts.parts.cipher.seal(token, boundTo(owner, about)),
    brokenAt: null,
  };
  return await change(deps, personLinkId(owner), (stored) => decide(deps, { ...kept, made }, stored));
}

async function decide(
  deps: Dependencies,
  { link, person, account, made }: Kept & { readonly made: PersonLink },
  stored: StoredRecord | null,
): Promise<Change<Answer<null>>> {
  const before = stored === null ? null : personLinkFrom(stored);
  // After an answer of the store that was lost.
  if (before?.sealed === made.sealed) return { write: false, value: ok(null) };
  if ((await deps.store.get(usedRecordId(link))) !== null)
    return { write: false, value: refuse(usedUp(deps)) };
  const id = personLinkId(made.owner);
  const holderId = accountHolderId(deps.ids.hash, made);
  const holder = await holderOf(deps, holderId, made.owner);
  if (holder.other !== null && !(await givesWay(deps, holder.other, person)))
    return { write: false, value: refuse(takenBy(deps, holder.other)) };
  const released = before === null ? null : await ownHolder(deps, before, { id, holderId });
  const used = usingUp(link);
  const gone = [holder.other?.stored ?? null, released].filter((each) => each !== null);
  return {
    write: true,
    value: ok(null),
    commit: {
      expect: [
        expectedAsRead(id, stored),
        expectedAsRead(holderId, holder.stored),
        used.expect,
        ...gone.map((each) => expectedAsRead(each.id, each)),
      ],
      put: [putPersonLink(made), putAccountHolder(holderId, made.owner), used.put],
      remove: gone.map((each) => each.id),
      audit: [
        accountFact(deps, {
          event: "account.linked",
          who: person,
          why: "Whoever holds the API key of an account may link it to their own Slack account.",
          details: {
            email: account.email,
            uid: account.uid,
            before: before?.account.email ?? null,
            takenOverFrom: holder.other?.link.owner.user ?? null,
          },
        }),
      ],
    },
  };
}

interface OtherLink {
  readonly stored: StoredRecord;
  readonly link: PersonLink;
}

/** Another Slack account that has linked the same account of the platform; null: none has. */
async function holderOf(
  deps: Dependencies,
  holderId: string,
  own: LinkKey,
): Promise<{ readonly stored: StoredRecord | null; readonly other: OtherLink | null }> {
  const stored = await deps.store.get(holderId);
  const id = stored === null ? null : personLinkId(holderFrom(stored));
  if (id === null || id === personLinkId(own)) return { stored, other: null };
  const other = await deps.store.get(id);
  return { stored, other: other === null ? null : { stored: other, link: personLinkFrom(other) } };
}

/** To the same person with another Slack account, and where whoever held it is nobody's account any more. */
async function givesWay(deps: Dependencies, { link }: OtherLink, person: Person): Promise<boolean> {
  if (isStillOf(link, person)) return true;
  const who = await deps.people.person(link.owner, { fresh: true });
  return !who.ok || !isStillOf(link, who.value);
}

/** That the account of before is held, where this Slack account goes over to another one. */
async function ownHolder(
  deps: Dependencies,
  before: PersonLink,
  next: { readonly id: string; readonly holderId: string },
): Promise<StoredRecord | null> {
  const id = accountHolderId(deps.ids.hash, before);
  if (id === next.holderId) return null;
  const stored = await deps.store.get(id);
  return stored !== null && personLinkId(holderFrom(stored)) === next.id ? stored : null;
}

/** Named to whoever has proven that the account is theirs: somebody else acts with it. */
const takenBy = ({ commands }: Dependencies, { link }: OtherLink): Refusal => ({
  code: "conflict",
  sentence: `The DataRobot account ${link.account.email} is linked to another Slack account already: that of ${link.slackName} (${link.slackEmail ?? link.owner.user}).`,
  next: `Unlink it there with ${commands.deployments} unlink. If that is not yours, delete its API keys in DataRobot and tell an administrator of this bot.`,
});

export const usedUp = ({ commands }: Dependencies): Refusal => ({
  code: "outdated",
  sentence: "This link was used already: each works once.",
  next: `Type ${commands.deployments} link in Slack for another one.`,
});
