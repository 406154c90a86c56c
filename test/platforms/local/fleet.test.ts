import { describe, expect, test } from "vitest";
import type { Deployment } from "../../../src/deployments/deployment.ts";
import { packageId } from "../../../src/deployments/ids.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import { DAY_MS, monitoredDays } from "../../../src/deployments/monitoring.ts";
import type { Edition, Verdict } from "../../../src/deployments/validation/check.ts";
import { DEFAULT_SEVERITIES } from "../../../src/deployments/validation/severities.ts";
import { validateReplacement } from "../../../src/deployments/validation/validate.ts";
import { sampleFleet } from "../../../src/platforms/local/fleet/sample-fleet.ts";
import { sampleStatistics } from "../../../src/platforms/local/fleet/sample-statistics.ts";
import { createLocalPlatform } from "../../../src/platforms/local/local-platform.ts";
import { SERVICE } from "../../contracts/platform.ts";
import { aDeployment } from "../../support/builders.ts";
import { fakeClock } from "../../support/clock.ts";
import { faultRig, faultyStore } from "../../support/fault-rig.ts";
import { seededIds } from "../../support/ids.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { aPerson, callerOf } from "../../support/request-builders.ts";
import { fill } from "./fill.ts";

const NOW = fakeClock().now();
const { deployments, packages } = sampleFleet(NOW);

const packageOf = (id: string): ModelPackage => {
  const version = packages.find((one) => one.id === id);
  if (version === undefined) throw new Error(`the fleet has no package ${id}`);
  return version;
};
const named = (label: string): Deployment => {
  const deployment = deployments.find((one) => one.label === label);
  if (deployment === undefined) throw new Error(`the fleet has no deployment ${label}`);
  return deployment;
};

function verdict(deployment: Deployment, candidate: ModelPackage, edition: Edition = "saas"): Verdict {
  return validateReplacement({
    deployment,
    champion: packageOf(deployment.championId),
    challengers: deployment.challengers.map(({ id, packageId: of }) => ({ id, package: packageOf(of) })),
    candidate,
    promote: null,
    role: "OWNER",
    candidateReadable: true,
    edition,
    severities: DEFAULT_SEVERITIES,
  });
}
const versionsFor = (deployment: Deployment): readonly ModelPackage[] =>
  packages.filter((one) => one.registeredModel.id === packageOf(deployment.championId).registeredModel.id);
const notPassing = ({ checks }: Verdict): Record<string, string> =>
  Object.fromEntries(
    checks.filter(({ status }) => status !== "passing").map(({ check, status }) => [check, status]),
  );

describe("every deployment of the sample fleet", () => {
  test.each(deployments.map((deployment) => [deployment.id, deployment] as const))(
    "%s has a version that may replace its champion, on both editions",
    (_, deployment) => {
      for (const edition of ["saas", "self-managed"] as const) {
        const possible = versionsFor(deployment).filter(
          (candidate) => verdict(deployment, candidate, edition).status !== "failing",
        );
        expect(possible.length).toBeGreaterThan(0);
      }
    },
  );

  test.each(deployments.map((deployment) => [deployment.id, deployment] as const))(
    "%s is consistent: its champion heads the history, its people and packages exist, its dates lie in the past",
    (_, deployment) => {
      const [current] = deployment.history;
      expect(current).toMatchObject({ packageId: deployment.championId, from: deployment.championSince });
      const times = deployment.history.map(({ from }) => from);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      expect(times.at(-1)).toBe(deployment.createdAt);
      expect(times[0]).toBeLessThan(NOW);
      for (const { packageId: of, from, packageName } of deployment.history) {
        expect(packageOf(of).createdAt).toBeLessThanOrEqual(from);
        expect(packageOf(of).name).toBe(packageName);
      }
      expect(deployment.grants.some(({ role }) => role === "OWNER")).toBe(true);
      expect(deployment.challengers.length).toBeLessThanOrEqual(5);
      expect(deployment.usage.dailyRates).toHaveLength(7);
      const sources = deployment.challengers.map(({ packageId: of }) => packageOf(of).sourceModel?.modelId);
      expect(new Set(sources).size).toBe(sources.length);
    },
  );

  test("has ids of its own, and every package a version of its own", () => {
    expect(new Set(deployments.map(({ id }) => id)).size).toBe(deployments.length);
    expect(new Set(packages.map(({ id }) => id)).size).toBe(packages.length);
    expect(packages.every(({ createdAt }) => createdAt !== null && createdAt < NOW)).toBe(true);
  });
});

