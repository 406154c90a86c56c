// Where the deployments of a journey live: the bot's own records, or a DataRobot in the test's process. A journey goes by names, takes
// ids from `id` and looks at what has become of a deployment through `deployment`, so that it is the same on both.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../../src/deployments/deployment.ts";
import type { ModelPackage } from "../../src/deployments/model-package.ts";
import type { WorkspaceActs } from "../../src/workspace/acts.ts";
import { type FakeDataRobot, startFakeDataRobot } from "./datarobot/fake-datarobot.ts";
import { hexId } from "./datarobot/ids.ts";
import { idOf } from "./datarobot/names.ts";
import { PEOPLE, type PersonName } from "./datarobot/sample-people.ts";
import { deploymentIn, fleetWith } from "./journey.ts";
import { PROJECT } from "./source-files.ts";

/** What journeys look at, beside what people see. The ids are the platform's own. */
export type Kept = Pick<Deployment, "label" | "description" | "importance" | "status" | "permanentSince"> & {
  readonly championId: string;
  readonly challengers: readonly { readonly id: string; readonly packageId: string }[];
  readonly health: Readonly<Record<"service" | "drift" | "accuracy", { readonly status: string }>>;
  /** `OWNER olivia@example.com`, `USER group ml-approvers`, in the platform's order. */
  readonly grants: readonly string[];
  readonly useCases: readonly string[];
  /** `everybody` where the platform tells with whom they are shared. */
  readonly applications: readonly { readonly name: string; readonly sharing: string | null }[];
};

export interface JourneyPlatform {
  readonly name: "local" | "datarobot";
  /** The platform's own id of what the sample fleet calls `d-card-default`, `p-card-default-4`, `c-customer-churn-2` and so on. */
  id(ofSample: string): string;
  deployment(ofSample: string): Promise<Kept>;
  /** A version that the sample fleet has not, made from one that it has. Before the start of the bot. */
  addVersion(like: string, more: VersionAdded): Promise<void>;
  /** Before the bot starts. */
  start(): Promise<void>;
  readonly env: Readonly<Record<string, string>>;
  /** Once it has started: whoever needs an account there has one. */
  ready(slack: WorkspaceActs): Promise<void>;
  close(): Promise<void>;
}

export type VersionAdded = Pick<ModelPackage, "id" | "version" | "name"> & {
  readonly modelId: string;
  readonly features: NonNullable<ModelPackage["features"]>;
};

/** Set by the project of vitest.config.ts that runs the journeys of all actions once more. */
export const PLATFORM: JourneyPlatform["name"] =
  process.env.JOURNEYS_PLATFORM === "datarobot" ? "datarobot" : "local";

export const journeyPlatform = (dataDir: string): JourneyPlatform =>
  PLATFORM === "datarobot" ? onDataRobot(dataDir) : onLocal(dataDir);

function onLocal(dataDir: string): JourneyPlatform {
  return {
    name: "local",
    id: (ofSample) => ofSample,
    async deployment(id) {
      const of = await deploymentIn(dataDir, id);
      return {
        ...of,
        grants: of.grants.map(({ subject, role }) => `${role} ${subjectOf(subject)}`),
      };
    },
    addVersion: (like, { modelId, ...more }) =>
      fleetWith(dataDir, ({ packages }) => {
        const original = packages.find(({ id }) => id === like);
        if (original?.sourceModel == null) throw new Error(`The sample fleet has no ${like} with a source.`);
        const sourceModel = { ...original.sourceModel, modelId };
        const features = [...(original.features ?? []), ...more.features];
        return { packages: [{ ...original, ...more, sourceModel, features }] };
      }),
    start: async () => undefined,
    env: {},
    ready: async () => undefined,
    close: async () => undefined,
  };
}

function subjectOf(subject: Deployment["grants"][number]["subject"]): string {
  switch (subject.kind) {
    case "user":
      return subject.email;
    case "group":
      return `group ${subject.group}`;
    case "organisation":
      return "organisation";
  }
}

/** What work takes, ms: seen on the way, and over soon. */
const WORK_MS = 400;

