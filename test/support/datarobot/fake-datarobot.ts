// A DataRobot that keeps state, over HTTP: what the adapter and the whole bot run against where no account is.
//
// It is made from the reference of the REST API alone and shares no code with the adapter, nor with the rules of the core: a
// misreading on one side must not pass unseen on the other. `routes.ts` lists every path.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { LoggedCall } from "./call-log.ts";
import { type Control, controlDoor, createControl } from "./control.ts";
import { createFaults, type Faults } from "./faults.ts";
import { idMaker } from "./ids.ts";
import { idOf } from "./names.ts";
import { DEFAULTS, type Options } from "./options.ts";
import { sample } from "./sample.ts";
import {
  ORGANIZATION,
  OTHER_ORGANIZATION,
  PEOPLE,
  type PersonName,
  sampleAccounts,
  sampleGroups,
  tokenOf,
} from "./sample-people.ts";
import { createHttpServer } from "./server.ts";
import type { Effect, World } from "./state.ts";
import { createWork } from "./work.ts";

export interface FakeDataRobotOptions extends Partial<Options> {
  /** 0, which is the default: a free one. */
  readonly port?: number;
  readonly clock?: { now(): number };
  /** Filled up with copies to so many. */
  readonly deployments?: number;
}

export interface FakeDataRobot {
  /** Ends in `/api/v2`. */
  readonly url: string;
  readonly tokens: Readonly<Record<PersonName, string>>;
  readonly faults: Faults;
  /** Behaviour on demand, and what others do in DataRobot's own pages. */
  readonly control: Control;
  /** For `/__control/`, as header `x-control-secret`. */
  readonly controlSecret: string;
  /** Every call, oldest first. */
  readonly log: readonly LoggedCall[];
  /** Everything that changed the platform, oldest first. */
  readonly effects: readonly Effect[];
  /** What a client did, without what was done elsewhere; the deployment by its name or id. Work that goes on does not count yet. */
  count(kind: string, deployment?: string): number;
  readonly world: World;
  /** Throws when a client made a call that none may make (`forbiddenCall`). */
  close(): Promise<void>;
}

const byId = <T extends { readonly id: string }>(all: readonly T[]): Map<string, T> =>
  new Map(all.map((one) => [one.id, one]));

export async function startFakeDataRobot(given: FakeDataRobotOptions = {}): Promise<FakeDataRobot> {
  const { port = 0, clock = { now: () => Date.now() }, deployments = 0, ...over } = given;
  const options: Options = { ...DEFAULTS, ...over, codes: { ...DEFAULTS.codes, ...over.codes } };
  const now = (): number => clock.now();
  const fleet = sample(now(), deployments);
  const accounts = sampleAccounts();
  const world: World = {
    url: "",
    now,
    newId: idMaker(),
    options,
    accounts: byId(accounts),
    tokens: new Map(accounts.map(({ key, id }) => [tokenOf(key), id])),
    groups: byId(sampleGroups()),
    organizations: byId([ORGANIZATION, OTHER_ORGANIZATION]),
    deployments: byId(fleet.deployments),
    versions: byId(fleet.versions),
    registeredModels: byId(fleet.registeredModels),
    environments: byId(fleet.environments),
    useCases: byId(fleet.useCases),
    applications: new Map(),
    applicationSources: new Map(),
    changeRequests: new Map(),
    policies: new Map(),
    builds: new Map(),
    work: createWork(now, () => options.workMs),
    effects: [],
  };
  const calls: LoggedCall[] = [];
  const faults = createFaults();
  const control = createControl({ world, faults });
  const controlSecret = randomBytes(16).toString("hex");
  const door = controlDoor({ secret: controlSecret, control, calls, effects: world.effects });
  const server = createHttpServer({ world, faults, calls, control: door });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The fake DataRobot has no port.");
  world.url = `http://127.0.0.1:${address.port}/api/v2`;
  return {
    url: world.url,
    tokens: Object.fromEntries(PEOPLE.map((name) => [name, tokenOf(name)])) as Record<PersonName, string>,
    faults,
    control,
    controlSecret,
    log: calls,
    effects: world.effects,
    count: (kind, deployment) =>
      world.effects.filter(
        (effect) =>
          effect.kind === kind &&
          !effect.elsewhere &&
          (deployment === undefined || effect.deploymentId === idOf.deployment(deployment)),
      ).length,
    world,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      const forbidden = calls.filter((call) => call.forbidden !== null);
      if (forbidden.length > 0)
        throw new Error(
          `Calls that no client may make: ${forbidden.map(({ method, path, forbidden: why }) => `${method} ${path} (${why})`).join(", ")}`,
        );
    },
  };
}
