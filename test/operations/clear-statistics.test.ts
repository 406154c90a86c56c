// Clearing statistics: from asking to done, on the local platform. Reference: deployment actions, sections 3.8 and 9.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearStatistics } from "../../src/actions/clear-statistics/action.ts";
import { clearStatisticsFields } from "../../src/actions/clear-statistics/form.ts";
import { clearStatisticsInput, rangeOf } from "../../src/actions/clear-statistics/input.ts";
import { wordsOf } from "../../src/actions/request-words.ts";
import { deploymentId, packageId } from "../../src/deployments/ids.ts";
import { countStatistics, fullHourBefore, HOUR_MS } from "../../src/deployments/statistics.ts";
import { newStatisticsPuts } from "../../src/platforms/local/statistics.ts";
import type { Json } from "../../src/requests/request.ts";
import { draw } from "../../src/slack/drawing.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { value } from "../support/answers.ts";
import { askFor, confirmed, goThrough, type Wish } from "../support/asking.ts";
import { firstAnswerLost, LOST_ANSWERS } from "../support/lost-answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf, put } from "../support/registry.ts";
import { aPerson } from "../support/request-builders.ts";

const DAY_MS = 24 * HOUR_MS;
const CHAMPION = "p-house-value-1";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

/** The last full hour. */
const until = (): number => fullHourBefore(rig.clock.now());
const input = (over: Record<string, Json> = {}): Record<string, Json> => ({
  model: CHAMPION,
  range: "whole",
  start: null,
  end: null,
  until: until(),
  reason: "A load test had filled them.",
  confirmed: true,
  ...over,
});
const between = (start: number | null, end: number | null) => input({ range: "between", start, end });

const wishOf = (label: string, of: Json): Wish => ({ action: "clear-statistics", label, input: of });
const asked = (name: string, label: string, of: Json) => askFor(rig, name, wishOf(label, of));
const done = (name: string, label: string, of: Json) => goThrough(rig, name, wishOf(label, of));

async function left(model = CHAMPION, label = "house-value") {
  const hours = await rig.platform.statistics({
    deploymentId: await rig.byLabel(label),
    model: packageId(model),
    range: { from: null, to: rig.clock.now() },
  });
  if (hours === null) throw new Error(`No deployment ${label}`);
  return hours;
}

describe("the sample fleet", () => {
  test("has two weeks of statistics that go with usage, and none where nothing was predicted", async () => {
    const hours = await left();
    expect(hours[0]?.hour).toBe(until() - 14 * DAY_MS);
    expect(hours.at(-1)?.hour).toBe(until() - HOUR_MS);
    const { predictions, accuracy, drift } = countStatistics(hours);
    const { dailyRates } = (await deploymentOf(rig, "house-value")).usage;
    const twoWeeks = 2 * dailyRates.reduce((sum, rate) => sum + rate, 0);
    expect(Math.abs(predictions - twoWeeks)).toBeLessThan(0.05 * twoWeeks);
    expect(drift).toBe(predictions);
    expect(accuracy).toBeGreaterThan(0);
    expect(await left("p-spring-campaign-1", "spring-campaign")).toEqual([]);
  });
});

