// What people look at. Every read is authorised here; what somebody may not see does not exist for them.
import { ACTIONS, findAction } from "../actions/index.ts";
import type { ActionName } from "../deployments/action-names.ts";
import { availability } from "../deployments/availability.ts";
import {
  type Answer,
  allowed,
  type Decision,
  denied,
  ok,
  type Refusal,
  refuse,
  waiting,
} from "../deployments/decision.ts";
import type { Deployment } from "../deployments/deployment.ts";
import { type DeploymentId, deploymentId } from "../deployments/ids.ts";
import type { ModelPackage } from "../deployments/model-package.ts";
import { nameKey } from "../deployments/names.ts";
import { decideRole, isVisible } from "../deployments/permissions.ts";
import { quickIncompatibility } from "../deployments/validation/quick-incompatibility.ts";
import { ACTION_TITLES } from "../deployments/words.ts";
import type { Caller, DeploymentOverview, SeenSummary } from "../ports/platform.ts";
import { matchPolicies } from "../requests/matching.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { type Authorised, authorise, authorisePerson, noSuchDeployment } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import type {
  ActionFormFacts,
  Lookup,
  MenuItem,
  Named,
  Operations,
  ReplaceForm,
  WhoAmI,
} from "./operations.ts";
import { guarded, refusedPress } from "./press-guard.ts";
import { recentFirst } from "./recent-first.ts";
import { REQUEST_INDEX, requestFromStore } from "./request-record.ts";

type Reads = Pick<
  Operations,
  | "whoAmI"
  | "lookup"
  | "search"
  | "menu"
  | "seeDeployment"
  | "replaceForm"
  | "actionForm"
  | "registeredModels"
  | "versions"
  | "why"
>;

/** What is called exactly so may come behind many that merely contain it: so many are looked through, page by page. */
const CANDIDATES = 1_000;
const CANDIDATES_PAGE = 100;
/** Slack shows at most 100 options. */
const OPTIONS = 100;

export function createReads(deps: Dependencies): Reads {
  const see = (actor: Actor, deployment: DeploymentId) =>
    authorise(deps, { actor, action: "view", deployment });
  return {
    whoAmI: (actor) => guarded(deps, "whoami", () => whoAmI(deps, actor)),
    lookup: (actor, text) => guarded(deps, "lookup", () => lookup(deps, actor, text)),
    search: (actor, query) =>
      guarded(deps, "search", async () => {
        const who = await deps.people.person(actor);
        if (!who.ok) return who;
        return ok(await recentFirst(deps, who.value, await deps.people.caller(who.value), query));
      }),
    menu: (actor, deployment) =>
      guarded(deps, "menu", async () => {
        const seen = await see(actor, deployment);
        return seen.ok ? ok(menuOf(seen.value)) : seen;
      }),
    seeDeployment: (actor, deployment) =>
      guarded(deps, "view", async () => {
        const seen = await see(actor, deployment);
        if (!seen.ok) return seen;
        const open = await openRequests(deps, deployment);
        const { person, role, champion } = seen.value;
        deps.recents.note(person, deployment);
        return ok({
          deployment: seen.value.deployment,
          champion,
          challengers: seen.value.overview.challengers,
          person,
          role,
          menu: menuOf(seen.value),
          open,
        });
      }),
    replaceForm: (actor, deployment, options) =>
      guarded(deps, "replacement form", () => replaceForm(deps, actor, deployment, options)),
    actionForm: (actor, action, deployment) =>
      guarded(deps, `${action} form`, () => actionForm(deps, actor, action, deployment)),
    registeredModels: (actor, deployment, text) =>
      guarded(deps, "registered models", async () => {
        const read = await besideDecision(deps, actor, deployment, (caller) =>
          deps.platform.registeredModels({ text, limit: OPTIONS }, caller),
        );
        return read.ok ? ok(read.value.found.items) : read;
      }),
    versions: (actor, deployment, registeredModelId, text) =>
      guarded(deps, "versions", async () => {
        const read = await besideDecision(deps, actor, deployment, (caller) =>
          deps.platform.versions({ registeredModelId, text, limit: OPTIONS }, caller),
        );
        if (!read.ok) return read;
        const { overview } = read.value.may;
        return ok(
          read.value.found.items.map((candidate) => ({
            package: candidate,
            incompatible: incompatibility(deps, overview, candidate),
          })),
        );
      }),
    why: (actor, action, deployment) => guarded(deps, "why", () => why(deps, actor, action, deployment)),
  };
}

