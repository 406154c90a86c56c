// Linking an account of the platform: a link to a page for one person, the token that is entered there, and taking it back.
import { isProtected } from "../deployments/addresses.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { AccountEntry, AccountLink, LinkedPages, LinkingOutcome } from "../ports/links.ts";
import type { AuditFact } from "../requests/audit.ts";
import type { Actor, Person } from "../requests/person.ts";
import { accountFact } from "./account-fact.ts";
import type { Dependencies } from "./dependencies.ts";
import { change } from "./journal.ts";
import { keepLink, usedUp } from "./keep-link.ts";
import { countTry, MOST_TRIES, TRIES_WITHIN } from "./link-tries.ts";
import type { Accounts, LinkStart } from "./linked-accounts.ts";
import type { Operations } from "./operations.ts";
import {
  accountHolderId,
  expectedAsRead,
  holderFrom,
  personLinkFrom,
  personLinkId,
} from "./person-link-record.ts";
import { guarded, refusedPress } from "./press-guard.ts";
import { MINUTE } from "./timing.ts";
import { usedRecordId } from "./used-links.ts";

export const LINK_VALID = 10 * MINUTE;

type Linking = Pick<Operations, "startLink" | "linkOf" | "unlink"> &
  Pick<LinkedPages, "lookAtAccountLink" | "completeLink">;

export function createAccountLinking(deps: Dependencies): Linking {
  const { accounts } = deps;
  /** Whoever it is, and whatever kept them from it: an entry of the trail. */
  const refused = (actor: Actor, what: string, refusal: Refusal) =>
    refusedPress(deps, { actor, action: null, deployment: null, request: null, refusal, what });
  return {
    startLink: (actor) =>
      guarded(deps, "start linking", async () => {
        const who = await deps.people.person(actor, { fresh: true });
        if (!who.ok) return refused(actor, "link account", who.refusal);
        const started = accounts === null ? ok(NOT_NEEDED) : await start(deps, accounts, actor, who.value);
        return started.ok ? started : refused(actor, "link account", started.refusal);
      }),
    linkOf: (actor) =>
      guarded(deps, "linked account", async () => {
        const who = await deps.people.person(actor);
        if (!who.ok) return who;
        return ok(accounts === null ? NOT_NEEDED : await accounts.stateOf(who.value));
      }),
    unlink: (actor) =>
      guarded(deps, "unlink account", async () => {
        const who = await deps.people.person(actor, { fresh: true });
        if (!who.ok) return refused(actor, "unlink account", who.refusal);
        return ok({ email: accounts === null ? null : await unlink(deps, accounts, actor, who.value) });
      }),
    lookAtAccountLink: (link) =>
      guarded(deps, "look at a link to an account", async () => {
        if (accounts === null) return refuse(NO_ACCOUNTS);
        const who = await visitor(deps, link);
        if (!who.ok) return who;
        const found = await accounts.find(who.value);
        const { team, url } = await accounts.parts.home();
        return ok({
          person: who.value,
          workspace: url === null ? team : new URL(url).host,
          server: accounts.parts.server.host,
          linked: found.state === "usable" ? found.link.account.email : null,
          unlinking: `${deps.commands.deployments} unlink`,
        });
      }),
    completeLink: (link, entry) =>
      guarded(deps, "link an account", async () => {
        if (accounts === null) return refuse(NO_ACCOUNTS);
        const who = await visitor(deps, link);
        if (!who.ok) return refused(link.actor, "link account", who.refusal);
        return await complete(deps, accounts, { link, entry, person: who.value });
      }),
  };
}

const NOT_NEEDED = { kind: "not-needed" } as const;

/** A link of before: the platform was another one then. */
const NO_ACCOUNTS: Refusal = {
  code: "unavailable",
  sentence: "No account needs to be linked here.",
  next: "Go on in Slack.",
};

async function start(
  deps: Dependencies,
  accounts: Accounts,
  actor: Actor,
  person: Person,
): Promise<Answer<LinkStart>> {
  const expiresAt = deps.clock.now() + LINK_VALID;
  const link: AccountLink = {
    purpose: "account",
    id: deps.ids.unique(),
    actor,
    person: person.id,
    expiresAt,
  };
  const address = deps.links.address(link);
  if (!isProtected(new URL(address)))
    return refuse({
      code: "unavailable",
      sentence: "The bot's own pages are not encrypted, so no API key may be entered there.",
      next: "An administrator of this bot can set PUBLIC_URL to an address that starts with https.",
    });
  const state = await accounts.stateOf(person);
  return ok({ kind: "page", address, isPublic: deps.links.isPublic, expiresAt, state });
}