describe("clearing the whole history of a model", () => {
  test("counts what will be gone, shows it before the confirm, and clears exactly that", async () => {
    const before = countStatistics(await left());
    const request = await asked("olivia", "house-value", input());
    expect(request.state.name).toBe("checked");
    const shown = request.assessment?.shown.map(({ label, value }) => `${label}: ${value}`) ?? [];
    const predictions = before.predictions.toLocaleString("en");
    expect(shown).toContain(`Will be gone: ${predictions} predictions in 336 hours`);
    expect(shown).toContain(`Service health: ${before.service.toLocaleString("en")} requests counted`);
    expect(shown.join("\n")).toMatch(/Data drift: [\d,]+ predictions/);
    expect(shown.join("\n")).toMatch(/Accuracy: [\d,]+ predictions/);
    const view = checkResultView(value(await rig.operations.request(rig.actor("olivia"), request.id)));
    expect(JSON.stringify(view)).toContain(`${predictions} predictions in 336 hours`);
    expect(JSON.stringify(view)).toContain("cannot be undone");
    expect(await left()).toHaveLength(336);

    const end = await done("olivia", "house-value", input());
    expect(end.state).toMatchObject({ name: "succeeded", outcome: { to: "cleared for good" } });
    expect(await left()).toEqual([]);
    expect(wordsOf(end).details(end)).toContainEqual({
      label: "Reason",
      value: "A load test had filled them.",
    });
  });

  test("leaves health unknown until data returns, and everything else as it was", async () => {
    const before = await deploymentOf(rig, "house-value");
    await done("olivia", "house-value", input());
    const after = await deploymentOf(rig, "house-value");
    for (const of of ["service", "drift", "accuracy"] as const)
      expect(after.health[of]).toEqual({
        status: "unknown",
        message: expect.stringContaining("cleared"),
      });
    expect({ ...after, health: null }).toEqual({ ...before, health: null });
  });

  test("leaves what is not monitored so", async () => {
    await done("olivia", "share", input({ model: "p-share-1" }));
    expect((await deploymentOf(rig, "share")).health).toMatchObject({
      service: { status: "unknown" },
      accuracy: { status: "unavailable" },
    });
  });

  test("of an earlier model leaves the champion's statistics, and the health that is about them", async () => {
    const of = await deploymentOf(rig, "house-value");
    const [champion] = of.history;
    if (champion === undefined) throw new Error("It has a champion.");
    const replacedAt = until() - 5 * DAY_MS;
    const earlier = packageId("p-house-value-0");
    await changeDeployment(rig, "house-value", {
      history: [
        { ...champion, from: replacedAt },
        { ...champion, packageId: earlier, packageName: "House value v0" },
      ],
    });
    const hours = (await left()).map((each) => (each.hour < replacedAt ? { ...each, model: earlier } : each));
    await put(rig, ...newStatisticsPuts(of.id, hours));
    const request = await done("olivia", "house-value", input({ model: earlier }));
    expect(request.state.name).toBe("succeeded");
    expect(await left(earlier)).toEqual([]);
    expect(await left()).toHaveLength(5 * 24);
    expect((await deploymentOf(rig, "house-value")).health).toEqual(of.health);
  });

  test("of a model that is not in the history is not found, and so is a deployment that is not there", async () => {
    const other = await asked("olivia", "house-value", input({ model: "p-card-default-4" }));
    expect(other.state).toMatchObject({ name: "refused", refusal: { code: "not-found", field: "model" } });
    const nowhere = await asked("olivia", "no-such-thing", input());
    expect(nowhere.state).toMatchObject({ name: "refused", refusal: { code: "not-found" } });
    const query = { model: packageId(CHAMPION), range: { from: null, to: until() } };
    expect(await rig.platform.statistics({ ...query, deploymentId: deploymentId("d-none") })).toBeNull();
  });

  test("a second time finds nothing to clear", async () => {
    await done("olivia", "house-value", input());
    const again = await asked("olivia", "house-value", input());
    expect(again.state).toMatchObject({
      name: "refused",
      refusal: { code: "conflict", sentence: expect.stringContaining("nothing to clear") },
    });
  });
});

