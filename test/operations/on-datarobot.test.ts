// The whole way of a wish on DataRobot: asked, checked, confirmed and done, with the fake in its place.
import { afterEach, beforeEach, expect, test } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import { Secret } from "../../src/config/secret.ts";
import { fullHourBefore } from "../../src/deployments/statistics.ts";
import { createDataRobotClient } from "../../src/platforms/datarobot/client.ts";
import { consoleLinks } from "../../src/platforms/datarobot/console-links.ts";
import { createDataRobotEffects, EFFECT_DEADLINES } from "../../src/platforms/datarobot/effects/index.ts";
import { createDataRobotReads } from "../../src/platforms/datarobot/reads.ts";
import { NO_POLICIES } from "../../src/policy-file.ts";
import type { LinkedAccounts } from "../../src/ports/linked-accounts.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { Json } from "../../src/requests/request.ts";
import { askFor, confirmed, type Wish } from "../support/asking.ts";
import { type FakeDataRobot, startFakeDataRobot } from "../support/datarobot/fake-datarobot.ts";
import { idOf } from "../support/datarobot/names.ts";
import { memoryStore } from "../support/memory-store.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { NOW } from "../support/request-builders.ts";

let fake: FakeDataRobot;
let rig: OperationsRig;
let close: () => Promise<void>;

beforeEach(async () => {
  let started: OperationsRig | null = null;
  const clock = { now: () => started?.clock.now() ?? NOW };
  fake = await startFakeDataRobot({ clock, workMs: 3_000 });
  const endpoint = new URL(fake.url);
  const log = { warn: () => undefined };
  const client = createDataRobotClient({ endpoint, clock, log, deadlines: EFFECT_DEADLINES });
  const serviceToken = new Secret(fake.tokens.service);
  const linkedAccounts: LinkedAccounts = {
    async tokenOf({ email }) {
      const name = (email ?? "").replace(/@example\.com$/, "");
      const token = (fake.tokens as Readonly<Record<string, string>>)[name];
      return token === undefined
        ? null
        : { token: new Secret(token), uid: idOf.account(name), email: email ?? "" };
    },
    missing: async () => null,
    linkBroken: async () => undefined,
  };
  const parts = { client, clock, serviceToken, linkedAccounts, log };
  const reads = createDataRobotReads({
    ...parts,
    wait: async () => undefined,
    scoringCodeMakesPermanent: false,
  });
  const effects = createDataRobotEffects({
    ...parts,
    console: consoleLinks(endpoint),
    store: memoryStore(),
    deployment: reads.deployment,
    applications: { predictor: { kind: "no-code", typeId: null } },
  });
  const platform: Platform = { ...reads, ...effects, name: "datarobot", scoringCodeMakesPermanent: false };
  started = await operationsRig({
    wrapPlatform: () => platform,
    policies: NO_POLICIES,
  });
  rig = started;
  close = async () => {
    await rig.store.close();
    await client.close();
    await fake.close();
  };
});
afterEach(() => close());

const version = (name: string) => idOf.version(name);
const WISHES: readonly (Omit<Wish, "input"> & {
  readonly input: () => Json;
  readonly counts: readonly string[];
})[] = [
  {
    action: "replace-model",
    label: "card-default",
    input: () => ({
      reason: "ACCURACY",
      packageId: version("card-default-4"),
      promote: null,
      rollback: false,
    }),
    counts: ["replace-model"],
  },
  { action: "deactivate", label: "house-value", input: () => ({}), counts: ["deactivate"] },
  {
    action: "edit",
    label: "house-value",
    input: () => ({ label: "House prices", description: "New.", importance: "LOW" }),
    counts: ["edit"],
  },
  {
    action: "share",
    label: "card-default",
    input: () => ({ ...inputFor([]), emails: ["ben@example.com"], role: "USER" }) as unknown as Json,
    counts: ["share"],
  },
  {
    action: "use-cases",
    label: "card-default",
    input: () => ({ way: "create", name: "Late payers", description: "" }),
    counts: ["create-use-case", "link"],
  },
  {
    action: "clear-statistics",
    label: "house-value",
    input: () => ({
      model: version("house-value-1"),
      range: "whole",
      start: null,
      end: null,
      until: fullHourBefore(rig.clock.now()),
      reason: "A load test had filled them.",
      confirmed: true,
    }),
    counts: ["clear-statistics"],
  },
  {
    action: "scoring-code",
    label: "card-default",
    input: () => ({ language: "cli", include: ["agent"], form: "binary", acknowledged: false }),
    counts: ["build-scoring-code"],
  },
  {
    action: "create-application",
    label: "card-default",
    input: () => ({ template: "predictor", name: "Will they pay?", sharing: "only-me" }),
    counts: ["create-application"],
  },
  {
    action: "delete",
    label: "house-value",
    input: () => ({ typedName: "house-value", ignoreManagementAgent: false }),
    counts: ["delete"],
  },
];