async function whoAmI(deps: Dependencies, actor: Actor): Promise<Answer<WhoAmI>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const person = who.value;
  const [groups, administrator, mlopsAdministrator] = await Promise.all([
    deps.people.groups(person),
    deps.people.isAdministrator(person),
    deps.people.isMlopsAdministrator(person),
  ]);
  const sentences = [
    `You are ${person.name}${person.email === null ? "" : `, known by the confirmed email ${person.email}`}.`,
    groups.length === 0
      ? "You are in no Slack user group."
      : `Your Slack user groups are ${groups.map((group) => `@${group}`).join(", ")}; grants to them reach you.`,
    administrator
      ? "The policy file names you as an administrator of this bot."
      : "You are not an administrator of this bot.",
    mlopsAdministrator
      ? "You are an MLOps administrator: at least User on every deployment, and a reviewer of every request."
      : "You are not an MLOps administrator.",
    "Your role on a deployment is the strongest of the grants to you, your groups and the organisation; /deployments why view <name> shows it.",
  ];
  return ok({ person, administrator, sentences });
}

/** An id or an exact label means that one; else what is like it. Equal labels are a choice. */
async function lookup(deps: Dependencies, actor: Actor, text: string): Promise<Answer<Lookup>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const caller = await deps.people.caller(who.value);
  const items = await candidatesFor(deps, caller, text);
  const named = ({ id, label, environmentName }: SeenSummary): Named => ({ id, label, environmentName });
  const wanted = nameKey(text);
  const byId = items.filter((item) => nameKey(item.id) === wanted);
  const exact = byId.length > 0 ? byId : items.filter((item) => nameKey(item.label) === wanted);
  const [one, ...more] = exact;
  if (one !== undefined && more.length === 0) return ok({ found: "one", deployment: named(one) });
  if (one !== undefined) return ok({ found: "many", candidates: exact.map(named) });
  const part = items.filter((item) => nameKey(item.label).includes(wanted));
  if (part.length === 1 && part[0] !== undefined) return ok({ found: "one", deployment: named(part[0]) });
  if (part.length > 1) return ok({ found: "many", candidates: part.slice(0, 10).map(named) });
  const former = await formerById(deps, who.value, text.trim());
  if (former !== null) return ok({ found: "one", deployment: former });
  return ok({ found: "none", similar: items.slice(0, 5).map(named) });
}

/** A deleted deployment is found by its id alone, by those who saw it: its history is still there. */
async function formerById(deps: Dependencies, person: Person, id: string): Promise<Named | null> {
  if (!/^\S{1,100}$/.test(id)) return null;
  const former = await deps.platform.former(deploymentId(id));
  if (former === null) return null;
  const { role } = await deps.people.roleOn(person, former);
  if (!isVisible("view", role)) return null;
  return { id: former.id, label: former.label, environmentName: former.environment.name };
}

async function candidatesFor(
  deps: Dependencies,
  caller: Caller,
  text: string,
): Promise<readonly SeenSummary[]> {
  const items: SeenSummary[] = [];
  let after: string | undefined;
  do {
    const ask = { text, filter: {}, limit: CANDIDATES_PAGE, after };
    const page = await deps.platform.deployments(ask, caller);
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && items.length < CANDIDATES);
  return items;
}

/** Every action of this version, with why this person may not use it now. */
function menuOf({ role, deployment, champion }: Authorised): readonly MenuItem[] {
  return ACTIONS.map(({ name, words }) => {
    const decision = [decideRole(name, role), availability(name, deployment, champion)].find(
      ({ outcome }) => outcome !== "allowed",
    );
    return { action: name, title: words.title, refused: decision?.sentence ?? null };
  });
}

async function openRequests(deps: Dependencies, deployment: DeploymentId): Promise<readonly ChangeRequest[]> {
  const page = await deps.store.list({
    kind: "request",
    index: REQUEST_INDEX.openOnDeployment,
    key: deployment,
    order: "descending",
    limit: 10,
  });
  return page.records.map((record) => requestFromStore(record).value.request);
}

/** One round trip: what is asked beside the decision is thrown away when that refuses. */
async function besideDecision<T>(
  deps: Dependencies,
  actor: Actor,
  deployment: DeploymentId,
  ask: (caller: Caller) => Promise<T>,
): Promise<Answer<{ readonly may: Authorised; readonly found: T }>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const caller = await deps.people.caller(who.value);
  const [may, found] = await Promise.all([
    authorisePerson(deps, { person: who.value, action: "replace-model", deployment }),
    ask(caller),
  ]);
  return may.ok ? ok({ may: may.value, found }) : may;
}

/** Why the version cannot be chosen at all; null: it may be, or the champion cannot be read to tell. */
function incompatibility(
  deps: Dependencies,
  { deployment, champion, challengers }: DeploymentOverview,
  candidate: ModelPackage,
): string | null {
  if (champion === null) return null;
  return quickIncompatibility({
    deployment,
    champion,
    challengers: deployment.challengers.map(({ id }, i) => ({ id, package: challengers[i] ?? null })),
    candidate,
    edition: deps.edition,
  });
}