describe("health afterwards", () => {
  const PARTS = { service: "service health", drift: "data drift", accuracy: "accuracy" } as const;
  const EARLIER = "p-house-value-0";
  /** Another champion until so long before the last full hour, and so many predictions in each of its hours. */
  async function replaced(ago: number, each: { readonly earlier: number; readonly champion: number }) {
    const of = await deploymentOf(rig, "house-value");
    const [champion] = of.history;
    if (champion === undefined) throw new Error("It has a champion.");
    const since = until() - ago;
    await changeDeployment(rig, "house-value", {
      history: [
        { ...champion, from: since },
        { ...champion, packageId: packageId(EARLIER), packageName: "House value v0" },
      ],
    });
    const hours = (await left()).map((hour) => {
      const count = hour.hour < since ? each.earlier : each.champion;
      const model = packageId(hour.hour < since ? EARLIER : CHAMPION);
      return { hour: hour.hour, model, predictions: count, service: count, drift: count, accuracy: count };
    });
    await put(rig, ...newStatisticsPuts(of.id, hours));
  }
  const dense = { earlier: 10, champion: 10 };

  test.each([
    ["the whole history of the champion", 5 * DAY_MS, dense, () => input(), "all"],
    ["an earlier model long ago", 5 * DAY_MS, dense, () => input({ model: EARLIER }), "none"],
    [
      "earlier hours of the champion, after which too few predictions of it are left",
      14 * DAY_MS,
      { earlier: 10, champion: 3 },
      () => between(null, until() - 30 * HOUR_MS),
      "drift, accuracy",
    ],
    [
      "an earlier model that served within the last day, of which hours stay",
      20 * HOUR_MS,
      dense,
      () => ({ ...between(null, until() - 21 * HOUR_MS), model: EARLIER }),
      "none",
    ],
    [
      "the champion of the last hours, beside an earlier model that served on the same day",
      5 * HOUR_MS,
      { earlier: 10, champion: 50 },
      () => input(),
      "drift, accuracy",
    ],
    [
      "an earlier model, where the champion has few predictions yet",
      5 * HOUR_MS,
      { earlier: 10, champion: 10 },
      () => input({ model: EARLIER }),
      "drift, accuracy",
    ],
  ] as const)("of clearing %s is shown before as it is then", async (_, ago, each, of, unknown) => {
    await replaced(ago, each);
    const before = (await deploymentOf(rig, "house-value")).health;
    const request = await asked("olivia", "house-value", of());
    const shown = request.assessment?.shown.find(({ label }) => label === "Health afterwards")?.value;
    expect((await confirmed(rig, "olivia", request)).state.name).toBe("succeeded");
    const { health } = await deploymentOf(rig, "house-value");
    const parts = (["service", "drift", "accuracy"] as const).filter(
      (part) => before[part].status !== health[part].status,
    );
    const expected = { all: "service, drift, accuracy", none: "" }[unknown as string] ?? unknown;
    expect(parts.join(", ")).toBe(expected);
    for (const [part, words] of Object.entries(PARTS))
      expect(shown?.includes(words)).toBe(expected.includes(part));
    expect(shown).toContain(unknown === "none" ? "as before" : "unknown until data returns");
  });

  test("is on the card of whoever decides, and is called what it would have been when nothing came of it", async () => {
    const request = await asked("olivia", "house-value", input());
    const view = value(await rig.operations.request(rig.actor("olivia"), request.id));
    expect(JSON.stringify(checkResultView(view))).toContain("Health afterwards");
    const { fact } = wordsOf(request);
    const line = { label: "Health afterwards", value: "" };
    const cancelled = { name: "cancelled", since: 0, by: "system", reason: "" } as const;
    expect(fact?.(line, { ...request, state: cancelled }).label).toBe("Health would have been");
    expect(fact?.(line, request).label).toBe("Health afterwards");
  });

  test("that is not part of what was approved makes no approval stale", async () => {
    const request = await asked("olivia", "house-value", between(until() - 2 * DAY_MS, until() - DAY_MS));
    expect(JSON.stringify(request.assessment?.facts)).not.toMatch(/health/i);
    const hours = (await left()).filter(({ hour }) => hour < until() - DAY_MS);
    await put(rig, ...newStatisticsPuts(request.deploymentId, hours));
    expect((await confirmed(rig, "olivia", request)).state.name).toBe("succeeded");
  });
});

