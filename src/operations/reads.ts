// What people look at. Every read is authorised here; what somebody may not see does not exist for them.
import { ACTIONS, findAction } from "../actions/index.ts";
import { deploymentsLike } from "../actions/like-named.ts";
import type { ActionName } from "../deployments/action-names.ts";
import { type Answer, allowed, type Decision, denied, ok, refuse, waiting } from "../deployments/decision.ts";
import { type Deployment, importancesOf } from "../deployments/deployment.ts";
import { type DeploymentId, deploymentId } from "../deployments/ids.ts";
import { nameKey } from "../deployments/names.ts";
import { decideRole, isVisible } from "../deployments/permissions.ts";
import { ACTION_TITLES } from "../deployments/words.ts";
import type { PersonCaller, SeenSummary } from "../ports/platform.ts";
import { matchPolicies } from "../requests/matching.ts";
import type { Actor, Person } from "../requests/person.ts";
import { type Authorised, actingPerson, authorise, authorisePerson, noSuchDeployment } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import { formerFor } from "./former.ts";
import { offered } from "./offered.ts";
import { openRequests } from "./open-requests.ts";
import type { Lookup, MenuItem, Named, Operations, WhoAmI } from "./operations.ts";
import { guarded } from "./press-guard.ts";
import { recentFirst } from "./recent-first.ts";

type Reads = Pick<Operations, "whoAmI" | "lookup" | "search" | "menu" | "seeDeployment" | "why">;

export function createReads(deps: Dependencies): Reads {
  const see = (by: Actor | PersonCaller, deployment: DeploymentId) =>
    "person" in by
      ? authorisePerson(deps, { person: by.person, action: "view", deployment }, { groups: by.groups })
      : authorise(deps, { actor: by, action: "view", deployment });
  return {
    whoAmI: (actor) => guarded(deps, "whoami", () => whoAmI(deps, actor)),
    lookup: (actor, text, action) => guarded(deps, "lookup", () => lookup(deps, actor, text, action)),
    search: (actor, query) =>
      guarded(deps, "search", async () => {
        const who = await actingPerson(deps, actor);
        if (!who.ok) return who;
        return ok(await recentFirst(deps, who.value, await deps.people.caller(who.value), query));
      }),
    menu: (actor, deployment) =>
      guarded(deps, "menu", async () => {
        const seen = await see(actor, deployment);
        return seen.ok ? ok(menuOf(deps, seen.value)) : seen;
      }),
    seeDeployment: (by, deployment) =>
      guarded(deps, "view", async () => {
        const seen = await see(by, deployment);
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
          menu: menuOf(deps, seen.value),
          open,
          link: deps.links.ofDeployment(deployment),
        });
      }),
    why: (actor, action, deployment) => guarded(deps, "why", () => why(deps, actor, action, deployment)),
  };
}

async function whoAmI(deps: Dependencies, actor: Actor): Promise<Answer<WhoAmI>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const person = who.value;
  const { accounts } = deps;
  const [account, groups, administrator, mlopsAdministrator] = await Promise.all([
    accounts === null ? ({ kind: "not-needed" } as const) : accounts.stateOf(person),
    deps.people.groups(person),
    deps.people.isAdministrator(person),
    deps.people.isMlopsAdministrator(person),
  ]);
  // Where the platform has accounts of its own, it knows neither Slack's groups nor the policy file.
  const byPlatform = deps.platform.accounts !== undefined;
  const sentences = [
    `You are ${person.name}${person.email === null ? "" : `, known by the confirmed email ${person.email}`}.`,
    groups.length === 0
      ? "You are in no Slack user group."
      : `Your Slack user groups are ${groups.map((group) => `@${group}`).join(", ")}; ${byPlatform ? "policies can name them as reviewers" : "grants to them reach you"}.`,
    administrator
      ? "The policy file names you as an administrator of this bot."
      : "You are not an administrator of this bot.",
    mlopsAdministrator
      ? `You are an MLOps administrator: ${byPlatform ? "a reviewer of every request." : "a reviewer of every request, and at least User on every deployment, with all that a User may do but giving yourself a role by that."}`
      : "You are not an MLOps administrator.",
    `Your role on a deployment is ${byPlatform ? "what DataRobot says of your account" : "the strongest of the grants to you, your groups and the organisation"}; ${deps.commands.deployments} why view <name> shows it.`,
  ];
  return ok({ person, account, administrator, sentences });
}

