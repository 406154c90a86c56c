// How it is kept who wants to hear of a deployment's health, and what the last look at it found.
import type { Deployment } from "../deployments/deployment.ts";
import type { HealthLevel } from "../deployments/health.ts";
import type { DeploymentId, PersonId } from "../deployments/ids.ts";
import type { Put, StoredRecord } from "../ports/store.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { Json } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";

/** One person's choice for one deployment. There is none for `none`. */
export interface HealthPreference {
  readonly deployment: DeploymentId;
  readonly person: PersonId;
  /** Who chose it: whether they may still see the deployment is asked of this account. */
  readonly actor: Actor;
  readonly level: Exclude<HealthLevel, "none">;
}

export const HEALTH_INDEX = {
  deployment: "health-preference-by-deployment",
  person: "health-preference-by-person",
} as const;

export const preferenceRecordId = (deployment: DeploymentId, person: PersonId): string =>
  `preference:health:${deployment}:${person}`;

export const preferenceFromStore = ({ value }: StoredRecord): HealthPreference =>
  value as unknown as HealthPreference;

export const putPreference = (preference: HealthPreference, at: number): Put => ({
  kind: "preference",
  id: preferenceRecordId(preference.deployment, preference.person),
  value: preference as unknown as Json,
  alarmAt: null,
  index: [
    { name: HEALTH_INDEX.deployment, key: preference.deployment, sort: at },
    { name: HEALTH_INDEX.person, key: preference.person, sort: at },
  ],
});

export async function healthLevelOf(
  { store }: Pick<Dependencies, "store">,
  deployment: DeploymentId,
  person: Pick<Person, "id">,
): Promise<HealthLevel> {
  const stored = await store.get(preferenceRecordId(deployment, person.id));
  return stored === null ? "none" : preferenceFromStore(stored).level;
}

/** Exists while somebody wants to hear of the deployment's health; its alarm is the next look. */
export interface HealthWatch {
  readonly deployment: DeploymentId;
  /** What the last look found, and when; null before the first one. */
  readonly seen: { readonly health: Deployment["health"]; readonly at: number } | null;
  /** Failed looks in a row. */
  readonly tries: number;
}

export const watchRecordId = (deployment: DeploymentId): string => `health-watch:${deployment}`;

export const watchFromStore = ({ value }: StoredRecord): HealthWatch => value as unknown as HealthWatch;

export const putWatch = (watch: HealthWatch, alarmAt: number): Put => ({
  kind: "health-watch",
  id: watchRecordId(watch.deployment),
  value: watch as unknown as Json,
  alarmAt,
  index: [],
});

/**
 * Goes into the commit by which somebody begins to hear of it. The watch is written even where there is one already: its end, decided
 * just before and without them, is then a lost race.
 */
export async function keepWatch(
  { store, clock }: Pick<Dependencies, "store" | "clock">,
  deployment: DeploymentId,
): Promise<{ readonly expect: { readonly id: string; readonly rev: number }; readonly put: Put }> {
  const id = watchRecordId(deployment);
  const stored = await store.get(id);
  const watch = stored === null ? { deployment, seen: null, tries: 0 } : watchFromStore(stored);
  return {
    expect: { id, rev: stored?.rev ?? 0 },
    put: putWatch(watch, stored?.alarmAt ?? clock.now()),
  };
}