describe("a time", () => {
  test("is cleared from its start up to, and without, its end", async () => {
    const [start, end] = [until() - 3 * DAY_MS, until() - 2 * DAY_MS];
    const request = await done("olivia", "house-value", between(start, end));
    expect(request.state.name).toBe("succeeded");
    const hours = (await left()).map(({ hour }) => hour);
    expect(hours).toHaveLength(336 - 24);
    expect(hours).toContain(end);
    expect(hours).toContain(start - HOUR_MS);
    expect(hours).not.toContain(start);
    expect(hours).not.toContain(end - HOUR_MS);
    // Enough is left to say something about health.
    expect((await deploymentOf(rig, "house-value")).health.drift.status).toBe("passing");
  });

  test.each([
    ["without a start", () => between(null, until() - 13 * DAY_MS), 336 - 24],
    ["without an end", () => between(until() - DAY_MS, null), 336 - 24],
  ])("%s reaches to the end of what there is", async (_, of, rest) => {
    expect((await done("olivia", "house-value", of())).state.name).toBe("succeeded");
    expect(await left()).toHaveLength(rest);
  });

  test("of the last day leaves service health unknown alone", async () => {
    await done("olivia", "house-value", between(until() - DAY_MS, null));
    expect((await deploymentOf(rig, "house-value")).health).toMatchObject({
      service: { status: "unknown" },
      drift: { status: "passing" },
      accuracy: { status: "passing" },
    });
  });

  test("with an open end is a fixed hour: what comes between asking and doing stays", async () => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    rig.policies = {
      ...rig.policies,
      policies: [{ ...policy, actions: ["clear-statistics"], when: { ...policy.when, importance: null } }],
    };
    const request = await asked("olivia", "house-value", between(until() - DAY_MS, null));
    expect(request.state.name).toBe("pending");
    // Reviewers see what will be gone.
    const [prompt] = rig.messenger.of("review-prompt");
    expect(JSON.stringify(prompt?.view.request.assessment?.shown)).toContain("24 hours");
    if (prompt === undefined) throw new Error("Reviewers were asked.");
    // Each of them reads the times on their own clock, in the blocks and in the text.
    const drawn = draw(prompt);
    const [card] = drawn.kind === "message" ? [drawn.card] : [];
    for (const words of [card?.text ?? "", JSON.stringify(card?.blocks)])
      expect(words).toMatch(/from <!date\^\d+\^[^|>]+\|[-\d]+ \d\d:00 UTC> up to <!date\^/);
    const before = await left();
    await rig.pass(3 * HOUR_MS);
    const late = before.at(-1);
    if (late === undefined) throw new Error("There are statistics.");
    const added = [
      ...before,
      { ...late, hour: late.hour + HOUR_MS },
      { ...late, hour: late.hour + 2 * HOUR_MS },
    ];
    await put(rig, ...newStatisticsPuts(request.deploymentId, added));
    const approval = { edition: 1, decision: "approve", comment: "" } as const;
    value(await rig.operations.review(rig.actor("ada"), request.id, approval));
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    const hours = (await left()).map(({ hour }) => hour);
    expect(hours).toHaveLength(336 - 24 + 2);
    expect(hours).toContain(late.hour + HOUR_MS);
    expect(hours).not.toContain(late.hour);
  });

  test("in which more was recorded than was approved is not cleared on that approval", async () => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    rig.policies = {
      ...rig.policies,
      policies: [{ ...policy, actions: ["clear-statistics"], when: { ...policy.when, importance: null } }],
    };
    const request = await asked("olivia", "house-value", input());
    const hours = await left();
    const late = hours.map((each, i) => (i === 0 ? { ...each, predictions: each.predictions + 1 } : each));
    await put(rig, ...newStatisticsPuts(request.deploymentId, late));
    const approval = { edition: 1, decision: "approve", comment: "" } as const;
    value(await rig.operations.review(rig.actor("ada"), request.id, approval));
    await rig.settle();
    expect((await rig.request(request.id)).state).toMatchObject({
      name: "stale",
      changes: [{ what: "predictions" }],
    });
    expect(await left()).toHaveLength(336);
  });

  test("for which only actual values arrived is cleared all the same", async () => {
    const request = await asked("olivia", "house-value", input());
    const hours = await left();
    await put(
      rig,
      ...newStatisticsPuts(
        request.deploymentId,
        hours.map((each) => ({ ...each, accuracy: each.accuracy + 1 })),
      ),
    );
    expect((await confirmed(rig, "olivia", request)).state.name).toBe("succeeded");
  });
});