function onDataRobot(dataDir: string): JourneyPlatform {
  let started: FakeDataRobot | null = null;
  const fake = (): FakeDataRobot => {
    if (started === null) throw new Error("The fake DataRobot starts before the first test.");
    return started;
  };
  const start = async (): Promise<void> => {
    if (started !== null) return;
    started = await startFakeDataRobot({ workMs: WORK_MS, promotion: "swaps" });
    // Whoever is invited there has an account, be they in Slack or not.
    const olivia = started.world.accounts.get(idOf.account("olivia"));
    if (olivia === undefined) throw new Error("The sample has no Olivia.");
    const hired = { id: hexId("account new.hire"), key: "new.hire", email: "new.hire@example.com" };
    started.world.accounts.set(hired.id, { ...olivia, ...hired });
  };
  return {
    name: "datarobot",
    id: hexId,
    deployment: async (ofSample) => keptBy(fake(), hexId(ofSample)),
    async addVersion(like, { id, version, name, modelId, features }) {
      await start();
      const { versions } = fake().world;
      const original = versions.get(hexId(like));
      if (original === undefined) throw new Error(`The sample fleet has no ${like}.`);
      const made = {
        ...original,
        id: hexId(id),
        number: version,
        name,
        modelId: hexId(modelId),
        features: [...(original.features ?? []), ...features],
      };
      versions.set(made.id, made);
    },
    start,
    get env() {
      return {
        PLATFORM: "datarobot",
        DATAROBOT_ENDPOINT: fake().url,
        DATAROBOT_API_TOKEN: fake().tokens.service,
        // What the sample fleet of the local platform comes with.
        ...(existsSync(join(dataDir, "policy.yml")) ? {} : { POLICY_FILE: `${PROJECT}/policy.example.yml` }),
      };
    },
    async ready(slack) {
      const people = PEOPLE.filter((name) => !["service", "gus", "xena"].includes(name));
      for (const person of people) await linkAccount(slack, person, fake().tokens[person]);
    },
    close: async () => await started?.close(),
  };
}

/** What the fake keeps, not what the bot reads. */
function keptBy({ world }: FakeDataRobot, id: string): Kept {
  world.work.settle();
  const of = world.deployments.get(id);
  if (of === undefined || of.goneAfter !== null) throw new Error(`there is no deployment ${id}`);
  const useCases = [...world.useCases.values()].filter(({ links }) =>
    links.some(({ entityType, entityId }) => entityType === "deployment" && entityId === id),
  );
  return {
    label: of.label,
    description: of.description ?? "",
    importance: of.importance,
    status: of.status === "archived" ? "unknown" : of.status,
    permanentSince: of.scoringCodeDownloadedAt,
    applications: [...world.applications.values()]
      .filter(({ deploymentIds }) => deploymentIds.includes(id))
      .map(({ name }) => ({ name, sharing: null })),
    championId: of.championId,
    challengers: of.challengers.map(({ id: challenger, versionId }) => ({
      id: challenger,
      packageId: versionId,
    })),
    health: of.health,
    grants: of.grants.map(({ type, id: to, role }) => {
      const names = {
        user: world.accounts.get(to)?.email ?? to,
        group: `group ${world.groups.get(to)?.name ?? to}`,
        organization: "organisation",
      };
      return `${role} ${names[type]}`;
    }),
    useCases: useCases.map((one) => one.id),
  };
}

/** From `/deployments link` to the page that says it is done, as a person does it. */
export async function linkAccount(slack: WorkspaceActs, person: PersonName, token: string): Promise<void> {
  await slack.command(person, "general", "/deployments link");
  const shown = await slack.waitFor(
    async () => JSON.stringify((await slack.ephemerals(person, "general")).at(-1)?.blocks ?? []),
    { what: `the page for ${person}'s account`, timeoutMs: 15_000 },
  );
  const address = /"url":"(http:[^"]+)"/.exec(shown)?.[1];
  if (address === undefined) throw new Error(`No page in ${shown}`);
  const form = await fetch(address);
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams({ token, mine: "yes" }),
  });
  const said = await answer.text();
  if (form.status !== 200 || !/acts in DataRobot as/.test(said))
    throw new Error(`${person}: ${form.status}, ${answer.status} ${said}`);
}
