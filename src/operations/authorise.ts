// One function decides who may do what, at the press and again at execution (design section 5).
import type { ActionName } from "../deployments/action-names.ts";
import {
  type Answer,
  allowed,
  type Decision,
  denied,
  ok,
  type Refusal,
  refuse,
} from "../deployments/decision.ts";
import type { Deployment, Role } from "../deployments/deployment.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import type { ModelPackage } from "../deployments/model-package.ts";
import { decideRole, isVisible } from "../deployments/permissions.ts";
import { ACTION_TITLES } from "../deployments/words.ts";
import type { Freshness, RoleOptions } from "../people/people.ts";
import type { DeploymentOverview } from "../ports/platform.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { Dependencies } from "./dependencies.ts";
import { offered } from "./offered.ts";

type Deps = Pick<Dependencies, "platform" | "people" | "commands">;

export interface Authorised {
  readonly person: Person;
  readonly role: Role;
  /** The role is held as an MLOps administrator alone; no grant gives as much. */
  readonly withoutGrant: boolean;
  readonly deployment: Deployment;
  readonly champion: ModelPackage | null;
  /** Deployment, champion and the packages that forms show, as they were read for the decision. */
  readonly overview: DeploymentOverview;
  readonly decision: Decision;
}

/** The same answer for a deployment that does not exist and for one that the person cannot see. */
export function noSuchDeployment({ commands }: Pick<Dependencies, "commands">, named: string): Refusal {
  return {
    code: "not-found",
    sentence: `There is no deployment "${named}" that you can see.`,
    next: `Check the name with ${commands.deployments}, or ask an Owner to share it with you.`,
  };
}

/** The person behind the actor, when this person can act on the platform; where it has accounts of its own, theirs is linked. */
export async function actingPerson(
  { people, platform }: Pick<Deps, "people" | "platform">,
  actor: Actor,
  options: Freshness = {},
): Promise<Answer<Person>> {
  const who = await people.person(actor, options);
  if (!who.ok) return who;
  const missing = (await platform.accounts?.missing(who.value)) ?? null;
  return missing === null ? who : refuse(missing);
}

/**
 * May this person run the action on the deployment now? Person, role and availability, in this order; the first that fails refuses,
 * with the whole decision in the refusal. Throws `PlatformUnavailable` and `DirectoryUnavailable`: callers refuse then, too.
 */
export async function authorise(
  deps: Deps,
  ask: { actor: Actor; action: ActionName; deployment: DeploymentId },
  options: Freshness & { readonly named?: string } = {},
): Promise<Answer<Authorised>> {
  const who = await deps.people.person(ask.actor, options);
  if (!who.ok) return who;
  return authorisePerson(
    deps,
    { person: who.value, action: ask.action, deployment: ask.deployment },
    options,
  );
}

/** As `authorise`, for a person who is known already. */
export async function authorisePerson(
  deps: Deps,
  ask: { person: Person; action: ActionName; deployment: DeploymentId },
  options: RoleOptions & { readonly named?: string } = {},
): Promise<Answer<Authorised>> {
  const { person, action } = ask;
  const missing = (await deps.platform.accounts?.missing(person)) ?? null;
  if (missing !== null) return refuse(missing);
  const overview = await deps.platform.overview(ask.deployment);
  if (overview === null) return refuse(noSuchDeployment(deps, options.named ?? ask.deployment));
  const { deployment, champion } = overview;
  const found = await deps.people.roleOn(person, deployment, options);
  if (!isVisible(action, found.role)) return refuse(noSuchDeployment(deps, options.named ?? ask.deployment));
  const byRole = decideRole(action, found.role);
  const onOffer = offered(deps.platform, action, deployment, champion);
  const because = [found.decision, byRole, onOffer];
  // A Consumer, who may get scoring code, does not learn its name by it.
  const label = isVisible("view", found.role) ? deployment.label : deployment.id;
  const title = ACTION_TITLES[action];
  if (found.role === null || byRole.outcome !== "allowed") {
    return refuse({
      code: "forbidden",
      sentence: byRole.sentence,
      next: "Ask an Owner of the deployment to do it, or to raise your role.",
      decision: denied(`${person.name} may not use "${title}" on ${label}.`, because),
    });
  }
  if (onOffer.outcome !== "allowed") {
    return refuse({
      code: "unavailable",
      sentence: onOffer.sentence,
      next: `${deps.commands.deployments} why ${action} ${label} shows the whole decision.`,
      decision: denied(`"${title}" is not available on ${label} now.`, because),
    });
  }
  const decision = allowed(`${person.name} may use "${title}" on ${label}.`, because);
  const withoutGrant = found.withoutGrant === true;
  return ok({ person, role: found.role, withoutGrant, deployment, champion, overview, decision });
}