describe("the input", () => {
  const problems = (of: Json): Record<string, string> => {
    const parsed = clearStatisticsInput.safeParse(of);
    return Object.fromEntries((parsed.error?.issues ?? []).map(({ path, message }) => [path[0], message]));
  };

  test.each([
    ["model", { model: null }, "Choose a model"],
    ["model", { model: "" }, "Choose a model"],
    ["range", { range: null }, "Choose everything up to the last full hour"],
    ["reason", { reason: "  " }, "Say why"],
    ["reason", { reason: "x".repeat(2_001) }, "at most 2000"],
    ["confirmed", { confirmed: false }, "Tick the box"],
    ["range", { range: "between" }, "Choose a start, an end or both"],
  ] as const)("says what is wrong with the %s: %j", (field, over, message) => {
    expect(problems(input(over))[field]).toContain(message);
  });

  test("names the nearest hours beside the field when a time is off the hour", () => {
    const at = Date.parse("2026-11-20T14:20:00Z");
    const said = problems({
      ...between(at, Date.parse("2026-11-21T09:59:00Z")),
      until: at + 5 * DAY_MS - 20 * 60_000,
    });
    expect(said.start).toBe("That is not a full hour. Choose 2026-11-20 14:00 UTC or 2026-11-20 15:00 UTC.");
    expect(said.end).toBe("That is not a full hour. Choose 2026-11-21 09:00 UTC or 2026-11-21 10:00 UTC.");
  });

  test("takes no end before the start, and nothing that is not over", () => {
    expect(problems(between(until(), until() - HOUR_MS)).end).toContain("after the start");
    expect(problems(between(until() - HOUR_MS, until() - HOUR_MS)).end).toContain("after the start");
    expect(problems(between(until(), null)).start).toContain("no full hour between");
    expect(problems(between(null, until() + HOUR_MS)).end).toContain("are over");
    // What is wrong with one moment is said before how the two stand to each other.
    expect(problems(between(until() + HOUR_MS, null)).start).toContain("are over");
    expect(problems(between(until() - HOUR_MS + 1, until() - HOUR_MS))).toEqual({
      start: expect.stringContaining("not a full hour"),
    });
  });

  test("with a forged end of the whole history clears nothing", async () => {
    const request = await asked("olivia", "house-value", input({ until: until() + 1_000 * HOUR_MS }));
    expect(request.state).toMatchObject({ name: "refused", refusal: { code: "invalid" } });
  });

  test("always means full hours up to a fixed one, whatever is left open", () => {
    const hour = fc.integer({ min: 0, max: 500_000 }).map((n) => n * HOUR_MS);
    fc.assert(
      fc.property(fc.option(hour), fc.option(hour), hour, (start, end, latest) => {
        const parsed = clearStatisticsInput.safeParse({ ...between(start, end), until: latest });
        if (!parsed.success) return;
        const { from, to } = rangeOf(parsed.data);
        expect(to).toBe(end ?? latest);
        expect(to).toBeLessThanOrEqual(latest);
        expect(from).toBe(start);
        if (from !== null) expect(from).toBeLessThan(to);
      }),
    );
  });

  test("is read from the form with the last full hour, and without times that are not asked for", () => {
    const now = Date.parse("2026-11-24T10:42:00Z");
    const chosen = (range: string) => ({
      "clear.model": { "clear.model": { selected_option: { value: CHAMPION } } },
      "clear.range": { "clear.range": { selected_option: { value: range } } },
      "clear.start": { "clear.start": { selected_date_time: Date.parse("2026-11-20T08:00:00Z") / 1_000 } },
      "clear.end": { "clear.end": { selected_date_time: null } },
      "clear.reason": { "clear.reason": { value: " Load test. " } },
      "clear.confirmed": { "clear.confirmed": { selected_options: [{ value: "confirmed" }] } },
    });
    expect(clearStatisticsFields.read(chosen("between"), { now, zone: "Europe/Berlin" }, null)).toEqual({
      model: CHAMPION,
      range: "between",
      start: Date.parse("2026-11-20T08:00:00Z"),
      end: null,
      whichStart: null,
      whichEnd: null,
      zone: "Europe/Berlin",
      until: Date.parse("2026-11-24T10:00:00Z"),
      reason: "Load test.",
      confirmed: true,
    });
    expect(clearStatisticsFields.read(chosen("whole"), { now, zone: "UTC" }, null)).toMatchObject({
      start: null,
    });
  });
});

describe("the form", () => {
  const formOf = async (label: string) =>
    value(await rig.operations.actionForm(rig.actor("olivia"), "clear-statistics", await rig.byLabel(label)));

  test("offers the models of the history: one, chosen already, where it was never replaced; all models never", async () => {
    const reader = { now: rig.clock.now(), zone: "UTC" };
    const [alone] = clearStatisticsFields.fields(await formOf("house-value"), null, reader);
    expect(alone).toMatchObject({
      element: { options: [{ value: CHAMPION }], initial_option: { value: CHAMPION } },
    });
    const [several] = clearStatisticsFields.fields(await formOf("card-default"), null, reader);
    expect(several).toMatchObject({
      element: {
        options: [
          { value: "p-card-default-3", text: { text: expect.stringContaining("(champion)") } },
          { value: "p-card-default-2" },
          { value: "p-card-default-1" },
        ],
      },
    });
    expect(JSON.stringify(several)).not.toContain("initial_option");
  });

  test("says before that it cannot be undone, and asks for times only when a time is chosen", async () => {
    const facts = await formOf("house-value");
    expect(JSON.stringify(clearStatisticsFields.about(facts))).toContain("cannot be undone");
    const times = (earlier: Json) =>
      JSON.stringify(
        clearStatisticsFields.fields(facts, earlier, { now: rig.clock.now(), zone: "UTC" }),
      ).match(/datetimepicker/g)?.length ?? 0;
    expect(times(null)).toBe(0);
    expect(times(input())).toBe(0);
    expect(times(between(null, null))).toBe(2);
  });
});