/** Whose the link is, as long as it may be used. */
async function visitor(deps: Dependencies, link: AccountLink): Promise<Answer<Person>> {
  const { deployments } = deps.commands;
  const outdated = (sentence: string) =>
    refuse({ code: "outdated", sentence, next: `Type ${deployments} link in Slack for another one.` });
  if (link.expiresAt <= deps.clock.now())
    return outdated(`This link is too old: each works for ${LINK_VALID / MINUTE} minutes.`);
  const who = await deps.people.person(link.actor, { fresh: true });
  if (!who.ok) return who;
  if (who.value.id !== link.person)
    return outdated("This link is not for whoever has the Slack account now.");
  if ((await deps.store.get(usedRecordId(link))) !== null) return refuse(usedUp(deps));
  return who;
}

interface Try {
  readonly link: AccountLink;
  readonly entry: AccountEntry;
  readonly person: Person;
}

/** What a confirmation is sealed with: it brings the token back on this link alone, for the account that was shown. */
const confirms = (link: AccountLink, shown: string) => ({ for: "account-link", link: link.id, shown });

async function complete(deps: Dependencies, accounts: Accounts, tried: Try): Promise<Answer<LinkingOutcome>> {
  const { link, entry, person } = tried;
  const { cipher, checkToken } = accounts.parts;
  const refused = (refusal: Refusal, details: AuditFact["details"] = null) =>
    refusedTry(deps, person, refusal, details);
  const opened =
    entry.kind === "typed"
      ? ({ outcome: "opened", token: entry.token } as const)
      : cipher.open(entry.sealed, confirms(link, entry.shown));
  if (opened.outcome !== "opened")
    return refused({
      code: "invalid",
      sentence: "What this page sent is not what it was given.",
      next: "Enter the API key again.",
      field: "token",
    });
  const { token } = opened;
  if (!(await countTry(deps, link.actor)))
    return refused({
      code: "unavailable",
      sentence: `That were ${MOST_TRIES} tries within ${TRIES_WITHIN / MINUTE} minutes.`,
      next: `Wait ${TRIES_WITHIN / MINUTE} minutes, then type ${deps.commands.deployments} link in Slack.`,
    });
  const check = await checkToken(token);
  if (check.outcome === "unavailable")
    return refuse({
      code: "error",
      sentence: `${check.sentence} So nobody knows yet whose API key that is, and nothing was linked.`,
      next: "Try again in a minute; the link still works.",
      field: "token",
    });
  if (check.outcome === "refused")
    return refused({
      code: "invalid",
      sentence: check.sentence,
      next: "Copy the whole API key again, or make a new one.",
      field: "token",
    });
  const { account } = check;
  const shown = `${account.uid} ${account.email}`;
  const isConfirmed = entry.kind === "confirmed" && entry.shown === shown;
  if (account.email.toLowerCase() !== person.email && !isConfirmed)
    return ok({ outcome: "confirm", account, sealed: cipher.seal(token, confirms(link, shown)), shown });
  const kept = await keepLink(deps, accounts, { link, person, account, token });
  return kept.ok
    ? ok({ outcome: "linked", account })
    : refused(kept.refusal, { email: account.email, uid: account.uid });
}

/** The trail must not decide about a refusal: when it fails, that is logged. */
async function refusedTry(
  deps: Dependencies,
  person: Person,
  refusal: Refusal,
  details: AuditFact["details"],
): Promise<{ readonly ok: false; readonly refusal: Refusal }> {
  const fact = accountFact(deps, {
    event: "account.link-refused",
    who: person,
    allowed: false,
    why: refusal.sentence,
    details,
  });
  const answer = await deps.journal.commit({ expect: [], put: [], audit: [fact] });
  if (answer.outcome !== "committed")
    deps.log.error("refusal-not-audited", { outcome: answer.outcome, what: "link account" });
  return refuse(refusal);
}

/** Answers the email of the account that was linked; null: none was. */
async function unlink(
  deps: Dependencies,
  accounts: Accounts,
  actor: Actor,
  person: Person,
): Promise<string | null> {
  const id = personLinkId(actor);
  return await change<string | null>(deps, id, async (stored) => {
    if (stored === null) return { write: false, value: null };
    const link = personLinkFrom(stored);
    const { email, uid } = link.account;
    const holderId = accountHolderId(deps.ids.hash, link);
    const holder = await accounts.parts.store.get(holderId);
    const isOwn = holder !== null && personLinkId(holderFrom(holder)) === id;
    return {
      write: true,
      value: email,
      commit: {
        expect: [{ id, rev: stored.rev }, ...(isOwn ? [expectedAsRead(holderId, holder)] : [])],
        put: [],
        remove: [id, ...(isOwn ? [holderId] : [])],
        audit: [
          accountFact(deps, {
            event: "account.unlinked",
            who: person,
            why: "Everybody may unlink their own account.",
            details: { email, uid },
          }),
        ],
      },
    };
  });
}
