// What forms show before anything was chosen, and what their searched lists answer. Every read is authorised here.

import { findAction } from "../actions/index.ts";
import { linkedFor } from "../actions/use-cases/linked.ts";
import type { ActionName } from "../deployments/action-names.ts";
import { asConsumerSees } from "../deployments/consumer-sight.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import { importancesOf } from "../deployments/deployment.ts";
import { goingBackTo } from "../deployments/going-back.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import type { ModelPackage } from "../deployments/model-package.ts";
import { nameKey } from "../deployments/names.ts";
import { isVisible } from "../deployments/permissions.ts";
import { quickIncompatibility } from "../deployments/validation/quick-incompatibility.ts";
import type { DirectoryGroup } from "../ports/directory.ts";
import type { Caller, DeploymentOverview } from "../ports/platform.ts";
import { matchPolicies } from "../requests/matching.ts";
import type { Actor } from "../requests/person.ts";
import type { Json } from "../requests/request.ts";
import { type Authorised, actingPerson, authorise, authorisePerson } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import { openRequests } from "./open-requests.ts";
import type { ActionFormFacts, Operations, ReplaceForm } from "./operations.ts";
import { guarded, refusedPress } from "./press-guard.ts";

type FormReads = Pick<
  Operations,
  "replaceForm" | "actionForm" | "registeredModels" | "versions" | "useCases" | "userGroups"
>;

/** Slack shows at most 100 options. */
const OPTIONS = 100;

export function createFormReads(deps: Dependencies): FormReads {
  return {
    replaceForm: (actor, deployment, options) =>
      guarded(deps, "replacement form", () => replaceForm(deps, actor, deployment, options)),
    actionForm: (actor, action, deployment, prefill = null) =>
      guarded(deps, `${action} form`, () => actionForm(deps, actor, action, deployment, prefill)),
    registeredModels: (actor, deployment, text) =>
      guarded(deps, "registered models", async () => {
        const read = await besideDecision(deps, { actor, action: "replace-model", deployment }, (caller) =>
          deps.platform.registeredModels({ text, limit: OPTIONS }, caller),
        );
        return read.ok ? ok(read.value.found.items) : read;
      }),
    versions: (actor, deployment, registeredModelId, text) =>
      guarded(deps, "versions", async () => {
        const read = await besideDecision(deps, { actor, action: "replace-model", deployment }, (caller) =>
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
    useCases: (actor, deployment, text) =>
      guarded(deps, "use cases", async () => {
        const { platform } = deps;
        const read = await besideDecision(deps, { actor, action: "use-cases", deployment }, (caller) =>
          Promise.all([
            platform.useCases({ text, limit: OPTIONS }, caller),
            linkedFor(platform, { id: deployment, useCases: [] }, caller),
          ]),
        );
        if (!read.ok) return read;
        // What is linked already would be refused.
        const [found, seen] = read.value.found;
        const linked = [...read.value.may.overview.deployment.useCases, ...seen];
        return ok(found.items.filter(({ id }) => !linked.includes(id)));
      }),
    userGroups: (actor, deployment, text) =>
      guarded(deps, "user groups", async () => {
        const read = await besideDecision(deps, { actor, action: "share", deployment }, () =>
          deps.people.userGroups(),
        );
        return read.ok ? ok(groupsLike(read.value.found, text).slice(0, OPTIONS)) : read;
      }),
  };
}

/** What begins so before what has it inside, each by handle. */
function groupsLike(groups: readonly DirectoryGroup[], text: string): readonly DirectoryGroup[] {
  const wanted = nameKey(text).replace(/^@/, "");
  const keys = ({ handle, name }: DirectoryGroup) => [handle, nameKey(name)];
  const begins = (group: DirectoryGroup): number =>
    keys(group).some((key) => key.startsWith(wanted)) ? 0 : 1;
  return groups
    .filter((group) => keys(group).some((key) => key.includes(wanted)))
    .toSorted((a, b) => begins(a) - begins(b) || a.handle.localeCompare(b.handle));
}

/** One round trip: what is asked beside the decision is thrown away when that refuses. */
async function besideDecision<T>(
  deps: Dependencies,
  {
    actor,
    action,
    deployment,
  }: { readonly actor: Actor; readonly action: ActionName; readonly deployment: DeploymentId },
  ask: (caller: Caller) => Promise<T>,
): Promise<Answer<{ readonly may: Authorised; readonly found: T }>> {
  const who = await actingPerson(deps, actor);
  if (!who.ok) return who;
  const caller = await deps.people.caller(who.value);
  const [may, found] = await Promise.all([
    authorisePerson(deps, { person: who.value, action, deployment }, { groups: caller.groups }),
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
      next: `${deps.commands.deployments} replace ${deployment.label} offers every other version.`,
    });
  const ask = {
    action: "replace-model",
    importances: importancesOf(deployment),
    label: deployment.label,
    requesterGroups: groups,
    now: deps.clock.now(),
    hash: deps.ids.hash,
  } as const;
  const file = deps.policies();
  const plain = matchPolicies(file, { ...ask, rollbackTo: null });
  const back = matchPolicies(file, {
    ...ask,
    rollbackTo: previousChampion === null ? null : goingBackTo(deployment, previousChampion.id),
  });
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
  prefill: Json,
): Promise<Answer<ActionFormFacts>> {
  const may = await authorise(deps, { actor, action, deployment: id });
  if (!may.ok) return await refusedForm(deps, actor, action, id, may.refusal);
  const { person, role, deployment, champion } = may.value;
  deps.recents.note(person, id);
  const [groups, open] = await Promise.all([deps.people.groups(person), openRequests(deps, id)]);
  const { policies, note } = matchPolicies(deps.policies(), {
    action,
    importances: importancesOf(deployment),
    label: deployment.label,
    requesterGroups: groups,
    rollbackTo: null,
    now: deps.clock.now(),
    hash: deps.ids.hash,
  });
  const acts = findAction(action);
  const caller = { kind: "person", person, groups } as const;
  const offers =
    acts?.kind === "effect"
      ? await acts.offers?.({ platform: deps.platform, deployment, caller, prefill })
      : null;
  const opens = isVisible("view", role);
  return ok({
    deployment: opens ? deployment : asConsumerSees(deployment),
    champion,
    person,
    role,
    policies,
    policyNote: note,
    open: opens ? open : [],
    offers: offers ?? null,
  });
}
