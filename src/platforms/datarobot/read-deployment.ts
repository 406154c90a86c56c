// One deployment with everything that its card and its forms show.
import type { Secret } from "../../config/secret.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import type { DeploymentId } from "../../deployments/ids.ts";
import type { DeploymentOverview } from "../../ports/platform.ts";
import { type Client, pathOf, RefusedRead } from "./client.ts";
import { isId, wireCreator, wireHistoryEntry } from "./guesses.ts";
import { deploymentOf, type ReadDeployment } from "./map-deployment.ts";
import { modelPackageOf } from "./map-model-package.ts";
import type { ReadParts } from "./parts.ts";
import { featuresAt, readPackages, registeredModelNames } from "./read-packages.ts";
import { MOST_LINKS } from "./read-use-cases.ts";
import {
  wireCapabilities,
  wireChallengers,
  wireDeployment,
  wireSettings,
  wireSharedRole,
} from "./wire/deployment.ts";
import { type WireModelPackage, wireModelPackage } from "./wire/model-package.ts";
import { wireUseCase } from "./wire/use-case.ts";

/** More than this many grants, challengers or former champions of one deployment are not looked at. */
const MANY = 1_000;

const wireOne = wireDeployment.and(wireCreator);

/** One round trip deep: everything is asked for at once. Null: not there, or not visible to the service. */
export async function readDeployment(parts: ReadParts, id: DeploymentId): Promise<Deployment | null> {
  const read = await readParts(parts.client, id, parts.serviceToken);
  return read === null ? null : deploymentOf(read, parts);
}

export async function readParts(
  client: Client,
  id: DeploymentId,
  token: Secret,
): Promise<ReadDeployment | null> {
  if (!isId(id)) return null;
  const at = (...more: readonly string[]) => pathOf("deployments", id, ...more);
  const [deployment, settings, roles, challengers, history, useCases, capabilities] = await Promise.all([
    client.get(at(), { token, schema: wireOne }),
    client.get(at("settings"), { token, schema: wireSettings }),
    client.list(at("sharedRoles"), { token, schema: wireSharedRole, max: MANY }),
    client.get(at("challengers"), { token, schema: wireChallengers }),
    client.list(at("modelHistory"), { token, schema: wireHistoryEntry, max: MANY }).catch(notOffered),
    client
      .list(pathOf("useCases"), {
        token,
        schema: wireUseCase,
        max: MOST_LINKS,
        query: { entityType: "deployment", entityId: id },
      })
      .catch(notOffered),
    client.get(at("capabilities"), { token, schema: wireCapabilities }).catch(notOffered),
  ]);
  if (deployment === null || settings === null || roles === null) return null;
  return {
    deployment,
    settings,
    roles,
    challengers: challengers?.data ?? [],
    history: history ?? [],
    useCases: useCases ?? [],
    // Newer servers tell them as a list of their own, older ones as a field.
    capabilities: new Map([
      ...Object.entries(deployment.capabilities ?? {}).flatMap(([name, supported]) =>
        typeof supported === "boolean" ? [[name, supported] as const] : [],
      ),
      ...(capabilities?.data ?? []).map(({ name, supported }) => [name, supported] as const),
    ]),
  };
}

/** What a server, a plan or an account does not offer (403, 405, 422) is not recorded; a server that does not answer is another thing. */
export function notOffered(error: unknown): null {
  if (error instanceof RefusedRead && error.status !== 401) return null;
  throw error;
}

/**
 * Deployment and champion with its features in one round trip. A second one brings challengers, the champion before and the names of
 * registered models, which only the first one's answers name.
 */
export async function readOverview(parts: ReadParts, id: DeploymentId): Promise<DeploymentOverview | null> {
  if (!isId(id)) return null;
  const { client, serviceToken: token } = parts;
  const at = (...more: readonly string[]) => pathOf("deployments", id, ...more);
  const [read, championWire, features] = await Promise.all([
    readParts(client, id, token),
    client.get(at("championModelPackage"), { token, schema: wireModelPackage }).catch(notOffered),
    featuresAt(client, at("features"), token),
  ]);
  if (read === null) return null;
  const deployment = deploymentOf(read, parts);
  const own = championWire?.id === deployment.championId ? withCapabilities(championWire, read) : null;
  const before = deployment.history[1]?.packageId ?? null;
  const [names, [champion = null, previousChampion = null, ...challengers]] = await Promise.all([
    registeredModelNames(client, [own], token),
    readPackages(
      client,
      [
        own === null ? deployment.championId : null,
        before,
        ...deployment.challengers.map((challenger) => challenger.packageId),
      ],
      token,
    ),
  ]);
  const registeredModelName = names.get(own?.registeredModelId ?? "") ?? null;
  return {
    deployment,
    champion: own === null ? champion : modelPackageOf({ wire: own, features, registeredModelName }),
    challengers,
    previousChampion,
  };
}

/** What the champion supports is told with its deployment. */
function withCapabilities(wire: WireModelPackage, { capabilities }: ReadDeployment): WireModelPackage {
  const told = (name: string): boolean | null => capabilities.get(name) ?? null;
  return {
    ...wire,
    capabilities: wire.capabilities ?? {
      supportsTargetDriftTracking: told("supportsTargetDriftTracking"),
      supportsFeatureDriftTracking: told("supportsFeatureDriftTracking"),
      supportsShapBasedPredictionExplanations: told("supportsShapBasedPredictionExplanations"),
    },
  };
}
