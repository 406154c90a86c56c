// What every platform promises (src/ports/platform.ts, design section 8; reference sections 2.3, 3.1, 3.2). Each adapter's test
// calls this with its own way to get a platform that holds a given world.
import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { Deployment, DeploymentStatus } from "../../src/deployments/deployment.ts";
import {
  challengerId,
  type DeploymentId,
  deploymentId,
  packageId,
  personId,
  registeredModelId,
  useCaseId,
} from "../../src/deployments/ids.ts";
import type { LogEntry } from "../../src/deployments/logs.ts";
import type { ModelPackage } from "../../src/deployments/model-package.ts";
import { DAY_MS, type MeasuredHour } from "../../src/deployments/monitoring.ts";
import {
  fullHourBefore,
  HOUR_MS,
  type StatisticsHour,
  type StatisticsRange,
} from "../../src/deployments/statistics.ts";
import type { UseCase } from "../../src/deployments/use-case.ts";
import type {
  Caller,
  CreateUseCaseCommand,
  DeploymentChange,
  DeploymentQuery,
  LogQuery,
  Platform,
  ReplaceModelCommand,
  SeenSummary,
} from "../../src/ports/platform.ts";
import {
  aChallenger,
  aDeployment,
  anEnvironment,
  aPackage,
  grantTo,
  someSettings,
} from "../support/builders.ts";
import { fakeClock } from "../support/clock.ts";
import { aPerson, callerOf } from "../support/request-builders.ts";

export interface World {
  readonly deployments: readonly Deployment[];
  readonly packages: readonly ModelPackage[];
  readonly statistics?: readonly { readonly of: DeploymentId; readonly hours: readonly MeasuredHour[] }[];
  readonly logs?: readonly { readonly of: LogQuery; readonly entries: readonly LogEntry[] }[];
  /** How many may be active at once; absent: no limit. */
  readonly activeDeployments?: number;
}

export interface MadePlatform {
  readonly platform: Platform;
  close(): Promise<void>;
}

/** Where a platform tells or does less than the suite's words ask for, each with its reason in the adapter's test. */
export interface Differences {
  /** What can be read of a deployment, of a package. Default: all of it. */
  readonly tells?: (deployment: Deployment) => Deployment;
  readonly tellsPackage?: (model: ModelPackage) => ModelPackage;
  /** What a search finds, by the text, where it is not what the suite says. */
  readonly finds?: Readonly<Record<string, readonly string[]>>;
  readonly findsVersions?: Readonly<Record<string, readonly number[]>>;
  /** True: deployments of one label come in whatever order. */
  readonly equalLabelsInAnyOrder?: boolean;
  /** True: "mine" are those that the caller owns, by whatever grant. */
  readonly mineAreOwned?: boolean;
  /** True: drift has no figure by the day, and errors are counted wherever requests are. */
  readonly fewerFigures?: boolean;
  /** True: what launched with errors looks like everything else. */
  readonly hidesLaunchWarnings?: boolean;
  /** False: effects are not a part of what is tested. */
  readonly effects?: boolean;
}

export const SERVICE: Caller = { kind: "service" };
const OLIVIA = callerOf("olivia");

/** Champion 3, versions 1 to 5 of one registered model. */
const VERSIONS = [1, 2, 3, 4, 5].map((version) => aPackage({ version }));

export const aCommand = (over: Partial<ReplaceModelCommand> = {}): ReplaceModelCommand => ({
  deploymentId: deploymentId("d-card-default"),
  packageId: packageId("p-4"),
  promote: null,
  reason: "ACCURACY",
  effectKey: "effect-1",
  expectedChampion: packageId("p-3"),
  as: aPerson("olivia"),
  ...over,
});

