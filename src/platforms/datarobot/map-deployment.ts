// A deployment of the wire in the domain's words. Pure. What DataRobot does not tell is null, unknown or empty.

import type { z } from "zod";
import type {
  Challenger,
  Deployment,
  DeploymentSettings,
  Grant,
  Health,
  HistoryEntry,
  PredictionEnvironment,
} from "../../deployments/deployment.ts";
import { REPLACEMENT_REASONS } from "../../deployments/deployment.ts";
import { challengerId, deploymentId, packageId, useCaseId } from "../../deployments/ids.ts";
import {
  isApproved,
  MODEL_FORMATS,
  predictionUrlOf,
  type WireHistoryEntry,
  type wireCreator,
} from "./guesses.ts";
import type { WireDeployment, WireSettings, WireSharedRole, wireChallengers } from "./wire/deployment.ts";
import { nameOf } from "./wire/fields.ts";

/** All that is read for one deployment. */
export interface ReadDeployment {
  readonly deployment: WireDeployment & z.output<typeof wireCreator>;
  readonly settings: WireSettings;
  readonly roles: readonly WireSharedRole[];
  readonly challengers: z.output<typeof wireChallengers>["data"];
  readonly history: readonly WireHistoryEntry[];
  readonly useCases: readonly { readonly id: string }[];
  /** By name; what is not there is not told. */
  readonly capabilities: ReadonlyMap<string, boolean>;
}

export function deploymentOf(
  read: ReadDeployment,
  options: { readonly scoringCodeMakesPermanent: boolean },
): Deployment {
  const { deployment: wire } = read;
  const history = historyOf(read);
  return {
    id: deploymentId(wire.id),
    label: wire.label,
    description: wire.description ?? "",
    importance: wire.importance,
    status: wire.status,
    approval: isApproved(wire.governance?.approvalStatus ?? wire.approvalStatus) ? "APPROVED" : "PENDING",
    createdAt: wire.createdAt,
    createdBy: nameOf(wire.creator),
    championId: packageId(wire.modelPackage?.id ?? wire.model?.id ?? ""),
    championSince: wire.model?.deployedAt ?? history[0]?.from ?? null,
    environment: environmentOf(wire.predictionEnvironment),
    settings: settingsOf(read.settings),
    challengers: read.challengers.flatMap(({ id, modelPackage }): readonly Challenger[] =>
      modelPackage === null ? [] : [{ id: challengerId(id), packageId: packageId(modelPackage.id) }],
    ),
    health: {
      service: healthOf(wire.serviceHealth),
      drift: healthOf(wire.modelHealth),
      accuracy: healthOf(wire.accuracyHealth),
    },
    usage: {
      dailyRates: wire.predictionUsage?.dailyRates ?? [],
      lastPredictionAt: wire.predictionUsage?.lastTimestamp ?? null,
    },
    grants: grantsOf(read.roles),
    useCases: read.useCases.map(({ id }) => useCaseId(id)),
    history,
    // Nothing public tells of a launch that went on with errors: the startup log does.
    launchWarning: false,
    permanentSince: options.scoringCodeMakesPermanent
      ? (wire.scoringCodeInitialDownload?.timestamp ?? null)
      : null,
    scoringCode: read.capabilities.get("supportsScoringCodeDownload") === true,
    applications: [],
    predictionUrl:
      wire.defaultPredictionServer?.url == null
        ? null
        : predictionUrlOf(wire.defaultPredictionServer.url, wire.id),
  };
}

export const healthOf = (wire: WireDeployment["serviceHealth"]): Health => ({
  status: wire?.status ?? "unavailable",
  message: wire?.message ?? "",
});

function environmentOf(wire: WireDeployment["predictionEnvironment"]): PredictionEnvironment {
  return {
    id: wire?.id ?? "",
    name: wire?.name ?? ENVIRONMENT_NOT_RECORDED,
    platform: wire?.platform ?? "other",
    supportedModelFormats: (wire?.supportedModelFormats ?? []).flatMap(
      (format) => MODEL_FORMATS[format] ?? [],
    ),
    managedByManagementAgent: wire?.isManagedByManagementAgent ?? false,
  };
}

export const ENVIRONMENT_NOT_RECORDED = "no environment recorded";

/** What is absent is not set up. Humility rules have no public endpoint. */
function settingsOf(wire: WireSettings): DeploymentSettings {
  return {
    drift: { target: wire.targetDrift?.enabled ?? false, features: wire.featureDrift?.enabled ?? false },
    associationId: {
      columns: wire.associationId?.columnNames ?? [],
      required: wire.associationId?.requiredInPredictionRequests ?? false,
    },
    challengersEnabled: wire.challengerModels?.enabled ?? false,
    humility: { enabled: wire.humility?.enabled ?? false, rules: [] },
    predictionIntervals: {
      enabled: wire.predictionIntervals?.enabled ?? false,
      percentiles: wire.predictionIntervals?.percentiles ?? [],
    },
    segments: {
      enabled: wire.segmentAnalysis?.enabled ?? false,
      attributes: wire.segmentAnalysis?.attributes ?? [],
    },
  };
}

/** Groups go by their name, as people know them. A role or a kind of recipient that is not known here gives nothing. */
export const grantsOf = (roles: readonly WireSharedRole[]): readonly Grant[] =>
  roles.flatMap(({ name, role, shareRecipientType: kind }): readonly Grant[] => {
    if (role === null || kind === null) return [];
    if (kind === "organization") return [{ subject: { kind: "organisation" }, role }];
    if (name === null) return [];
    return kind === "user"
      ? [{ subject: { kind: "user", email: name.toLowerCase() }, role }]
      : [{ subject: { kind: "group", group: name }, role }];
  });

/** Newest first, the champion the first; entries that do not say which model or when are left out. */
function historyOf({ deployment, history }: Pick<ReadDeployment, "deployment" | "history">): HistoryEntry[] {
  const entries = history
    .flatMap(({ modelPackage, model, startDate, reason, changedBy }): readonly HistoryEntry[] => {
      const from = startDate ?? model?.deployedAt ?? null;
      const id = modelPackage?.id ?? model?.id ?? null;
      if (from === null || id === null) return [];
      return [
        {
          packageId: packageId(id),
          packageName: modelPackage?.name ?? id,
          from,
          reason: REPLACEMENT_REASONS.find((known) => known === reason) ?? null,
          by: nameOf(changedBy),
          effectKey: null,
        },
      ];
    })
    .sort((a, b) => b.from - a.from);
  const { modelPackage, model } = deployment;
  if (modelPackage === null || entries[0]?.packageId === modelPackage.id || !model?.deployedAt)
    return entries;
  const champion: HistoryEntry = {
    packageId: packageId(modelPackage.id),
    packageName: modelPackage.name ?? modelPackage.id,
    from: model.deployedAt,
    reason: null,
    by: null,
    effectKey: null,
  };
  return [champion, ...entries];
}
