// Every read of the Platform port on DataRobot. Effects are a part of their own.
import type { Platform, PlatformAccounts } from "../../ports/platform.ts";
import { accounts } from "./accounts.ts";
import { pathOf } from "./client.ts";
import type { ReadParts } from "./parts.ts";
import { readDeployment, readOverview } from "./read-deployment.ts";
import { deployments } from "./read-deployments.ts";
import { logs } from "./read-logs.ts";
import { monitoring, statistics } from "./read-monitoring.ts";
import { packages, registeredModels, versions } from "./read-packages.ts";
import { linkedUseCases, useCases, useCasesById } from "./read-use-cases.ts";
import { wireAccount, wireCount } from "./wire/deployment.ts";

export type DataRobotReads = { readonly accounts: PlatformAccounts } & Pick<
  Platform,
  | "deployments"
  | "deployment"
  | "overview"
  | "registeredModels"
  | "versions"
  | "packages"
  | "useCases"
  | "useCasesById"
  | "linkedUseCases"
  | "activeLimit"
  | "logs"
  | "statistics"
  | "monitoring"
  | "size"
  | "ready"
>;

export function createDataRobotReads(parts: ReadParts): DataRobotReads {
  const { client, serviceToken: token } = parts;
  const count = async (resource: string): Promise<number> =>
    (await client.get(pathOf(resource), { token, schema: wireCount, query: { limit: 1 } }))?.totalCount ?? 0;
  return {
    accounts: accounts(parts),
    deployments: deployments(parts),
    deployment: (id) => readDeployment(parts, id),
    overview: (id) => readOverview(parts, id),
    registeredModels: registeredModels(parts),
    versions: versions(parts),
    packages: packages(parts),
    useCases: useCases(parts),
    useCasesById: useCasesById(parts),
    linkedUseCases: linkedUseCases(parts),
    // There is one, and DataRobot tells it to nobody in public: it refuses the activation that would pass it.
    activeLimit: async () => null,
    logs: logs(parts),
    statistics: statistics(parts),
    monitoring: monitoring(parts),
    async size() {
      const [all, versions] = await Promise.all([count("deployments"), count("modelPackages")]);
      return { deployments: all, packages: versions };
    },
    async ready() {
      try {
        return (await client.get(pathOf("account", "info"), { token, schema: wireAccount })) !== null;
      } catch {
        return false;
      }
    },
  };
}
