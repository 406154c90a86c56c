// Every effect against the fake DataRobot, with calls that go wrong by a seed: nothing happens twice by the fake's own count, and once it
// answers again everything has an end. The loop stands for the operations: look before every call after one whose end is not known.
import { describe, expect, it } from "vitest";
import type { EffectAction, Happened } from "../../../src/actions/action.ts";
import { ACTIONS } from "../../../src/actions/index.ts";
import { Secret } from "../../../src/config/secret.ts";
import { deploymentId } from "../../../src/deployments/ids.ts";
import { fullHourBefore } from "../../../src/deployments/statistics.ts";
import { EFFECT_DEADLINES } from "../../../src/platforms/datarobot/effects/index.ts";
import { createDataRobotReads } from "../../../src/platforms/datarobot/reads.ts";
import { type EffectAnswer, type Platform, PlatformUnavailable } from "../../../src/ports/platform.ts";
import type { ChangeRequest, Intent, Json } from "../../../src/requests/request.ts";
import { type FakeClock, fakeClock } from "../../support/clock.ts";
import { type FakeDataRobot, startFakeDataRobot } from "../../support/datarobot/fake-datarobot.ts";
import { idOf } from "../../support/datarobot/names.ts";
import { seededRandom } from "../../support/ids.ts";
import { anAssessment, aPerson, aRequest } from "../../support/request-builders.ts";
import { type EffectsRig, effectsRig } from "./effects-rig.ts";

const olivia = aPerson("olivia");
/** Owned by Olivia, active, with statistics. */
const ON = "house-value";

interface Wish {
  readonly action: EffectAction["name"];
  /** As the fake counts it, and what comes before it in the same effect. */
  readonly counts: readonly string[];
  readonly on?: string;
  readonly input: (clock: FakeClock) => Json;
  readonly facts?: Json;
  readonly before?: (fake: FakeDataRobot) => void;
}

const useCase = idOf.useCase("credit-risk");
const WISHES: readonly Wish[] = [
  {
    action: "replace-model",
    counts: ["replace-model"],
    on: "card-default",
    input: () => ({
      packageId: idOf.version("card-default-4"),
      reason: "ACCURACY",
      promote: null,
      rollback: false,
    }),
  },
  { action: "deactivate", counts: ["deactivate"], input: () => ({}) },
  {
    action: "activate",
    counts: ["activate"],
    input: () => ({}),
    before: (fake) => fake.control.edit({ deployment: ON, status: "inactive" }),
  },
  {
    action: "edit",
    counts: ["edit"],
    input: () => ({ label: "House prices", description: "New.", importance: "LOW" }),
  },
  {
    action: "share",
    counts: ["share"],
    input: () => ({}),
    facts: {
      changes: [{ subject: { kind: "user", email: "ben@example.com" }, role: "USER", before: null }],
      notInSlack: [],
    },
  },
  {
    action: "use-cases",
    counts: ["link"],
    input: () => ({ way: "link", useCases: [useCase] }),
    facts: { way: "link", useCases: [{ id: useCase, name: "Credit risk" }] },
  },
  {
    action: "use-cases",
    counts: ["create-use-case", "link"],
    input: () => ({ way: "create", name: "Late payers", description: "" }),
    facts: { way: "create", useCases: [] },
  },
  { action: "delete", counts: ["delete"], input: () => ({ typedName: ON, ignoreManagementAgent: false }) },
  {
    action: "clear-statistics",
    // Cleared twice it is as after once; what counts is that it is not cleared once more after it was.
    counts: [],
    input: (clock) => ({
      model: idOf.version(`${ON}-1`),
      range: "whole",
      start: null,
      end: null,
      until: fullHourBefore(clock.now()),
      zone: "UTC",
      reason: "A load test.",
      confirmed: true,
    }),
  },
  {
    action: "scoring-code",
    // Building again changes nothing on the platform.
    counts: [],
    on: "card-default",
    input: () => ({ language: "cli", include: ["agent"], form: "binary", acknowledged: true }),
    facts: { champion: idOf.version("card-default-3"), model: "v3", makesPermanent: false },
  },
  {
    action: "create-application",
    counts: ["create-application"],
    input: () => ({ template: "predictor", name: "Will they pay?", sharing: "only-me" }),
    facts: { associationId: [], predictionUrl: null },
  },
];

/** Nobody answers for so long; long enough for a call on loopback under load. */
const PATIENCE_MS = 80;

interface World {
  readonly fake: FakeDataRobot;
  readonly clock: FakeClock;
  readonly rig: EffectsRig;
  readonly platform: Platform;
}

async function world(): Promise<World> {
  const clock = fakeClock();
  const fake = await startFakeDataRobot({ clock, workMs: 3_000 });
  const endpoint = new URL(fake.url);
  const serviceToken = new Secret(fake.tokens.service);
  const rig = effectsRig({
    on: idOf.deployment(ON),
    linked: () => fake.tokens.olivia,
    clock,
    serviceToken,
    applications: { predictor: { kind: "no-code", typeId: null } },
    deployment: (id) => reads.deployment(id),
    http: { endpoint, clock, deadlines: { ...EFFECT_DEADLINES, write: PATIENCE_MS } },
  });
  const reads = createDataRobotReads({
    client: rig.client,
    clock,
    serviceToken,
    linkedAccounts: {
      missing: async () => null,
      linkBroken: async () => undefined,
      tokenOf: async () => ({
        token: new Secret(fake.tokens.olivia),
        uid: idOf.account("olivia"),
        email: "olivia@example.com",
      }),
    },
    wait: async () => undefined,
    scoringCodeMakesPermanent: false,
  });
  return {
    fake,
    clock,
    rig,
    platform: { ...reads, ...rig.effects, scoringCodeMakesPermanent: false, name: "datarobot" },
  };
}