describe("what is recorded of every deployment of the sample fleet", () => {
  const DAYS = { from: NOW - 14 * DAY_MS, to: NOW };
  test.each(deployments.map((deployment) => ({ label: deployment.label, deployment })))(
    "goes with the health of $label",
    ({ deployment }) => {
      const champion = packageOf(deployment.championId);
      const hours = sampleStatistics(deployment, champion, NOW);
      const days = monitoredDays(hours, DAYS, deployment);
      const { service, drift, accuracy } = deployment.health;
      const [lately] = days.slice(-1);
      if (lately === undefined) throw new Error("14 days have a last one");
      // The last 24 hours, as the health message counts them.
      const said = Number(/^(\d+) requests/.exec(service.message)?.[1] ?? 0);
      if (lately.predictions !== null) {
        expect([lately.refused, lately.failed]).toEqual(
          service.status === "failing" ? [0, said] : service.status === "warning" ? [said, 0] : [0, 0],
        );
        expect(lately.responseMs).toBeGreaterThan(0);
      }
      const recorded = days.filter((day) => day.drift !== null || day.accuracy !== null);
      for (const day of recorded) {
        if (["unknown", "unavailable"].includes(drift.status)) expect(day.drift).toBeNull();
        if (drift.status === "passing") expect(day.drift).toBeLessThan(0.15);
        if (["unknown", "unavailable"].includes(accuracy.status)) expect(day.accuracy).toBeNull();
      }
      if (recorded.length > 0 && ["warning", "failing"].includes(drift.status))
        expect(recorded.at(-1)?.drift).toBeGreaterThan(0.15);
      const now = Number(/[\d,.]*\d/.exec(accuracy.message)?.[0]?.replace(",", "") ?? Number.NaN);
      if (lately.accuracy !== null && Number.isFinite(now))
        expect(Math.abs(lately.accuracy / now - 1)).toBeLessThan(0.01);
    },
  );
});

describe("card-default", () => {
  const card = named("card-default");
  const version = (number: number): ModelPackage => packageOf(`p-card-default-${number}`);

  test("has version 3 as champion after 1 and 2, importance HIGH, and the sample people", () => {
    expect(card.history.map(({ packageId: of }) => packageOf(of).version)).toEqual([3, 2, 1]);
    expect(card.importance).toBe("HIGH");
    expect(
      card.grants.map(({ subject, role }) => [subject.kind === "user" ? subject.email : subject.kind, role]),
    ).toEqual([
      ["olivia@example.com", "OWNER"],
      ["otto@example.com", "OWNER"],
      ["uma@example.com", "USER"],
      ["carl@example.com", "CONSUMER"],
    ]);
  });

  test("served version 2 until 20 days ago, so that the sample policy waives the approval of going back to it", () => {
    const servedUntil = card.history[0]?.from ?? 0;
    expect(Math.round((NOW - servedUntil) / 86_400_000)).toBe(20);
    expect(version(3).createdAt).toBeLessThan(servedUntil);
    expect(notPassing(verdict(card, version(2)))).toEqual({});
  });

  test("has the columns of the public data set", () => {
    expect(
      version(3)
        .features?.map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      [
        "LIMIT_BAL",
        "SEX",
        "EDUCATION",
        "MARRIAGE",
        "AGE",
        ...["PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6"],
        ...[1, 2, 3, 4, 5, 6].flatMap((month) => [`BILL_AMT${month}`, `PAY_AMT${month}`]),
      ].toSorted(),
    );
    expect(version(3).target.name).toBe("default payment next month");
  });

  test("4 passes every check", () => {
    expect(notPassing(verdict(card, version(4)))).toEqual({});
  });

  test("5 warns of exactly the added UTIL_6M and the retyped PAY_0", () => {
    const result = verdict(card, version(5));
    expect(notPassing(result)).toEqual({ "feature-types": "warning", "no-new-features": "warning" });
    const items = (name: string) => result.checks.find(({ check }) => check === name)?.items ?? [];
    expect(items("no-new-features")).toEqual(["UTIL_6M"]);
    expect(items("feature-types")).toEqual([expect.stringContaining("PAY_0")]);
  });

  test("6 has no training data: a warning, and somebody has to attest", () => {
    const result = verdict(card, version(6));
    expect(result.status).toBe("warning");
    expect(result.withoutTrainingData).toEqual(["candidate"]);
  });

  test("7 fails for its target's name alone", () => {
    expect(notPassing(verdict(card, version(7)))).toEqual({ "target-name": "failing" });
  });

  test("8 fails for being the champion's model alone", () => {
    expect(notPassing(verdict(card, version(8)))).toEqual({ "not-current-model": "failing" });
  });

  test("2, the champion before, may come back", () => {
    expect(verdict(card, version(2)).status).toBe("passing");
  });
});