const replacementBy = (name: string): Wish => ({
  action: "replace-model",
  label: "card-default",
  input: { reason: "ACCURACY", packageId: version(name), promote: null, rollback: false },
});

test.each(WISHES)(
  "$action is done once, in the name of whoever asked, and said to be done after it is",
  async (wish) => {
    const request = await askFor(rig, "olivia", { ...wish, input: wish.input() });
    expect(request.state).toMatchObject({ name: "checked" });
    await confirmed(rig, "olivia", request);
    await rig.settle(60_000);
    const { state } = await rig.request(request.id);
    expect(state).toMatchObject({ name: "succeeded", outcome: { known: "answer" } });
    expect(fake.effects.map(({ kind, by }) => `${kind} by ${by}`)).toEqual(
      wish.counts.map((kind) => `${kind} by olivia`),
    );
  },
);

test.each(["lost-answer", "status-after", "drop", "rate-limit"] as const)(
  "a replacement whose call meets %s is done once all the same",
  async (kind) => {
    fake.faults.add(
      kind === "status-after"
        ? { on: "PATCH /deployments/*/model/", kind, status: 502 }
        : { on: "PATCH /deployments/*/model/", kind },
    );
    const request = await askFor(rig, "olivia", replacementBy("card-default-4"));
    await confirmed(rig, "olivia", request);
    await rig.settle(60_000);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect(fake.count("replace-model", "card-default")).toBe(1);
  },
);

test("a replacement that DataRobot's validation lets fail is refused with its names, and nothing is sent", async () => {
  const request = await askFor(rig, "olivia", replacementBy("card-default-7"));
  expect(request.state).toMatchObject({
    name: "refused",
    refusal: { sentence: expect.stringContaining("(target)") },
  });
  expect(fake.effects).toEqual([]);
});

test("what an approval policy of DataRobot covers ends with its words and the page for it", async () => {
  fake.control.addPolicy({
    policy: {
      name: "Fleet",
      active: true,
      trigger: { entityType: "deployment", intendedAction: { action: "delete" } },
    } as Parameters<typeof fake.control.addPolicy>[0]["policy"],
  });
  const wish = {
    action: "delete",
    label: "house-value",
    input: { typedName: "house-value", ignoreManagementAgent: false },
  } as const;
  const done = await confirmed(rig, "olivia", await askFor(rig, "olivia", wish));
  expect(done.state).toMatchObject({
    name: "failed",
    reason: expect.stringMatching(/policy "Fleet".*console-nextgen/),
  });
});

test("whoever had a grant of their own still finds what was deleted, and nobody else does", async () => {
  const label = "house-value";
  const asked = await askFor(rig, "olivia", {
    action: "delete",
    label,
    input: { typedName: label, ignoreManagementAgent: false },
  });
  await confirmed(rig, "olivia", asked);
  await rig.settle(60_000);
  const { state, deploymentId } = await rig.request(asked.id);
  expect(state.name).toBe("succeeded");
  const grants = (await rig.platform.former(deploymentId))?.grants ?? [];
  const had = (name: string) =>
    grants.some(
      ({ subject, role }) =>
        subject.kind === "user" && subject.email === `${name}@example.com` && role !== "CONSUMER",
    );
  expect(["olivia", "ben"].map(had)).toEqual([true, false]);
  for (const name of ["olivia", "otto", "uma", "carl", "ben"])
    expect({ name, found: (await rig.operations.history(rig.actor(name), deploymentId)).ok }).toEqual({
      name,
      found: had(name),
    });
});
