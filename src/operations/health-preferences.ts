// Whether a person hears of a deployment's health: off until they choose, each for themselves (reference section 7).
import { ok } from "../deployments/decision.ts";
import type { HealthLevel } from "../deployments/health.ts";
import type { DeploymentId } from "../deployments/ids.ts";
import { isVisible } from "../deployments/permissions.ts";
import type { StoredRecord } from "../ports/store.ts";
import type { AuditFact } from "../requests/audit.ts";
import type { Actor, Person } from "../requests/person.ts";
import { authorise } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import {
  HEALTH_INDEX,
  healthLevelOf,
  keepWatch,
  preferenceFromStore,
  preferenceRecordId,
  putPreference,
} from "./health-record.ts";
import { type Change, change } from "./journal.ts";
import type { ChosenSettings, Operations } from "./operations.ts";
import { guarded, refusedPress } from "./press-guard.ts";

/** Each of them is read when Home is drawn, and Home has room for so many. */
const LISTED = 20;

type HealthPreferences = Pick<Operations, "healthNotices" | "setHealthNotices" | "chosenHealthNotices">;

export function createHealthPreferences(deps: Dependencies): HealthPreferences {
  const may = (actor: Actor, deployment: DeploymentId) =>
    authorise(deps, { actor, action: "view", deployment });
  return {
    healthNotices: (actor, deployment) =>
      guarded(deps, "health notices", async () => {
        const seen = await may(actor, deployment);
        return seen.ok ? ok(await healthLevelOf(deps, deployment, seen.value.person)) : seen;
      }),
    setHealthNotices: (actor, deployment, level) =>
      guarded(deps, "set health notices", async () => {
        const seen = await may(actor, deployment);
        if (!seen.ok)
          return await refusedPress(deps, {
            actor,
            action: "view",
            deployment,
            request: null,
            refusal: seen.refusal,
            what: "health notices",
          });
        const { person, decision } = seen.value;
        const id = preferenceRecordId(deployment, person.id);
        const chosen = { actor, person, level, why: decision.sentence };
        const changed = await change(deps, id, (stored) => choose(deps, deployment, chosen, stored));
        deps.nudge();
        return ok({ level, changed, label: seen.value.deployment.label });
      }),
    chosenHealthNotices: (actor) =>
      guarded(deps, "chosen health notices", async () => {
        const who = await deps.people.person(actor);
        return who.ok ? ok(await chosenBy(deps, who.value)) : who;
      }),
  };
}

/** A commit with what has to be watched from then on; nothing where it is so already. */
async function choose(
  deps: Dependencies,
  deployment: DeploymentId,
  chosen: {
    readonly actor: Actor;
    readonly person: Person;
    readonly level: HealthLevel;
    readonly why: string;
  },
  stored: StoredRecord | null,
): Promise<Change<boolean>> {
  const { actor, person, level, why } = chosen;
  const before = stored === null ? "none" : preferenceFromStore(stored).level;
  if (before === level) return { write: false, value: false };
  const id = preferenceRecordId(deployment, person.id);
  const own = { id, rev: stored?.rev ?? 0 };
  const at = deps.clock.now();
  const fact: AuditFact = {
    at,
    event: "preference.changed",
    action: "view",
    request: null,
    deployment,
    who: { person },
    allowed: true,
    why,
    details: { healthNotices: level, before },
  };
  if (level === "none")
    return { write: true, value: true, commit: { expect: [own], put: [], remove: [id], audit: [fact] } };
  const watch = await keepWatch(deps, deployment);
  const preference = { deployment, person: person.id, actor, level };
  return {
    write: true,
    value: true,
    commit: { expect: [own, watch.expect], put: [putPreference(preference, at), watch.put], audit: [fact] },
  };
}

/** Of deployments that the person may not see any more not even the name is told. */
async function chosenBy(deps: Dependencies, person: Person): Promise<ChosenSettings> {
  const { records, next } = await deps.store.list({
    kind: "preference",
    index: HEALTH_INDEX.person,
    key: person.id,
    order: "descending",
    limit: LISTED,
  });
  const chosen = await Promise.all(
    records.map(preferenceFromStore).map(async ({ deployment: id, level }) => {
      const deployment = await deps.platform.deployment(id);
      if (deployment === null) return [];
      const { role } = await deps.people.roleOn(person, deployment);
      if (!isVisible("view", role)) return [];
      const { label, environment } = deployment;
      return [{ deployment: { id, label, environmentName: environment.name }, level }];
    }),
  );
  return { chosen: chosen.flat(), more: next !== null };
}
