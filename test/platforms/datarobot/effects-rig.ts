// The effects alone, against scripted answers or the fake DataRobot: who is linked is told by the test.
import { Secret } from "../../../src/config/secret.ts";
import type { Deployment } from "../../../src/deployments/deployment.ts";
import { deploymentId, packageId } from "../../../src/deployments/ids.ts";
import type { Client, ClientParts } from "../../../src/platforms/datarobot/client.ts";
import { consoleLinks } from "../../../src/platforms/datarobot/console-links.ts";
import {
  createDataRobotEffects,
  type DataRobotEffects,
  type EffectParts,
} from "../../../src/platforms/datarobot/effects/index.ts";
import type { DeploymentChange } from "../../../src/ports/platform.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Person } from "../../../src/requests/person.ts";
import { aDeployment } from "../../support/builders.ts";
import type { FakeClock } from "../../support/clock.ts";
import { memoryStore } from "../../support/memory-store.ts";
import { aPerson } from "../../support/request-builders.ts";
import { BASE, clientRig, HOST, TOKEN } from "./rig.ts";

export const SERVICE_TOKEN = new Secret("the-token-of-the-service");
export const olivia = aPerson("olivia");
/** As scripted answers name it. */
export const D = deploymentId("d1");
export const KEY = "request:r-1.1";
export const AT = `${BASE}/deployments/d1/`;
export const CONSOLE = `${HOST}/console-nextgen/deployments/d1/overview`;

export interface EffectsRig {
  readonly effects: DataRobotEffects;
  readonly client: Client;
  readonly clock: FakeClock;
  readonly store: Store;
  /** Whose links were found broken. */
  readonly broken: Person[];
  change(command: Commanded, as?: Person): ReturnType<DataRobotEffects["change"]>;
}
type Commanded = DeploymentChange extends infer C
  ? C extends DeploymentChange
    ? Omit<C, "deploymentId" | "effectKey" | "as">
    : never
  : never;

export function effectsRig(
  over: Partial<EffectParts> & {
    readonly http?: Partial<ClientParts>;
    readonly linked?: (person: Person) => string | null;
    readonly on?: string;
  } = {},
): EffectsRig {
  const { http = {}, linked = () => TOKEN.reveal(), on = D, ...parts } = over;
  const { client, clock } = clientRig(http);
  const store = memoryStore();
  const broken: Person[] = [];
  const former: Deployment = aDeployment({ id: deploymentId(on) });
  const effects = createDataRobotEffects({
    client,
    console: consoleLinks(http.endpoint ?? new URL(`${HOST}${BASE}`)),
    linkedAccounts: {
      tokenOf: async (person) => {
        const token = linked(person);
        return token === null
          ? null
          : { token: new Secret(token), uid: `uid of ${person.name}`, email: person.email ?? "" };
      },
      linkBroken: async (person) => {
        broken.push(person);
      },
    },
    serviceToken: SERVICE_TOKEN,
    clock,
    store,
    log: { warn: () => undefined },
    deployment: async () => former,
    applications: {},
    ...parts,
  });
  return {
    effects,
    client,
    clock,
    store,
    broken,
    change: (command, as = olivia) =>
      effects.change({ ...command, deploymentId: deploymentId(on), effectKey: KEY, as } as DeploymentChange),
  };
}

export const replacement = {
  deploymentId: D,
  packageId: packageId("p4"),
  promote: null,
  reason: "ACCURACY",
  effectKey: KEY,
  expectedChampion: packageId("p3"),
  as: olivia,
} as const;

/** A deployment as the API shows it, in so far as the effects look. */
export const wireDeployment = (over: object = {}): object => ({
  id: "d1",
  label: "card",
  description: null,
  importance: "HIGH",
  status: "active",
  model: { id: "m3" },
  modelPackage: { id: "p3", name: "Card v3" },
  ...over,
});
