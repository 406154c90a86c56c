// What holds for every action that changes something: a process that dies at any step of it leaves it done once.
import { afterEach, describe, expect, test } from "vitest";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import { readTrailEntry } from "../../src/operations/trail.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm } from "../support/asking.ts";
import { EFFECT_NAMES, type EffectName, underAgent, wishFor } from "../support/every-effect.ts";
import { type MortalRig, mortalRig } from "../support/mortal-process.ts";
import { AUDIT_KEY, type OperationsRig } from "../support/operations-rig.ts";

/** No run has as many; one that has would never end. */
const MOST_STEPS = 200;
const HOUR = 3_600_000;

let last: OperationsRig | null = null;
afterEach(() => last?.store.close());

async function rigFor(workMs: number): Promise<MortalRig> {
  await last?.store.close();
  const mortal = await mortalRig({
    workMs,
    policies: { ...NO_POLICIES, routes: [{ actions: null, labels: null, channel: "ml-deployments" }] },
  });
  last = mortal.rig;
  return mortal;
}

/** The platform after it, without what differs from run to run: times, and ids that are made on the way. */
async function leftBehind({ platform, clock }: OperationsRig, request: ChangeRequest): Promise<unknown> {
  const service = { kind: "service" } as const;
  const id = request.deploymentId;
  const deployment = await platform.deployment(id);
  const former = await platform.former(id);
  const model = (deployment ?? former)?.championId;
  if (model === undefined) throw new Error("The deployment left no trace.");
  const range = { from: null, to: clock.now() };
  const found = {
    deployment,
    former,
    useCases: (await platform.useCases({ text: "", limit: 100 }, service)).items.map(({ name }) => name),
    statistics: await platform.statistics({ deploymentId: id, model, range }),
  };
  return JSON.parse(
    JSON.stringify(found, (_, each: unknown) => {
      if (typeof each === "number" && each > 1e12) return "a time";
      return typeof each === "string" && /^[\w-]*[0-9a-f]{16,}/.test(each) ? "an id" : each;
    }),
  );
}

async function expectOnce({ rig }: MortalRig, { id }: ChangeRequest, at: string): Promise<void> {
  const request = await rig.request(id);
  expect({ at, state: request.state.name }).toEqual({ at, state: "succeeded" });
  // What a process wrote in its last moment stands in the trail alone.
  const { entries } = await rig.store.auditAbout({ about: { request: id }, limit: 200 });
  const succeeded = entries.map(readTrailEntry).filter((entry) => entry?.event === "effect.succeeded");
  expect({ at, succeeded: succeeded.length }).toEqual({ at, succeeded: 1 });
  const told = rig.messenger.of("outcome-notice").map(({ target }) => JSON.stringify(target));
  expect({ at, told }).toEqual({ at, told: [...new Set(told)] });
  expect((await verifyAudit({ store: rig.store, keys: [AUDIT_KEY] })).findings).toEqual([]);
}

const WORK_MS = 3_000;
/** Under a management agent the platform takes these on, and an alarm of its own ends them. */
const TAKE_TIME: readonly EffectName[] = [
  "replace-model",
  "scoring-code",
  "relaunch",
  "activate",
  "deactivate",
  "delete",
];

interface Death {
  readonly action: EffectName;
  readonly when: string;
  readonly executed: boolean;
  readonly workMs: number;
}
const DEATHS: readonly Death[] = [
  ...EFFECT_NAMES.map((action) => ({ action, when: "at once", workMs: 0 })),
  ...TAKE_TIME.map((action) => ({ action, when: "with its time", workMs: WORK_MS })),
].flatMap((each) => [
  { ...each, when: `${each.when}, before the step took place`, executed: false },
  { ...each, when: `${each.when}, after the step took place`, executed: true },
]);

describe("whatever step of it the process dies at", () => {
  test.each(DEATHS)("$action is done once, $when", { timeout: 60_000 }, async (death) => {
    const { action, executed, workMs } = death;
    let undisturbed: unknown;
    let steps = 0;
    for (let nth = MOST_STEPS; ; nth = nth === MOST_STEPS ? 1 : nth + 1) {
      const mortal = await rigFor(workMs);
      const { rig } = mortal;
      const wish = await wishFor(rig, action);
      if (workMs > 0) await underAgent(rig, wish.label);
      const request = await askFor(rig, "olivia", wish);
      expect(request.state).toMatchObject({ name: "checked" });
      const died = await mortal.dieAt(nth, executed, async () => {
        value(await confirm(rig, "olivia", request));
        await rig.settle(HOUR);
      });
      await rig.settle(HOUR);
      // A confirmation that was never acknowledged is pressed again.
      if ((await rig.request(request.id)).state.name === "checked") {
        value(await confirm(rig, "olivia", request));
        await rig.settle(HOUR);
      }
      await expectOnce(mortal, request, `step ${nth}`);
      const left = await leftBehind(rig, request);
      undisturbed ??= left;
      expect({ nth, left }).toEqual({ nth, left: undisturbed });
      if (nth !== MOST_STEPS && !died) break;
      if (nth !== MOST_STEPS) steps = nth;
    }
    expect(steps).toBeGreaterThan(4);
  });
});
