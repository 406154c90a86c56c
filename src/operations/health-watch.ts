// Looks at the health of the deployments that somebody wants to hear of, and tells what changed between two looks. Reference:
// deployment actions, section 7, last paragraph.

import type { Deployment } from "../deployments/deployment.ts";
import { type HealthChange, healthChanges, wanted } from "../deployments/health.ts";
import type { Claim, StoredRecord } from "../ports/store.ts";
import type { AuditFact } from "../requests/audit.ts";
import { deliveryRecordId, newDelivery, putDelivery, type Wish, wish } from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { everyRecord } from "./every-record.ts";
import {
  HEALTH_INDEX,
  type HealthWatch,
  preferenceFromStore,
  putWatch,
  watchFromStore,
} from "./health-record.ts";
import { subscribedChannels } from "./subscription-record.ts";
import { surprise } from "./surprise.ts";
import { MINUTE, TIMING } from "./timing.ts";

/**
 * One look. What it found and the notices of it are one commit under the claim's `rev`: whoever dies before it, or comes second,
 * leaves nothing, and the next look compares with the same one. A look that fails is repeated; nothing is forgotten meanwhile.
 */
export async function lookAtHealth(deps: Dependencies, { record }: Claim): Promise<void> {
  const watch = watchFromStore(record);
  try {
    await look(deps, record, watch);
  } catch (error) {
    surprise(deps, `look at the health of ${watch.deployment}`, error);
    const pause = Math.min(MINUTE * 2 ** watch.tries, TIMING.healthLook);
    const later = putWatch({ ...watch, tries: Math.min(watch.tries + 1, 10) }, deps.clock.now() + pause);
    const expect = [{ id: record.id, rev: record.rev }];
    await deps.journal.commit({ expect, put: [later], audit: [] });
  }
}

async function look(deps: Dependencies, record: StoredRecord, watch: HealthWatch): Promise<void> {
  const deployment = await deps.platform.deployment(watch.deployment);
  if (deployment === null) return await endWithDeployment(deps, record, watch);
  const [preferences, channels] = await Promise.all([
    everyRecord(deps, { kind: "preference", index: HEALTH_INDEX.deployment, key: watch.deployment }),
    subscribedChannels(deps, watch.deployment),
  ]);
  const expect = [{ id: record.id, rev: record.rev }];
  if (preferences.length === 0 && channels.length === 0) {
    await deps.journal.commit({ expect, put: [], remove: [record.id], audit: [] });
    return;
  }
  const at = deps.clock.now();
  const { seen } = watch;
  const changes = seen === null ? [] : healthChanges(seen.health, deployment.health);
  const made =
    seen === null ? [] : notices(deps, { preferences, channels, deployment, changes, before: seen.at, at });
  const next = putWatch(
    { deployment: watch.deployment, seen: { health: deployment.health, at }, tries: 0 },
    at + TIMING.healthLook,
  );
  await deps.journal.commit({
    expect: [...expect, ...made.map(({ id }) => ({ id: deliveryRecordId(id), rev: 0 }))],
    put: [next, ...made.map((one) => putDelivery(newDelivery(one), at))],
    audit: [],
  });
  if (made.length > 0) deps.nudge();
}

/** One message for each reader with all that changed; whether they may still hear of it is asked when it is sent. */
function notices(
  { ids }: Dependencies,
  look: {
    readonly preferences: readonly StoredRecord[];
    readonly channels: readonly string[];
    readonly deployment: Deployment;
    readonly changes: readonly HealthChange[];
    readonly before: number;
    readonly at: number;
  },
): readonly Wish[] {
  const { deployment, changes, before, at } = look;
  if (changes.length === 0) return [];
  const exhibit = { kind: "health-notice", deployment: deployment.id, at, before, changes } as const;
  return [
    ...look.channels.map((channel) => wish(ids, { ...exhibit, reader: null }, { kind: "channel", channel })),
    ...look.preferences
      .map(preferenceFromStore)
      .filter(({ level }) => wanted(level, changes).length > 0)
      .map(({ actor }) => wish(ids, { ...exhibit, reader: actor }, { kind: "user", user: actor.user })),
  ];
}

/** Who had chosen to hear of it has heard of its deletion; what they chose goes with it. */
async function endWithDeployment(
  deps: Dependencies,
  record: StoredRecord,
  { deployment }: HealthWatch,
): Promise<void> {
  const preferences = await everyRecord(deps, {
    kind: "preference",
    index: HEALTH_INDEX.deployment,
    key: deployment,
  });
  const gone = [record, ...preferences];
  const fact: AuditFact = {
    at: deps.clock.now(),
    event: "preference.changed",
    action: "view",
    request: null,
    deployment,
    who: "system",
    allowed: true,
    why: "The deployment is not there any more.",
    details: { healthNotices: "none", people: preferences.map((one) => preferenceFromStore(one).person) },
  };
  await deps.journal.commit({
    expect: gone.map(({ id, rev }) => ({ id, rev })),
    put: [],
    remove: gone.map(({ id }) => id),
    audit: preferences.length === 0 ? [] : [fact],
  });
}