describe("who may", () => {
  test("are Owners: a User is refused with the reason, a Consumer learns nothing", async () => {
    const of = input({ model: "p-card-default-3" });
    expect((await asked("uma", "card-default", of)).state).toMatchObject({ refusal: { code: "forbidden" } });
    expect((await asked("carl", "card-default", of)).state).toMatchObject({ refusal: { code: "not-found" } });
    expect(await left("p-card-default-3", "card-default")).toHaveLength(336);
  });

  test("clear also while the deployment is inactive or being launched: what is recorded is no matter of status", async () => {
    for (const status of ["inactive", "launching"] as const) {
      await changeDeployment(rig, "house-value", { status });
      const day = status === "inactive" ? 2 : 4;
      const of = between(until() - day * DAY_MS, until() - (day - 1) * DAY_MS);
      expect((await done("olivia", "house-value", of)).state.name).toBe("succeeded");
    }
  });
});

describe("the effect", () => {
  test.each(
    LOST_ANSWERS.flatMap((fault) => [
      { ...fault, keys: true },
      { ...fault, keys: false },
    ]),
  )("happens once when the platform $what (records keys: $keys)", async ({ keys, ...fault }) => {
    await rig.store.close();
    const lost = firstAnswerLost(fault);
    rig = await operationsRig({
      wrapPlatform: (platform) => ({
        ...lost.wrap(platform),
        recordsEffectKeys: keys,
        effect: (key) => (keys ? platform.effect(key) : Promise.resolve(null)),
      }),
    });
    const request = await done("olivia", "house-value", between(until() - DAY_MS, until()));
    await rig.settle(HOUR_MS);
    expect((await rig.request(request.id)).state.name).toBe("succeeded");
    expect(lost.calls).toBe(fault.executed ? 1 : 2);
    expect(await left()).toHaveLength(336 - 24);
    expect(rig.audit.filter(({ event }) => event === "effect.succeeded")).toHaveLength(1);
  });

  test("a repeated call clears nothing more, also when data has come back into the hours", async () => {
    const { id } = await deploymentOf(rig, "house-value");
    const command = {
      kind: "clear-statistics",
      deploymentId: id,
      effectKey: "effect-1",
      as: aPerson("olivia"),
      model: packageId(CHAMPION),
      range: { from: null, to: until() },
    } as const;
    const hours = await left();
    const first = await rig.platform.change(command);
    expect(await left()).toEqual([]);
    await put(rig, ...newStatisticsPuts(id, hours));
    expect(await rig.platform.change(command)).toEqual(first);
    expect(await left()).toHaveLength(336);
  });

  test("is not taken for ours when somebody else cleared the hours", async () => {
    const request = await asked("olivia", "house-value", input());
    const { id } = await deploymentOf(rig, "house-value");
    const before = await clearStatistics.effect.before(rig.platform, request);
    await rig.platform.change({
      kind: "clear-statistics",
      deploymentId: id,
      effectKey: "somebody-else",
      as: aPerson("otto"),
      model: packageId(CHAMPION),
      range: { from: null, to: until() },
    });
    const intent = { effectKey: `${request.id}.1`, at: 1, attempt: 1, before, lastCallAt: 1 };
    expect(await clearStatistics.effect.happened(rig.platform, request, intent)).toMatchObject({
      answer: "changed-by-others",
      certain: true,
    });
  });
});

describe("the local registry", () => {
  test("takes statistics away with the deployment", async () => {
    const { id } = await deploymentOf(rig, "house-value");
    await rig.platform.change({
      kind: "delete",
      ignoreManagementAgent: false,
      deploymentId: id,
      effectKey: "gone",
      as: aPerson("olivia"),
    });
    const page = await rig.store.list({
      kind: "local-statistics",
      index: "statistics",
      key: id,
      order: "ascending",
      limit: 10,
    });
    expect(page.records).toEqual([]);
  });

  test("shows the hours of the last 90 days", async () => {
    await rig.pass(80 * DAY_MS);
    expect(await left()).toHaveLength(10 * 24);
    await rig.pass(11 * DAY_MS);
    expect(await left()).toEqual([]);
  });
});