describe("the other deployments", () => {
  const CASES: readonly (readonly [label: string, version: number, failing: string])[] = [
    ["ext-fraud", 3, "target-name"],
    ["ext-fraud", 4, "deployable"],
    ["factory-vibration", 3, "deployable"],
    ["support-ticket-routing", 3, "class-names"],
    ["support-ticket-routing", 4, "segment-attributes"],
    ["house-value", 3, "humility-rules"],
    ["customer-churn", 6, "unique-among-challengers"],
    ["customer-churn", 2, "unique-among-challengers"],
    ["energy-demand", 3, "prediction-intervals"],
    ["energy-demand", 4, "time-series"],
    ["shop-sales", 4, "time-series"],
    ["regional-sales", 3, "combined-model-segments"],
    ["document-classifier", 3, "custom-model-tests"],
    ["document-classifier", 4, "custom-model-tests"],
    ["legacy-scorecard", 2, "compatible-class"],
  ];
  test.each(CASES)("%s refuses version %i for %s", (label, number, check) => {
    const deployment = named(label);
    const candidate = versionsFor(deployment).find(({ version }) => version === number);
    if (candidate === undefined) throw new Error("no such version");
    expect(notPassing(verdict(deployment, candidate))).toMatchObject({ [check]: "failing" });
  });

  test("include a native model that can replace no external one", () => {
    expect(notPassing(verdict(named("ext-fraud"), packageOf("p-card-default-4")))).toMatchObject({
      "compatible-class": "failing",
    });
  });

  test("take an imported package on self-managed installations only", () => {
    const imported = packageOf("p-legacy-scorecard-2");
    expect(verdict(named("legacy-scorecard"), imported, "saas").status).toBe("failing");
    expect(verdict(named("legacy-scorecard"), imported, "self-managed").status).not.toBe("failing");
  });

  test("cover every kind that the design asks for", () => {
    const champions = deployments.map((deployment) => packageOf(deployment.championId));
    const types = new Set(champions.map(({ target }) => target.type));
    for (const type of ["Binary", "Multiclass", "Regression", "AnomalyDetection"])
      expect(types).toContain(type);
    expect(new Set(champions.map(({ kind }) => kind))).toEqual(
      new Set(["native", "custom", "external", "imported"]),
    );
    expect(new Set(deployments.map(({ importance }) => importance)).size).toBe(4);
    expect(champions.some(({ timeSeries }) => timeSeries?.multiseries === false)).toBe(true);
    expect(champions.some(({ timeSeries }) => timeSeries?.multiseries === true)).toBe(true);
    expect(champions.some(({ combined }) => combined !== null)).toBe(true);
    expect(champions.some(({ trainingData }) => trainingData === null)).toBe(true);
    expect(new Set(packages.map(({ tests }) => tests?.status))).toEqual(
      new Set([undefined, "passed", "failed", "untested"]),
    );
    expect(deployments.some(({ status }) => status === "inactive")).toBe(true);
    expect(deployments.some(({ environment }) => environment.managedByManagementAgent)).toBe(true);
    expect(deployments.some(({ challengers }) => challengers.length > 0)).toBe(true);
    expect(deployments.some(({ settings }) => settings.humility.enabled)).toBe(true);
    expect(deployments.some(({ settings }) => settings.predictionIntervals.enabled)).toBe(true);
    expect(deployments.some(({ settings }) => settings.segments.enabled)).toBe(true);
    const grants = deployments.flatMap((deployment) => deployment.grants.map(({ subject }) => subject.kind));
    expect(new Set(grants)).toEqual(new Set(["user", "group", "organisation"]));
    const twins = deployments.filter(({ label }) => label === "price-elasticity");
    expect(new Set(twins.map(({ environment }) => environment.name)).size).toBe(2);
    expect(named("share").grants).not.toEqual([]);
    expect(named('<!channel> *bold* & "quotes"').grants).not.toEqual([]);
  });
});