/** An id or an exact label means that one; else what is like it. Equal labels are a choice. */
async function lookup(
  deps: Dependencies,
  actor: Actor,
  text: string,
  action?: ActionName,
): Promise<Answer<Lookup>> {
  const who = await actingPerson(deps, actor);
  if (!who.ok) return who;
  const caller = await deps.people.caller(who.value);
  const items = await deploymentsLike(deps.platform, caller, text);
  const named = ({ id, label, environmentName }: SeenSummary): Named => ({ id, label, environmentName });
  const only = (deployment: Named): Answer<Lookup> => ok({ found: "one", deployment, caller });
  const wanted = nameKey(text);
  const byId = items.filter((item) => nameKey(item.id) === wanted);
  const exact = byId.length > 0 ? byId : items.filter((item) => nameKey(item.label) === wanted);
  const [one, ...more] = exact;
  if (one !== undefined && more.length === 0) return only(named(one));
  if (one !== undefined) return ok({ found: "many", candidates: exact.map(named) });
  const used = action === undefined ? null : await usableById(deps, caller, action, text.trim());
  if (used !== null) return only(used);
  // Before what merely looks like it: another deployment in its place would be taken for it.
  const former = await formerFor(deps, who.value, text.trim());
  if (former.length > 0) return ok({ found: "former", former, similar: items.slice(0, 5).map(named) });
  const part = items.filter((item) => nameKey(item.label).includes(wanted));
  if (part.length === 1 && part[0] !== undefined) return only(named(part[0]));
  if (part.length > 1) return ok({ found: "many", candidates: part.slice(0, 10).map(named) });
  return ok({ found: "none", similar: items.slice(0, 5).map(named) });
}

/** What somebody may use without seeing it has no name for them (reference 2.3). */
async function usableById(
  deps: Dependencies,
  { person, groups }: PersonCaller,
  action: ActionName,
  id: string,
): Promise<Named | null> {
  if (!isVisible(action, "CONSUMER") || !/^\S{1,100}$/.test(id)) return null;
  const deployment = await deps.platform.deployment(deploymentId(id));
  if (deployment === null) return null;
  const { role } = await deps.people.roleOn(person, deployment, { groups });
  return isVisible(action, role) ? { id: deployment.id, label: deployment.id, environmentName: "" } : null;
}

/** By the deployment as it was read, since many look at one while something is wrong: the last menu that was made of it. */
const MENUS = new WeakMap<
  Deployment,
  Pick<Authorised, "role" | "champion"> & { readonly menu: readonly MenuItem[] }
>();

/** Every action of this version, with why this person may not use it now; the same list again for the same deployment, champion and role. */
function menuOf(
  { platform }: Pick<Dependencies, "platform">,
  { role, deployment, champion }: Authorised,
): readonly MenuItem[] {
  const last = MENUS.get(deployment);
  if (last?.role === role && last.champion === champion) return last.menu;
  const menu = ACTIONS.map(({ name, words }) => {
    const decision = [decideRole(name, role), offered(platform, name, deployment, champion)].find(
      ({ outcome }) => outcome !== "allowed",
    );
    return { action: name, title: words.title, refused: decision?.sentence ?? null };
  });
  MENUS.set(deployment, { role, champion, menu });
  return menu;
}

/** The decision as a tree: role, availability, and what would have to be approved. Invisible deployments do not exist here, too. */
async function why(
  deps: Dependencies,
  actor: Actor,
  action: ActionName,
  id: DeploymentId,
): Promise<Answer<Decision>> {
  const seen = await authorise(deps, { actor, action: "view", deployment: id });
  if (!seen.ok) return seen.refusal.code === "not-found" ? refuse(noSuchDeployment(deps, id)) : seen;
  const { person, role, deployment, champion } = seen.value;
  const found = await deps.people.roleOn(person, deployment);
  const byRole = decideRole(action, role);
  const onOffer = offered(deps.platform, action, deployment, champion);
  const policies = await policyDecision(deps, person, action, deployment);
  const here = findAction(action);
  const because = [found.decision, byRole, onOffer, ...(policies === null ? [] : [policies])];
  const title = ACTION_TITLES[action];
  if (here === null)
    return ok(
      denied(`"${title}" cannot be run from this bot yet; the rest of the decision is below.`, because),
    );
  const may = byRole.outcome === "allowed" && onOffer.outcome === "allowed";
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
  const acts = findAction(action);
  if (acts?.kind !== "effect") return null;
  const matched = matchPolicies(deps.policies(), {
    action,
    importances: importancesOf(deployment),
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
    `${acts.gatedPart ?? "It"} needs approval before it is applied.`,
    because.map((each) => (each.outcome === "allowed" ? waiting(each.sentence) : each)),
  );
}