export function platformContract(
  name: string,
  make: (world: World) => Promise<MadePlatform>,
  differences: Differences = {},
): void {
  const { tells = (deployment) => deployment, tellsPackage = (model) => model } = differences;
  const effects: (title: string, body: () => void) => void =
    differences.effects === false ? () => undefined : describe;
  const effectTest: (title: string, body: () => Promise<void>) => void =
    differences.effects === false ? () => undefined : test;
  describe(name, () => {
    const open: MadePlatform[] = [];
    async function platformWith(world: Partial<World>): Promise<Platform> {
      const made = await make({ deployments: [], packages: VERSIONS, ...world });
      open.push(made);
      return made.platform;
    }
    afterEach(async () => {
      await Promise.all(open.splice(0).map((made) => made.close()));
    });

    const found = async (
      platform: Platform,
      query: Partial<DeploymentQuery>,
      caller: Caller = OLIVIA,
    ): Promise<readonly SeenSummary[]> =>
      (await platform.deployments({ text: "", filter: {}, limit: 50, ...query }, caller)).items;
    const idsOf = async (...given: Parameters<typeof found>): Promise<readonly string[]> =>
      (await found(...given)).map((summary) => summary.id);

    describe("a single deployment", () => {
      test("is read with everything that it holds", async () => {
        const deployment = aDeployment({ challengers: [aChallenger(2)] });
        const platform = await platformWith({ deployments: [deployment] });
        expect(await platform.deployment(deployment.id)).toEqual(tells(deployment));
      });

      test("that does not exist is null, whatever its id looks like", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        for (const id of ["d-nothing", "", "../d-card-default", "x".repeat(10_000), "\u202e"])
          expect(await platform.deployment(deploymentId(id))).toBeNull();
      });
    });

    describe("an overview", () => {
      test("has the deployment, its champion, its challengers in order and the champion before", async () => {
        const deployment = aDeployment({ challengers: [aChallenger(2), aChallenger(4)] });
        const platform = await platformWith({ deployments: [deployment] });
        const [champion, second, fourth] = await platform.packages(
          [deployment.championId, ...deployment.challengers.map(({ packageId: id }) => id)],
          { kind: "service" },
        );
        const before = deployment.history[1]?.packageId;
        const [previous] =
          before === undefined ? [null] : await platform.packages([before], { kind: "service" });
        expect(await platform.overview(deployment.id)).toEqual({
          deployment: tells(deployment),
          champion,
          challengers: [second, fourth],
          previousChampion: previous,
        });
        expect(champion?.id).toBe(deployment.championId);
      });

      test("has null for packages that are not there, and is null for a deployment that is not there", async () => {
        const platform = await platformWith({ deployments: [aDeployment()], packages: [] });
        const overview = await platform.overview(aDeployment().id);
        expect(overview).toMatchObject({ champion: null, previousChampion: null });
        expect(await platform.overview(deploymentId("d-nothing"))).toBeNull();
      });
    });

    describe("the list of deployments", () => {
      const shared = (id: string, ...grants: Deployment["grants"]): Deployment =>
        aDeployment({ id: deploymentId(id), label: id, grants });

      test("holds those on which the caller is Owner or User, with the role", async () => {
        const platform = await platformWith({
          deployments: [
            shared("d-owner", grantTo("olivia", "OWNER")),
            shared("d-user", grantTo("olivia", "USER")),
            shared("d-consumer", grantTo("olivia", "CONSUMER")),
            shared("d-others", grantTo("otto", "OWNER")),
          ],
        });
        expect((await found(platform, {})).map(({ id, role }) => [id, role])).toEqual([
          ["d-owner", "OWNER"],
          ["d-user", "USER"],
        ]);
      });

      test("counts grants to groups and to the organisation, and the most permissive one wins", async () => {
        const platform = await platformWith({
          deployments: [
            shared(
              "d-group",
              { subject: { kind: "group", group: "ml" }, role: "OWNER" },
              grantTo("olivia", "USER"),
            ),
            shared("d-other-group", { subject: { kind: "group", group: "sales" }, role: "OWNER" }),
            shared("d-organisation", { subject: { kind: "organisation" }, role: "USER" }),
            shared(
              "d-organisation-consumer",
              { subject: { kind: "organisation" }, role: "CONSUMER" },
              grantTo("olivia", "USER"),
            ),
          ],
        });
        expect(
          (await found(platform, {}, callerOf("olivia", "ml"))).map(({ id, role }) => [id, role]),
        ).toEqual([
          ["d-group", "OWNER"],
          ["d-organisation", "USER"],
          ["d-organisation-consumer", "USER"],
        ]);
      });

      test("never shows a Consumer anything, neither by name nor by id nor by a mistyped name", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        for (const text of ["", "card-default", "d-card-default", "crad-default"])
          expect(await found(platform, { text }, callerOf("carl"))).toEqual([]);
      });

      test("is in the order of labels, then of ids, and pages leave nothing out and repeat nothing", async () => {
        const deployments = Array.from({ length: 23 }, (_, i) =>
          aDeployment({
            id: deploymentId(`d-${String((i * 7) % 23).padStart(2, "0")}`),
            label: `label ${i % 5}`,
          }),
        );
        const platform = await platformWith({ deployments });
        const wanted = deployments
          .toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.id < b.id ? -1 : 1))
          .map(({ id }) => id);
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await platform.deployments({ text: "", filter: {}, limit: 5, after }, OLIVIA);
          expect(page.items.length).toBeLessThanOrEqual(5);
          seen.push(...page.items.map(({ id }) => id));
          after = page.next ?? undefined;
        } while (after !== undefined && seen.length <= deployments.length);
        const labels = new Map(deployments.map(({ id, label }) => [id as string, label]));
        expect(seen.map((id) => labels.get(id))).toEqual(wanted.map((id) => labels.get(id)));
        expect(seen.toSorted()).toEqual(wanted.toSorted());
        if (differences.equalLabelsInAnyOrder !== true) expect(seen).toEqual(wanted);
      });

      test("starts again with a cursor that was never given out", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await idsOf(platform, { after: "%%% not a cursor" })).toEqual(["d-card-default"]);
      });

      test("filters: mine, shared, failing, importance, inactive, and all at once", async () => {
        const sick = aDeployment().health;
        const one = (id: string, over: Partial<Deployment>): Deployment =>
          aDeployment({ id: deploymentId(id), label: id, importance: "LOW", ...over });
        const platform = await platformWith({
          deployments: [
            one("d-critical", { importance: "CRITICAL" }),
            one("d-errored", { status: "errored" }),
            one("d-failing", { health: { ...sick, drift: { status: "failing", message: "Drifted." } } }),
            one("d-group", { grants: [{ subject: { kind: "group", group: "ml" }, role: "OWNER" }] }),
            one("d-inactive", { status: "inactive", launchWarning: true }),
            one("d-warned", { launchWarning: true }),
          ],
        });
        const caller = callerOf("olivia", "ml");
        const filtered = (filter: DeploymentQuery["filter"]) => idsOf(platform, { filter }, caller);
        expect(await filtered({ mine: true })).toEqual([
          "d-critical",
          "d-errored",
          "d-failing",
          ...(differences.mineAreOwned === true ? ["d-group"] : []),
          "d-inactive",
          "d-warned",
        ]);
        const warned = differences.hidesLaunchWarnings === true ? [] : ["d-warned"];
        expect(await filtered({ failing: true })).toEqual(["d-errored", "d-failing", ...warned]);
        expect(await filtered({ importance: "CRITICAL" })).toEqual(["d-critical"]);
        expect(await filtered({ inactive: true })).toEqual(["d-inactive"]);
        expect(await filtered({ shared: true, failing: true })).toEqual([
          "d-errored",
          "d-failing",
          ...warned,
        ]);
        expect(await filtered({ shared: true, importance: "LOW" })).toEqual([
          "d-errored",
          "d-failing",
          "d-group",
          "d-inactive",
          "d-warned",
        ]);
        expect(await idsOf(platform, { filter: { shared: true } }, callerOf("ben"))).toEqual([]);
        expect(await filtered({ mine: true, failing: true, importance: "LOW", inactive: true })).toEqual([]);
      });

      test("shows environment, champion and health of each", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await found(platform, {})).toEqual([
          {
            id: "d-card-default",
            label: "card-default",
            importance: "HIGH",
            status: "active",
            launchWarning: false,
            environmentName: "DataRobot serverless",
            championName: "Credit default v3",
            health: { service: "passing", drift: "passing", accuracy: "passing" },
            role: "OWNER",
          },
        ]);
      });
    });

    describe("search", () => {
      const SEARCHED = [
        aDeployment(),
        aDeployment({
          id: deploymentId("d-fraud-77"),
          label: "Fraud Détection",
          environment: anEnvironment({ name: "Edge cluster" }),
          history: [
            {
              packageId: packageId("p-3"),
              packageName: "Gradient boosting v9",
              from: 1,
              reason: null,
              by: "Otto",
              effectKey: null,
            },
          ],
        }),
      ];
      const CASES: readonly (readonly [text: string, finds: readonly string[]])[] = [
        ["default", ["d-card-default"]],
        ["CARD", ["d-card-default"]],
        ["fraud-77", ["d-fraud-77"]],
        ["edge", ["d-fraud-77"]],
        ["boosting", ["d-fraud-77"]],
        ["detection", ["d-fraud-77"]],
        ["credit serverless", ["d-card-default"]],
        ["crad-default", ["d-card-default"]],
        ["card-defualt", ["d-card-default"]],
        ["crad serverles", ["d-card-default"]],
        ["carddefault", ["d-card-default"]],
        ["detecton", ["d-fraud-77"]],
        ["gradeint", ["d-fraud-77"]],
        ["fraud-78", []],
        ["card edge", []],
        ["weather", []],
        [".*", []],
      ];
      test.each(CASES)("for %j", async (text, finds) => {
        const platform = await platformWith({ deployments: SEARCHED });
        expect(await idsOf(platform, { text })).toEqual(differences.finds?.[text] ?? finds);
      });

      test("guesses nothing where something was typed right", async () => {
        const platform = await platformWith({
          deployments: ["sales", "scales"].map((label) =>
            aDeployment({
              id: deploymentId(`d-${label}`),
              label,
              environment: anEnvironment({ name: "Edge" }),
              history: [],
              championId: packageId("p-3"),
            }),
          ),
        });
        expect(await idsOf(platform, { text: "sales" })).toEqual(["d-sales"]);
      });

      test("pages through what it found", async () => {
        const platform = await platformWith({
          deployments: ["a", "b", "c", "d"].map((end) =>
            aDeployment({ id: deploymentId(`d-${end}`), label: end === "c" ? "other" : `churn ${end}` }),
          ),
        });
        const first = await platform.deployments({ text: "churn", filter: {}, limit: 2 }, OLIVIA);
        expect(first.items.map(({ id }) => id)).toEqual(["d-a", "d-b"]);
        const second = await platform.deployments(
          { text: "churn", filter: {}, limit: 2, after: first.next ?? "missing" },
          OLIVIA,
        );
        expect(second).toMatchObject({ items: [{ id: "d-d" }], next: null });
      });
    });

    describe("registered models and versions", () => {
      const other = aPackage({
        id: packageId("p-churn-1"),
        version: 1,
        name: "Churn v1",
        registeredModel: { id: registeredModelId("rm-churn"), name: "Churn" },
      });

      test("are listed by name with the number of versions, and searched by part of the name", async () => {
        const platform = await platformWith({ packages: [...VERSIONS, other] });
        const models = async (text: string) =>
          (await platform.registeredModels({ text, limit: 10 }, OLIVIA)).items;
        expect(await models("")).toEqual([
          { id: "rm-churn", name: "Churn", versions: 1 },
          { id: "rm-credit-default", name: "Credit default", versions: 5 },
        ]);
        expect((await models("chur")).map(({ id }) => id)).toEqual(["rm-churn"]);
        expect(await models("weather")).toEqual([]);
      });

      test("come newest first, page by page", async () => {
        const platform = await platformWith({ packages: [...VERSIONS, other] });
        const page = (after?: string) =>
          platform.versions(
            { registeredModelId: registeredModelId("rm-credit-default"), text: "", limit: 2, after },
            OLIVIA,
          );
        const first = await page();
        expect(first.items.map(({ version }) => version)).toEqual([5, 4]);
        const second = await page(first.next ?? "missing");
        expect(second.items.map(({ version }) => version)).toEqual([3, 2]);
        const third = await page(second.next ?? "missing");
        expect(third.items.map(({ version }) => version)).toEqual([1]);
        expect(third.next).toBeNull();
      });

      test("are searched by name, type and id", async () => {
        const platform = await platformWith({
          packages: [...VERSIONS, aPackage({ version: 6, modelType: "Keras classifier" })],
        });
        const search = async (text: string) =>
          (
            await platform.versions(
              { registeredModelId: registeredModelId("rm-credit-default"), text, limit: 10 },
              OLIVIA,
            )
          ).items.map(({ version }) => version);
        const all = { keras: [6], v4: [4], "p-2": [2], "nothing of the kind": [] };
        for (const [text, finds] of Object.entries(all))
          expect([text, await search(text)]).toEqual([text, differences.findsVersions?.[text] ?? finds]);
      });

      test("are read in the order of the ids, null where there is none", async () => {
        const platform = await platformWith({});
        const read = await platform.packages(["p-4", "p-none", "p-1"].map(packageId), OLIVIA);
        expect(read.map((version) => version?.version ?? null)).toEqual([4, null, 1]);
        expect(read[0]).toEqual(tellsPackage(aPackage({ version: 4 })));
        expect(await platform.packages([], SERVICE)).toEqual([]);
      });
    });

    effects("replacing a model", () => {
      const read = async (platform: Platform): Promise<Deployment> => {
        const deployment = await platform.deployment(deploymentId("d-card-default"));
        if (deployment === null) throw new Error("the deployment is gone");
        return deployment;
      };

      test("makes the candidate champion, with the newest history entry and a new model age", async () => {
        const before = aDeployment();
        const platform = await platformWith({ deployments: [before] });
        const answer = await platform.replaceModel(aCommand());
        const after = await read(platform);
        expect(answer).toMatchObject({ outcome: "done" });
        const at = answer.outcome === "done" ? answer.at : 0;
        expect(after.championId).toBe("p-4");
        expect(after.championSince).toBe(at);
        expect(at).toBeGreaterThan(before.championSince ?? Number.POSITIVE_INFINITY);
        expect(after.history).toEqual([
          {
            packageId: "p-4",
            packageName: "Credit default v4",
            from: at,
            reason: "ACCURACY",
            by: "Olivia",
            effectKey: platform.recordsEffectKeys ? "effect-1" : null,
          },
          ...before.history,
        ]);
        expect(after.status).toBe("active");
        expect(after.grants).toEqual(before.grants);
      });

      test("shows in lists at once", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect((await found(platform, {}))[0]?.championName).toBe("Credit default v3");
        await platform.replaceModel(aCommand());
        expect((await found(platform, {}))[0]?.championName).toBe("Credit default v4");
        expect(await idsOf(platform, { text: "default v4" })).toEqual(["d-card-default"]);
      });

      test("happens once for one effect key, and the second call tells the time of the first", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const first = await platform.replaceModel(aCommand());
        const second = await platform.replaceModel(aCommand());
        expect(second).toEqual(first);
        expect((await read(platform)).history).toHaveLength(3);
      });

      test("happens once for one effect key even after others changed the champion again", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const first = await platform.replaceModel(aCommand());
        await platform.replaceModel(
          aCommand({
            effectKey: "effect-2",
            packageId: packageId("p-5"),
            expectedChampion: packageId("p-4"),
          }),
        );
        expect(await platform.replaceModel(aCommand())).toEqual(first);
        expect((await read(platform)).championId).toBe("p-5");
      });

      test("happens once when one effect is called several times at the same moment", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const answers = await Promise.all([1, 2, 3].map(() => platform.replaceModel(aCommand())));
        expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(["done"]));
        expect((await read(platform)).history).toHaveLength(3);
      });

      test("is refused when another one was faster: the champion is not the expected one any more", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        await platform.replaceModel(aCommand({ as: aPerson("otto"), effectKey: "effect-0" }));
        const changed = await read(platform);
        const answer = await platform.replaceModel(aCommand({ packageId: packageId("p-5") }));
        expect(answer).toEqual({ outcome: "refused", sentence: expect.stringContaining("Otto") });
        expect(answer).toEqual({
          outcome: "refused",
          sentence: expect.stringContaining("Credit default v4"),
        });
        expect(await read(platform)).toEqual(changed);
      });

      test("lets one of two different effects at the same moment win", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const answers = await Promise.all(
          ["p-4", "p-5"].map((id) =>
            platform.replaceModel(aCommand({ packageId: packageId(id), effectKey: id })),
          ),
        );
        expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(["done", "refused"]);
        expect((await read(platform)).history).toHaveLength(3);
      });

      test.each([
        "launching",
        "stopping",
        "replacingModel",
        "archived",
      ] as const satisfies DeploymentStatus[])(
        "is refused while the deployment is %s, and nothing changes",
        async (status) => {
          const before = aDeployment({ status });
          const platform = await platformWith({ deployments: [before] });
          expect((await platform.replaceModel(aCommand())).outcome).toBe("refused");
          expect(await read(platform)).toEqual(before);
        },
      );

      test("leaves an inactive deployment inactive", async () => {
        const platform = await platformWith({ deployments: [aDeployment({ status: "inactive" })] });
        expect((await platform.replaceModel(aCommand())).outcome).toBe("done");
        expect((await read(platform)).status).toBe("inactive");
      });

      test.each([
        ["an unknown deployment", { deploymentId: deploymentId("d-none") }],
        ["an unknown version", { packageId: packageId("p-none") }],
        ["the champion itself", { packageId: packageId("p-3") }],
        ["an archived version", { packageId: packageId("p-9") }],
        ["a challenger that is none", { promote: challengerId("c-none") }],
      ])("is refused for %s", async (_, over) => {
        const before = aDeployment();
        const packages = [...VERSIONS, aPackage({ version: 9, archived: true })];
        const platform = await platformWith({ deployments: [before], packages });
        expect((await platform.replaceModel(aCommand(over))).outcome).toBe("refused");
        expect(await read(platform)).toEqual(before);
      });

      test("by promotion puts the old champion in the challenger's place", async () => {
        const platform = await platformWith({
          deployments: [aDeployment({ challengers: [aChallenger(1), aChallenger(4), aChallenger(5)] })],
        });
        const answer = await platform.replaceModel(aCommand({ promote: challengerId("c-4") }));
        const after = await read(platform);
        expect(answer.outcome).toBe("done");
        expect(after.championId).toBe("p-4");
        expect(after.challengers.map((challenger) => challenger.packageId)).toEqual(["p-1", "p-3", "p-5"]);
        expect(new Set(after.challengers.map(({ id }) => id)).size).toBe(3);
      });

      test("by promotion leaves an external champion out: it cannot be a challenger", async () => {
        const external = (version: number) => aPackage({ version, kind: "external", sourceModel: null });
        const platform = await platformWith({
          deployments: [aDeployment({ challengers: [aChallenger(4), aChallenger(5)] })],
          packages: [3, 4, 5].map(external),
        });
        await platform.replaceModel(aCommand({ promote: challengerId("c-4") }));
        expect((await read(platform)).challengers.map(({ packageId: id }) => id)).toEqual(["p-5"]);
      });

      test("without promotion leaves the challengers alone", async () => {
        const challengers = [aChallenger(1), aChallenger(5)];
        const platform = await platformWith({ deployments: [aDeployment({ challengers })] });
        await platform.replaceModel(aCommand());
        expect((await read(platform)).challengers).toEqual(challengers);
      });

      test("keeps drift settings, and switches intervals off that the new model cannot compute", async () => {
        const settings = someSettings({
          drift: { target: true, features: false },
          predictionIntervals: { enabled: true, percentiles: [80] },
        });
        const series = { timeSeries: { multiseries: false, seriesColumn: null } };
        const platform = await platformWith({
          deployments: [aDeployment({ settings })],
          packages: [
            aPackage({ version: 3, ...series, predictionIntervals: [80, 90] }),
            aPackage({ version: 4, ...series, predictionIntervals: [80, 95] }),
            aPackage({ version: 5, ...series, predictionIntervals: [95] }),
          ],
        });
        await platform.replaceModel(aCommand());
        expect((await read(platform)).settings).toEqual(settings);
        await platform.replaceModel(
          aCommand({
            effectKey: "effect-2",
            packageId: packageId("p-5"),
            expectedChampion: packageId("p-4"),
          }),
        );
        const after = (await read(platform)).settings;
        expect(after.predictionIntervals.enabled).toBe(false);
        expect(after.drift).toEqual(settings.drift);
      });

      test("keeps the multiseries humility rule within one experiment and switches it off for another", async () => {
        const settings = someSettings({
          humility: { enabled: true, rules: [{ name: "New shop", trigger: "newSeries" }] },
        });
        const series = { timeSeries: { multiseries: true, seriesColumn: "shop" } };
        const elsewhere = { experimentId: "e-other", modelId: "m-5" };
        const platform = await platformWith({
          deployments: [aDeployment({ settings })],
          packages: [
            aPackage({ version: 3, ...series }),
            aPackage({ version: 4, ...series }),
            aPackage({ version: 5, ...series, sourceModel: elsewhere }),
          ],
        });
        await platform.replaceModel(aCommand());
        expect((await read(platform)).settings.humility.enabled).toBe(true);
        await platform.replaceModel(
          aCommand({
            effectKey: "effect-2",
            packageId: packageId("p-5"),
            expectedChampion: packageId("p-4"),
          }),
        );
        expect((await read(platform)).settings.humility).toEqual({ ...settings.humility, enabled: false });
      });

      test("and back again adds an entry each time, newest first", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        await platform.replaceModel(aCommand());
        await platform.replaceModel(
          aCommand({
            effectKey: "effect-2",
            packageId: packageId("p-3"),
            expectedChampion: packageId("p-4"),
          }),
        );
        const { history, championId } = await read(platform);
        expect(championId).toBe("p-3");
        expect(history.map((entry) => entry.packageId)).toEqual(["p-3", "p-4", "p-3", "p-2"]);
      });
    });

    effects("changing a deployment", () => {
      const base = {
        deploymentId: deploymentId("d-card-default"),
        effectKey: "effect-1",
        as: aPerson("olivia"),
      };
      const { label, description, importance } = aDeployment();
      const now = { label, description, importance };
      const commands: readonly DeploymentChange[] = [
        { ...base, kind: "set-status", to: "inactive", expected: "active" },
        { ...base, kind: "relaunch", expected: "active" },
        { ...base, kind: "edit", expected: now, to: { ...now, label: "Renamed" } },
        { ...base, kind: "delete", ignoreManagementAgent: false },
      ];
      const read = (platform: Platform) => platform.deployment(base.deploymentId);

      test("to another status and back shows in reads and lists at once", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await platform.change(commands[0] as DeploymentChange)).toMatchObject({ outcome: "done" });
        expect((await read(platform))?.status).toBe("inactive");
        expect((await found(platform, { filter: { inactive: true } })).map(({ id }) => id)).toEqual([
          "d-card-default",
        ]);
        const back = { ...base, effectKey: "effect-2", kind: "set-status", to: "active" } as const;
        await platform.change({ ...back, expected: "inactive" });
        expect((await read(platform))?.status).toBe("active");
      });

      test("edits what is told and nothing else", async () => {
        const before = aDeployment();
        const platform = await platformWith({ deployments: [before] });
        await platform.change(commands[2] as DeploymentChange);
        expect(await read(platform)).toEqual({ ...before, label: "Renamed" });
        expect(await idsOf(platform, { text: "renamed" })).toEqual(["d-card-default"]);
      });

      test("deletes it from reads, overviews and lists, and keeps what it was where it can", async () => {
        const before = aDeployment();
        const platform = await platformWith({ deployments: [before] });
        await platform.change(commands[3] as DeploymentChange);
        expect(await read(platform)).toBeNull();
        expect(await platform.overview(before.id)).toBeNull();
        expect(await idsOf(platform, {})).toEqual([]);
        const kept = await platform.former(before.id);
        const deleted = { at: expect.any(Number), by: "Olivia" };
        expect([null, { ...before, deleted }]).toContainEqual(kept);
        // By its name, in whatever capitals, where it is kept; by no other.
        const called = async (name: string) => (await platform.formerCalled(name)).map(({ id }) => id);
        expect(await called(before.label.toUpperCase())).toEqual(kept === null ? [] : [before.id]);
        expect(await called("card")).toEqual([]);
      });

      test.each(commands.map((command) => [command.kind, command] as const))(
        "%s happens once for one effect key, also when it is called at the same moment",
        async (_, command) => {
          const platform = await platformWith({ deployments: [aDeployment()] });
          const answers = await Promise.all([1, 2, 3].map(() => platform.change(command)));
          const later = await platform.change(command);
          if (!platform.recordsEffectKeys) return;
          const done = [...answers, later].filter(({ outcome }) => outcome === "done");
          expect(done.length).toBeGreaterThanOrEqual(2);
          expect(new Set(done.map((answer) => JSON.stringify(answer))).size).toBe(1);
          expect(done[0]).toEqual({ outcome: "done", at: expect.any(Number) });
          const { outcome: state, ...at } = done[0] ?? { outcome: "none" };
          expect(await platform.effect({ effectKey: "effect-1" })).toEqual({ state, ...at });
          expect(await platform.effect({ effectKey: "effect-none" })).toBeNull();
        },
      );

      test("that finds something else than was approved does nothing", async () => {
        for (const command of [
          { ...base, kind: "set-status", to: "active", expected: "inactive" },
          { ...base, kind: "relaunch", expected: "errored" },
          { ...base, kind: "edit", expected: { ...now, label: "Another" }, to: now },
        ] as const) {
          const platform = await platformWith({ deployments: [aDeployment()] });
          expect(await platform.change(command)).toMatchObject({ outcome: "refused" });
          expect(await read(platform)).toEqual(aDeployment());
        }
      });

      test("waits for a change of status that is under way, but not to delete what an agent has left hanging", async () => {
        const hanging = aDeployment({ status: "stopping" });
        for (const command of commands) {
          const platform = await platformWith({ deployments: [hanging] });
          expect((await platform.change(command)).outcome).toBe("refused");
          expect(await read(platform)).toEqual(hanging);
        }
        const platform = await platformWith({ deployments: [hanging] });
        const forced = { ...base, kind: "delete", ignoreManagementAgent: true } as const;
        expect((await platform.change(forced)).outcome).toBe("done");
      });

      test("of what is not there is refused in words", async () => {
        const platform = await platformWith({});
        for (const command of commands) {
          const other = { ...command, deploymentId: deploymentId("d-none") };
          expect(await platform.change(other)).toMatchObject({
            outcome: "refused",
            sentence: expect.stringContaining("does not exist"),
          });
        }
      });
    });

    effects("sharing a deployment", () => {
      const base = {
        kind: "share",
        deploymentId: deploymentId("d-card-default"),
        effectKey: "effect-1",
        as: aPerson("olivia"),
      } as const;
      const to = (who: string) => ({ kind: "user", email: `${who}@example.com` }) as const;
      const read = async (platform: Platform) => (await platform.deployment(base.deploymentId))?.grants;

      test("shows in reads and in the lists of those concerned at once", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await idsOf(platform, {}, callerOf("ada"))).toEqual([]);
        const changes = [
          { subject: to("ada"), before: null, role: "USER" },
          { subject: to("uma"), before: "USER", role: null },
        ] as const;
        expect(await platform.change({ ...base, changes })).toMatchObject({ outcome: "done" });
        expect(await idsOf(platform, {}, callerOf("ada"))).toEqual(["d-card-default"]);
        expect(await idsOf(platform, {}, callerOf("uma"))).toEqual([]);
        expect(await read(platform)).toEqual([
          grantTo("olivia", "OWNER"),
          grantTo("otto", "OWNER"),
          grantTo("carl", "CONSUMER"),
          grantTo("ada", "USER"),
        ]);
      });

      test("does nothing when a grant is not what was approved, or when no Owner in person would be left", async () => {
        const before = aDeployment({ grants: [grantTo("olivia", "OWNER"), grantTo("uma", "USER")] });
        for (const change of [
          { subject: to("uma"), before: "CONSUMER", role: "OWNER" },
          { subject: to("olivia"), before: "OWNER", role: "USER" },
          { subject: to("olivia"), before: "OWNER", role: null },
        ] as const) {
          const platform = await platformWith({ deployments: [before] });
          expect(await platform.change({ ...base, changes: [change] })).toMatchObject({ outcome: "refused" });
          expect(await read(platform)).toEqual(before.grants);
        }
      });
    });

    effects("Use Cases", () => {
      const making: CreateUseCaseCommand = {
        name: "Late payers",
        description: "Who pays late.",
        effectKey: "effect-1",
        as: aPerson("olivia"),
      };
      const made = async (platform: Platform, over: Partial<CreateUseCaseCommand> = {}): Promise<UseCase> => {
        const answer = await platform.createUseCase({ ...making, ...over });
        if (answer.outcome !== "done") throw new Error(answer.sentence);
        return answer.useCase;
      };
      const change = (to: "linked" | "unlinked", useCase: UseCase, effectKey: string) =>
        ({
          kind: "use-cases",
          to,
          useCases: [useCase.id],
          deploymentId: deploymentId("d-card-default"),
          effectKey,
          as: aPerson("olivia"),
        }) as const;

      test("are created once for one effect key, also at the same moment, and found by it", async () => {
        const platform = await platformWith({});
        expect(await platform.useCaseMadeBy("effect-1")).toBeNull();
        const [first, ...others] = await Promise.all([1, 2, 3].map(() => made(platform)));
        for (const other of [...others, await made(platform), await platform.useCaseMadeBy("effect-1")])
          expect(other).toEqual(first);
        expect(await made(platform, { effectKey: "effect-2" })).not.toEqual(first);
      });

      test("are seen by those alone who may link to them, by name, page by page", async () => {
        const platform = await platformWith({});
        for (const [i, name] of ["Churn", "Arrears", "Balances"].entries())
          await made(platform, { name, effectKey: `effect-${i}` });
        const hidden = await made(platform, {
          name: "Bonuses",
          effectKey: "otto",
          as: aPerson("otto"),
        });
        const page = await platform.useCases({ text: "", limit: 2 }, OLIVIA);
        expect(page.items.map(({ name }) => name)).toEqual(["Arrears", "Balances"]);
        const rest = await platform.useCases({ text: "", limit: 2, after: page.next ?? undefined }, OLIVIA);
        expect(rest).toMatchObject({ items: [{ name: "Churn" }], next: null });
        expect((await platform.useCases({ text: "bon", limit: 5 }, OLIVIA)).items).toEqual([]);
        expect(await platform.useCasesById([hidden.id, useCaseId("uc-none")], OLIVIA)).toEqual([null, null]);
        expect(await platform.useCasesById([hidden.id], SERVICE)).toEqual([hidden]);
      });

      test("are linked and unlinked, and neither side is ever deleted by it", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const useCase = await made(platform);
        const linked = async () => (await platform.deployment(deploymentId("d-card-default")))?.useCases;
        expect(await platform.change(change("linked", useCase, "link-1"))).toMatchObject({ outcome: "done" });
        expect(await linked()).toEqual([useCase.id]);
        expect(await platform.change(change("linked", useCase, "link-2"))).toMatchObject({
          outcome: "refused",
        });
        expect(await platform.change(change("unlinked", useCase, "link-3"))).toMatchObject({
          outcome: "done",
        });
        expect(await linked()).toEqual([]);
        expect(await platform.change(change("unlinked", useCase, "link-4"))).toMatchObject({
          outcome: "refused",
        });
        expect(await platform.useCasesById([useCase.id], OLIVIA)).toEqual([useCase]);
      });
    });

    effects("scoring code", () => {
      const build = (over: Partial<Extract<DeploymentChange, { kind: "build-scoring-code" }>> = {}) =>
        ({
          kind: "build-scoring-code",
          model: packageId("p-3"),
          options: { form: "binary", include: ["agent"] },
          deploymentId: deploymentId("d-card-default"),
          effectKey: "code-1",
          as: aPerson("olivia"),
          ...over,
        }) as const satisfies DeploymentChange;

      test("is built once for each key, and handed out with exactly the bytes of its checksum", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await platform.scoringCode("code-1")).toBeNull();
        const first = await platform.change(build());
        expect(first).toMatchObject({ outcome: "done" });
        expect(await platform.change(build())).toEqual(first);
        const code = await platform.scoringCode("code-1");
        expect(code).toMatchObject({ packageId: "p-3", options: { form: "binary", include: ["agent"] } });
        for (let times = 0; times < 2; times += 1) {
          const download = await platform.downloadScoringCode("code-1");
          if (download.outcome !== "ready") throw new Error(download.sentence);
          const hash = createHash("sha256");
          let length = 0;
          for await (const chunk of download.content) {
            hash.update(chunk);
            length += chunk.length;
          }
          expect([length, hash.digest("hex")]).toEqual([code?.bytes, code?.sha256]);
        }
        expect((await platform.deployment(deploymentId("d-card-default")))?.permanentSince).toBeNull();
      });

      test("is neither built of another model than the champion nor handed out where nothing was built", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await platform.change(build({ model: packageId("p-4") }))).toMatchObject({
          outcome: "refused",
        });
        expect(await platform.downloadScoringCode("code-1")).toMatchObject({ outcome: "refused" });
        expect(await platform.change(build({ deploymentId: deploymentId("d-none") }))).toMatchObject({
          outcome: "refused",
        });
      });
    });

    effects("applications", () => {
      const columns = aDeployment().settings.associationId.columns;
      const create = (effectKey: string, name: string, associationId = columns): DeploymentChange => ({
        kind: "create-application",
        application: {
          template: "predictor",
          name,
          sharing: "only-me",
          creator: { id: personId("olivia@example.com"), email: "olivia@example.com", name: "Olivia" },
        },
        associationId,
        deploymentId: deploymentId("d-card-default"),
        effectKey,
        as: aPerson("olivia"),
      });

      test("are made once for each key, which is their id, and once for each name", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const made = async () => (await platform.deployment(deploymentId("d-card-default")))?.applications;
        const first = await platform.change(create("app-1", "Pays?"));
        expect(first).toMatchObject({ outcome: "done" });
        expect(await platform.change(create("app-1", "Pays?"))).toEqual(first);
        expect(await made()).toMatchObject([{ id: "app-1", name: "Pays?", creator: { name: "Olivia" } }]);
        expect(await platform.change(create("app-2", "PAYS?"))).toMatchObject({ outcome: "refused" });
        expect(await platform.change(create("app-3", "Other"))).toMatchObject({ outcome: "done" });
        expect((await made())?.map(({ id }) => id)).toEqual(["app-1", "app-3"]);
      });

      test("are fifty at most", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        const answers = [];
        for (let nth = 1; nth <= 51; nth += 1)
          answers.push((await platform.change(create(`app-${nth}`, `No. ${nth}`))).outcome);
        expect(answers).toEqual([...Array.from({ length: 50 }, () => "done"), "refused"]);
        expect((await platform.deployment(deploymentId("d-card-default")))?.applications).toHaveLength(50);
      });

      test("are not made against another association id than the one that is there", async () => {
        const platform = await platformWith({ deployments: [aDeployment()] });
        expect(await platform.change(create("app-1", "Pays?", ["SOMETHING"]))).toMatchObject({
          outcome: "refused",
        });
        expect((await platform.deployment(deploymentId("d-card-default")))?.applications).toEqual([]);
      });
    });

    describe("statistics", () => {
      const of = deploymentId("d-card-default");
      const end = fullHourBefore(fakeClock().now());
      const hour = (ago: number, version: number): StatisticsHour => ({
        hour: end - ago * HOUR_MS,
        model: packageId(`p-${version}`),
        predictions: 10 * ago,
        service: ago,
        drift: 10 * ago,
        accuracy: 0,
      });
      // Over the turn of a month, and two models in one hour.
      const hours = [
        ...Array.from({ length: 700 }, (_, i) => hour(700 - i, 3)),
        ...Array.from({ length: 10 }, (_, i) => hour(700 - i, 2)),
      ];
      const world = { deployments: [aDeployment()], statistics: [{ of, hours }] };
      const all = { from: null, to: end };
      const read = (platform: Platform, version = 3, range: StatisticsRange = all) =>
        platform.statistics({ deploymentId: of, model: packageId(`p-${version}`), range });
      const clearing = (effectKey: string, range: StatisticsRange = all) =>
        ({
          kind: "clear-statistics",
          model: packageId("p-3"),
          range,
          deploymentId: of,
          effectKey,
          as: aPerson("olivia"),
        }) as const;

      test("are read by model and hour, oldest first, the end not included", async () => {
        const platform = await platformWith(world);
        expect(await read(platform)).toEqual(hours.slice(0, 700));
        expect(await read(platform, 2)).toEqual(hours.slice(700));
        expect(await read(platform, 1)).toEqual([]);
        const range = { from: end - 5 * HOUR_MS, to: end - 3 * HOUR_MS };
        expect(await read(platform, 3, range)).toEqual([hour(5, 3), hour(4, 3)]);
        const nowhere = { deploymentId: deploymentId("d-none"), model: packageId("p-3"), range: all };
        expect(await platform.statistics(nowhere)).toBeNull();
      });

      effectTest(
        "are cleared of one model in a time, once for one effect key, and nothing else with them",
        async () => {
          const platform = await platformWith(world);
          const range = { from: end - 650 * HOUR_MS, to: end - 2 * HOUR_MS };
          const [first, ...others] = await Promise.all(
            [1, 2, 3].map(() => platform.change(clearing("clear-1", range))),
          );
          expect(first).toMatchObject({ outcome: "done" });
          for (const other of others) expect(other).toEqual(first);
          expect(await read(platform)).toEqual([...hours.slice(0, 50), hour(2, 3), hour(1, 3)]);
          expect(await read(platform, 2)).toEqual(hours.slice(700));
          expect(await platform.effect({ effectKey: "clear-1" })).toMatchObject({ state: "done" });
          expect(await platform.deployment(of)).toMatchObject({ label: "card-default", championId: "p-3" });
        },
      );

      effectTest("that are gone leave health unknown, and go with their deployment", async () => {
        const platform = await platformWith(world);
        expect(await platform.change(clearing("clear-1"))).toMatchObject({ outcome: "done" });
        expect(await read(platform)).toEqual([]);
        const health = (await platform.deployment(of))?.health;
        expect(Object.values(health ?? {}).map(({ status }) => status)).not.toContain("passing");
        const gone = {
          kind: "delete",
          ignoreManagementAgent: false,
          deploymentId: of,
          as: aPerson("olivia"),
        } as const;
        expect(await platform.change({ ...gone, effectKey: "gone" })).toMatchObject({ outcome: "done" });
        expect(await read(platform, 2)).toBeNull();
        expect(await platform.change(clearing("clear-2"))).toMatchObject({ outcome: "refused" });
      });
    });

    describe("monitoring", () => {
      const of = deploymentId("d-card-default");
      const to = fullHourBefore(fakeClock().now());
      const time = { from: to - 3 * DAY_MS + 5 * HOUR_MS, to };
      const hour = (ago: number, over: Partial<MeasuredHour> = {}): MeasuredHour => ({
        hour: to - ago * HOUR_MS,
        model: packageId("p-3"),
        predictions: 200,
        service: 20,
        drift: 200,
        accuracy: 50,
        measured: { refused: 1, failed: 2, responseMs: 30, drift: 0.2, accuracy: 0.75 },
        ...over,
      });
      const before = { responseMs: 90, refused: 0, failed: 0, drift: 0.9, accuracy: 0.1 };
      const world = {
        deployments: [aDeployment({ championSince: to - HOUR_MS })],
        packages: [
          aPackage({ metrics: [{ name: "AUC", value: 0.78, partition: "holdout" }] }),
          aPackage({ version: 2 }),
        ],
        statistics: [
          {
            of,
            // The champion before counts in the service, and not in drift and accuracy.
            hours: [hour(1), hour(2, { model: packageId("p-2"), measured: before }), hour(30), hour(200)],
          },
        ],
      };
      const read = (platform: Platform) => platform.monitoring({ deploymentId: of, time });

      test("is answered day by day, without a gap, oldest first", async () => {
        const seen = await read(await platformWith(world));
        expect(seen?.days.map(({ from }) => from)).toEqual([0, 1, 2].map((day) => time.from + day * DAY_MS));
        expect(seen?.days[2]).toEqual({
          from: time.from + 2 * DAY_MS,
          predictions: 400,
          requests: 40,
          refused: 1,
          failed: 2,
          responseMs: 60,
          drift: differences.fewerFigures === true ? null : 0.2,
          accuracy: 0.75,
        });
        // The same model, when it served earlier.
        expect(seen?.days[1]).toMatchObject({ predictions: 200, failed: 2, drift: null, accuracy: null });
        expect(seen?.metric).toEqual({ name: "AUC", atDeployment: 0.78 });
        expect(seen?.driftLimit === null || (seen?.driftLimit ?? 0) > 0).toBe(true);
      });

      test("has null for what is not recorded, and the days all the same", async () => {
        const seen = await read(await platformWith({ deployments: [aDeployment()], packages: [aPackage()] }));
        expect(seen?.days).toHaveLength(3);
        for (const { from: _from, ...figures } of seen?.days ?? [])
          expect(new Set(Object.values(figures))).toEqual(new Set([null]));
        const { measured: _measured, ...counts } = hour(1);
        const partly = { ...world, statistics: [{ of, hours: [counts] }] };
        expect((await read(await platformWith(partly)))?.days[2]).toMatchObject({
          predictions: 200,
          failed: differences.fewerFigures === true ? 0 : null,
          drift: null,
        });
      });

      effectTest("goes with the statistics that are cleared", async () => {
        const platform = await platformWith(world);
        const cleared = await platform.change({
          kind: "clear-statistics",
          model: packageId("p-3"),
          range: { from: null, to },
          deploymentId: of,
          effectKey: "clear-1",
          as: aPerson("olivia"),
        });
        expect(cleared).toMatchObject({ outcome: "done" });
        const days = (await read(platform))?.days ?? [];
        expect(days[1]).toMatchObject({ predictions: null });
        expect(days[2]).toMatchObject({ predictions: 200, drift: null, accuracy: null });
      });

      test("is none of a deployment that does not exist", async () => {
        const platform = await platformWith(world);
        expect(await platform.monitoring({ deploymentId: deploymentId("d-none"), time })).toBeNull();
      });
    });

    describe("logs", () => {
      const of = { deploymentId: deploymentId("d-card-default"), kind: "runtime" } as const;
      const entries = Array.from(
        { length: 500 },
        (_, i): LogEntry => ({
          at: 1_000 + i,
          level: i % 3 === 0 ? "ERROR" : "INFO",
          text: `Line ${i}\n\tat <b> & \u202e "quotes" ${"x".repeat(300)}`,
        }),
      );

      test("are read as they were written, oldest first, each kind by itself", async () => {
        const platform = await platformWith({ deployments: [aDeployment()], logs: [{ of, entries }] });
        expect(await platform.logs(of, OLIVIA)).toEqual(entries);
        expect(await platform.logs({ ...of, kind: "startup" }, OLIVIA)).toEqual([]);
        expect(await platform.logs({ ...of, deploymentId: deploymentId("d-none") }, SERVICE)).toBeNull();
      });

      test("take reports, where they come by reports, while the deployment runs, and refuse them with the reason else", async () => {
        const platform = await platformWith({ deployments: [aDeployment()], logs: [{ of, entries }] });
        if (platform.reportLog === undefined) return;
        const last = { at: 9_000, level: "INFO", text: "Just now" } as const;
        expect(await platform.reportLog(of, [last])).toEqual({ outcome: "kept" });
        expect((await platform.logs(of, OLIVIA))?.at(-1)).toEqual(last);
        const off = await platformWith({ deployments: [aDeployment({ status: "inactive" })] });
        expect(await off.reportLog?.(of, [last])).toEqual({
          outcome: "refused",
          sentence: expect.stringContaining("is inactive"),
        });
        expect(await off.logs(of, OLIVIA)).toEqual([]);
        expect(await off.reportLog?.({ ...of, deploymentId: deploymentId("d-none") }, [last])).toMatchObject({
          outcome: "refused",
        });
      });
    });

    effectTest("an effect of ours that it records is known by its key, and no other one", async () => {
      const platform = await platformWith({ deployments: [aDeployment()] });
      expect(await platform.effect({ effectKey: "effect-1" })).toBeNull();
      const answer = await platform.replaceModel(aCommand());
      const known = await platform.effect({ effectKey: "effect-1" });
      if (platform.recordsEffectKeys && answer.outcome === "done")
        expect(known).toEqual({ state: "done", at: answer.at });
      else if (answer.outcome === "done") expect(known).toBeNull();
      expect(await platform.effect({ effectKey: "effect-2" })).toBeNull();
    });

    test("under a limit of active deployments makes no more active than that, and tells how many are", async () => {
      const off = deploymentId("d-off");
      const world = { deployments: [aDeployment(), aDeployment({ id: off, status: "inactive" })] };
      const platform = await platformWith({ ...world, activeDeployments: 1 });
      if ((await platform.activeLimit()) === null) return;
      expect(await platform.activeLimit()).toEqual({ limit: 1, active: 1 });
      const on = {
        kind: "set-status",
        to: "active",
        expected: "inactive",
        deploymentId: off,
        as: aPerson("olivia"),
      } as const;
      expect(await platform.change({ ...on, effectKey: "effect-1" })).toEqual({
        outcome: "refused",
        sentence: expect.stringContaining("1 is active already"),
      });
      expect((await platform.deployment(off))?.status).toBe("inactive");
    });

    test("says how much it holds and that it is ready", async () => {
      const platform = await platformWith({ deployments: [aDeployment()] });
      expect(await platform.size()).toEqual({ deployments: 1, packages: 5 });
      expect(await platform.ready()).toBe(true);
      const empty = await platformWith({ packages: [] });
      expect(await empty.size()).toEqual({ deployments: 0, packages: 0 });
    });
  });
}