describe("adopting the sample fleet", () => {
  const make = (store = memoryStore(), sampleFleetOn = false) =>
    createLocalPlatform({ store, clock: fakeClock(), ids: seededIds(), sampleFleet: sampleFleetOn });

  test("fills an empty registry in one commit, readable at once and exactly as written down", async () => {
    const store = memoryStore();
    const platform = await make(store);
    expect(await platform.adoptSampleFleet?.()).toEqual({ adopted: deployments.length });
    expect(store.commits()).toBe(1);
    expect(await platform.size()).toEqual({ deployments: deployments.length, packages: packages.length });
    for (const deployment of deployments)
      expect(await platform.deployment(deployment.id)).toEqual(deployment);
    expect(
      await platform.packages(
        packages.map(({ id }) => id),
        SERVICE,
      ),
    ).toEqual(packages);
    const list = await platform.deployments(
      { text: "crad-defualt", filter: {}, limit: 5 },
      callerOf("olivia"),
    );
    expect(list.items.map(({ label }) => label)).toEqual(["card-default"]);
  });

  test("is refused a second time, also on another replica and at the same moment", async () => {
    const store = memoryStore();
    const [a, b] = [await make(store), await make(store)];
    const answers = await Promise.all([a.adoptSampleFleet?.(), b.adoptSampleFleet?.()]);
    expect(answers.filter((answer) => answer !== undefined && "adopted" in answer)).toHaveLength(1);
    expect(await a.adoptSampleFleet?.()).toEqual({ refused: expect.stringContaining("before") });
    expect(await b.size()).toEqual({ deployments: deployments.length, packages: packages.length });
  });

  test("is refused where somebody has deployments already, and leaves them alone", async () => {
    const store = memoryStore();
    await fill(store, { deployments: [aDeployment()] });
    const platform = await make(store);
    expect(await platform.adoptSampleFleet?.()).toEqual({
      refused: expect.stringContaining("1 deployment and 0 registered"),
    });
    expect(await platform.size()).toEqual({ deployments: 1, packages: 0 });
  });

  test("happens at the start when it was asked for, once, and not over what is there", async () => {
    const store = memoryStore();
    expect((await (await make(store, true)).size()).deployments).toBe(deployments.length);
    expect((await (await make(store, true)).size()).deployments).toBe(deployments.length);
    const used = memoryStore();
    await fill(used, { deployments: [aDeployment()] });
    expect((await (await make(used, true)).size()).deployments).toBe(1);
  });

  test("answers adopted when the store kept it without saying so, and refuses with the reason when it is full", async () => {
    const rig = faultRig({ seed: 1, rates: {} });
    const platform = await createLocalPlatform({
      store: faultyStore(memoryStore(), rig),
      clock: fakeClock(),
      ids: seededIds(),
    });
    rig.script("store.commit", "refused", "executed-then-timed-out");
    expect(await platform.adoptSampleFleet?.()).toEqual({ refused: expect.stringContaining("full") });
    expect(await platform.adoptSampleFleet?.()).toEqual({ adopted: deployments.length });
  });

  test("offers replacement on a fleet deployment through the platform itself", async () => {
    const platform = await make(memoryStore(), true);
    const answer = await platform.replaceModel({
      deploymentId: named("card-default").id,
      packageId: packageId("p-card-default-4"),
      promote: null,
      reason: "ACCURACY",
      effectKey: "effect-1",
      expectedChampion: packageId("p-card-default-3"),
      as: aPerson("olivia"),
    });
    expect(answer.outcome).toBe("done");
    expect((await platform.deployment(named("card-default").id))?.history[0]).toMatchObject({
      packageName: "Credit card default v4",
    });
  });
});