async function replaceForm(
  deps: Dependencies,
  actor: Actor,
  id: DeploymentId,
  { rollback }: { rollback: boolean },
): Promise<Answer<ReplaceForm>> {
  const may = await authorise(deps, { actor, action: "replace-model", deployment: id });
  if (!may.ok) return await refusedForm(deps, actor, "replace-model", id, may.refusal);
  const { person, deployment, champion } = may.value;
  deps.recents.note(person, id);
  if (champion === null)
    return refuse({
      code: "unavailable",
      sentence: `The champion of ${deployment.label} cannot be read, so nothing can be compared with it.`,
      next: "Ask an administrator to look at the deployment's registered model version.",
    });
  const before = deployment.history[1] ?? null;
  const { challengers, previousChampion } = may.value.overview;
  const [groups, open] = await Promise.all([deps.people.groups(person), openRequests(deps, id)]);
  if (rollback && previousChampion === null)
    return refuse({
      code: "unavailable",
      sentence:
        before === null
          ? `${deployment.label} never had another champion, so there is nothing to go back to.`
          : `The previous champion of ${deployment.label} cannot be read any more.`,
      next: `/deployments replace ${deployment.label} offers every other version.`,
    });
  const ask = {
    action: "replace-model",
    importances: [deployment.importance],
    label: deployment.label,
    requesterGroups: groups,
    now: deps.clock.now(),
    hash: deps.ids.hash,
  } as const;
  const file = deps.policies();
  const plain = matchPolicies(file, { ...ask, rollbackTo: null });
  const back = matchPolicies(file, { ...ask, rollbackTo: { servedUntil: deployment.championSince } });
  const matched = rollback ? back : plain;
  return ok({
    deployment,
    champion,
    person,
    challengers: challengers.filter((challenger) => challenger !== null),
    previousChampion,
    policies: matched.policies,
    policyNote: matched.note,
    open,
    rollbackWaived: plain.policies.length > 0 && back.policies.length === 0,
  });
}

/** Somebody wanted to do it: that is an entry of the trail, however the button or command came to be. */
const refusedForm = (
  deps: Dependencies,
  actor: Actor,
  action: ActionName,
  deployment: DeploymentId,
  refusal: Refusal,
) => refusedPress(deps, { actor, action, deployment, request: null, refusal, what: "form" });

async function actionForm(
  deps: Dependencies,
  actor: Actor,
  action: ActionName,
  id: DeploymentId,
): Promise<Answer<ActionFormFacts>> {
  const may = await authorise(deps, { actor, action, deployment: id });
  if (!may.ok) return await refusedForm(deps, actor, action, id, may.refusal);
  const { person, role, deployment, champion } = may.value;
  deps.recents.note(person, id);
  const [groups, open] = await Promise.all([deps.people.groups(person), openRequests(deps, id)]);
  const { policies, note } = matchPolicies(deps.policies(), {
    action,
    importances: [deployment.importance],
    label: deployment.label,
    requesterGroups: groups,
    rollbackTo: null,
    now: deps.clock.now(),
    hash: deps.ids.hash,
  });
  return ok({ deployment, champion, person, role, policies, policyNote: note, open });
}

/** The decision as a tree: role, availability, and what would have to be approved. Invisible deployments do not exist here, too. */
async function why(
  deps: Dependencies,
  actor: Actor,
  action: ActionName,
  id: DeploymentId,
): Promise<Answer<Decision>> {
  const seen = await authorise(deps, { actor, action: "view", deployment: id });
  if (!seen.ok) return seen.refusal.code === "not-found" ? refuse(noSuchDeployment(id)) : seen;
  const { person, role, deployment, champion } = seen.value;
  const found = await deps.people.roleOn(person, deployment);
  const byRole = decideRole(action, role);
  const offered = availability(action, deployment, champion);
  const policies = await policyDecision(deps, person, action, deployment);
  const here = findAction(action);
  const because = [found.decision, byRole, offered, ...(policies === null ? [] : [policies])];
  const title = ACTION_TITLES[action];
  if (here === null)
    return ok(
      denied(`"${title}" cannot be run from this bot yet; the rest of the decision is below.`, because),
    );
  const may = byRole.outcome === "allowed" && offered.outcome === "allowed";
  return ok(
    may
      ? allowed(`${person.name} may use "${title}" on ${deployment.label} now.`, because)
      : denied(`${person.name} may not use "${title}" on ${deployment.label} now.`, because),
  );
}

async function policyDecision(
  deps: Dependencies,
  person: Person,
  action: ActionName,
  deployment: Deployment,
): Promise<Decision | null> {
  if (findAction(action)?.kind !== "effect") return null;
  const matched = matchPolicies(deps.policies(), {
    action,
    importances: [deployment.importance],
    label: deployment.label,
    requesterGroups: await deps.people.groups(person),
    rollbackTo: null,
    now: deps.clock.now(),
    hash: deps.ids.hash,
  });
  const { because } = matched.decision;
  if (matched.policies.length === 0) return allowed(matched.note, because);
  // A policy never widens or narrows who may ask: it says what happens next, so its branch is no refusal.
  return waiting(
    "It needs approval before it is applied.",
    because.map((each) => (each.outcome === "allowed" ? waiting(each.sentence) : each)),
  );
}