const requestOf = (wish: Wish, clock: FakeClock, key: number): ChangeRequest =>
  aRequest({
    id: `request:${key}` as ChangeRequest["id"],
    action: wish.action,
    deploymentId: deploymentId(idOf.deployment(wish.on ?? ON)),
    requester: olivia,
    input: wish.input(clock),
    assessment: anAssessment({ facts: wish.facts ?? {} }),
  });

const actionOf = (name: string): EffectAction => {
  const found = ACTIONS.find((action) => action.name === name);
  if (found?.kind !== "effect") throw new Error(`${name} is no effect`);
  return found;
};

/** How one call goes wrong; null: it does not. */
const MISBEHAVIOUR = {
  refused: { kind: "status", status: 422, body: { message: "It cannot be done." } },
  "timed-out": { kind: "hang" },
  "executed-then-timed-out": { kind: "hang-after" },
  "executed-then-lost": { kind: "lost-answer" },
  "executed-then-500": { kind: "status-after", status: 500 },
  busy: { kind: "rate-limit", retryAfterS: 1 },
} as const;
type Trouble = keyof typeof MISBEHAVIOUR | null;
const TROUBLES: readonly Trouble[] = [null, ...(Object.keys(MISBEHAVIOUR) as (keyof typeof MISBEHAVIOUR)[])];

function arm({ fake }: World, trouble: Trouble, method: "POST" | "PATCH" | "DELETE"): void {
  if (trouble === null) return;
  fake.faults.add({ on: `${method} /**`, ...MISBEHAVIOUR[trouble] });
}

type End = "done" | "refused" | "failed" | "unknown";

/** Calls and looks as the operations do, until it has ended or ten minutes have gone by. */
async function run(at: World, wish: Wish, request: ChangeRequest): Promise<End> {
  const { effect } = actionOf(wish.action);
  const { clock, platform } = at;
  let intent: Intent = {
    effectKey: `${request.id}.1`,
    at: clock.now(),
    attempt: 1,
    before: await patiently(() => effect.before(platform, request)),
    lastCallAt: clock.now(),
  };
  let taken = false;
  let answer: EffectAnswer | null = await effect.call(platform, request, intent);
  for (let looks = 0; looks < 60; looks += 1) {
    if (answer !== null) {
      if (answer.outcome === "done") return "done";
      if (answer.outcome === "refused" || answer.outcome === "failed") return answer.outcome;
      if (answer.outcome === "accepted") {
        taken = true;
        if (answer.ticket !== undefined) intent = { ...intent, ticket: answer.ticket };
      }
    }
    clock.advance(4_000);
    const happened: Happened = await patiently(() => effect.happened(platform, request, intent));
    answer = null;
    if (happened.answer === "yes") return "done";
    if (happened.answer === "failed") return "failed";
    if (happened.answer === "changed-by-others" && happened.certain) return "failed";
    if (happened.answer === "no" && !taken) {
      const { ticket: _, ...again } = intent;
      intent = { ...again, attempt: intent.attempt + 1, lastCallAt: clock.now() };
      answer = await effect.call(platform, request, intent);
    }
  }
  return "unknown";
}

/** Reads that go wrong are asked again, as the operations do. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof PlatformUnavailable) || tries === 5) throw error;
    }
  }
}

const SEEDS = 220;
/** They wait for answers that do not come, so they wait together. */
const AT_ONCE = 5;
const methodOf = (action: string): readonly ("POST" | "PATCH" | "DELETE")[] => {
  if (action === "delete") return ["DELETE"];
  return ["use-cases", "clear-statistics", "scoring-code", "create-application"].includes(action)
    ? ["POST"]
    : ["PATCH"];
};

/** One run by its seed, with what must hold after it. */
async function proven(wish: Wish, seed: number): Promise<void> {
  const next = seededRandom(seed);
  const at = await world();
  wish.before?.(at.fake);
  const from = at.fake.effects.length;
  const troubles = Array.from(
    { length: 1 + Math.floor(next() * 3) },
    () => TROUBLES[Math.floor(next() * TROUBLES.length)] ?? null,
  );
  for (const trouble of troubles) for (const method of methodOf(wish.action)) arm(at, trouble, method);
  at.fake.faults.random({ seed, on: "GET /**", rates: { "status-503": 0.05, drop: 0.05 } });
  const end = await run(at, wish, requestOf(wish, at.clock, seed));
  at.fake.world.work.finish();
  const happened = at.fake.effects.slice(from).map(({ kind }) => kind);
  const what = `seed ${seed}: ${troubles.join(", ")} ended ${end} with ${happened.join(", ") || "nothing"}`;
  expect(end, what).not.toBe("unknown");
  for (const kind of wish.counts) {
    const times = happened.filter((one) => one === kind).length;
    expect(times, what).toBeLessThanOrEqual(1);
    if (end === "done") expect(times, what).toBe(1);
  }
  // A refusal of the second step leaves the first, and says so.
  if (end === "refused" && wish.counts.length === 1) expect(happened, what).toEqual([]);
  await at.fake.close();
}

describe("220 runs of all effects with calls that go wrong", () => {
  it.each(
    WISHES.map(
      (wish, at) => [`${wish.action} (${wish.counts.join(" and ") || "repeatable"})`, wish, at] as const,
    ),
  )(
    "%s",
    async (_, wish, place) => {
      for (let seed = place; seed < SEEDS; seed += AT_ONCE * WISHES.length)
        await Promise.all(Array.from({ length: AT_ONCE }, (__, i) => proven(wish, seed + i * WISHES.length)));
    },
    120_000,
  );
});
