// Effects that take their time: the record that says what was taken on, and wakes somebody to end it.
// Reference: deployment actions, sections 3.2, 3.4, 3.9-3.11.
import { z } from "zod";
import {
  countsAsActive,
  DEPLOYMENT_STATUSES,
  type Deployment,
  type DeploymentStatus,
  REPLACEMENT_REASONS,
} from "../../deployments/deployment.ts";
import { challengerId, deploymentId, packageId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import { CODE_FORMS, INCLUSIONS } from "../../deployments/scoring-code.ts";
import type { Put, StoredRecord } from "../../ports/store.ts";
import type { Json } from "../../requests/request.ts";
import type { LocalCommand } from "./read-side.ts";
import { parse, workRecordId } from "./records.ts";

const base = {
  deploymentId: z.string().min(1).transform(deploymentId),
  effectKey: z.string().min(1),
  by: z.string(),
};
const status = z.enum(DEPLOYMENT_STATUSES);
const packageKey = z.string().min(1).transform(packageId);

const timedCommand = z.discriminatedUnion("kind", [
  z.object({ ...base, kind: z.literal("set-status"), to: z.enum(["active", "inactive"]), expected: status }),
  z.object({ ...base, kind: z.literal("relaunch"), expected: status }),
  z.object({ ...base, kind: z.literal("delete"), ignoreManagementAgent: z.boolean() }),
  z.object({
    ...base,
    kind: z.literal("build-scoring-code"),
    model: packageKey,
    options: z.object({ form: z.enum(CODE_FORMS), include: z.array(z.enum(INCLUSIONS)) }),
  }),
  z.object({
    ...base,
    kind: z.literal("replace-model"),
    packageId: packageKey,
    promote: z.string().min(1).transform(challengerId).nullable(),
    reason: z.enum(REPLACEMENT_REASONS),
    expectedChampion: packageKey,
  }),
]);
export type TimedCommand = Extract<LocalCommand, { readonly kind: z.output<typeof timedCommand>["kind"] }>;

export interface Work {
  readonly command: TimedCommand;
  readonly since: number;
  /** The status before, and the one that people see meanwhile; equal where the status has nothing to do with it. */
  readonly before: DeploymentStatus;
  readonly during: DeploymentStatus;
}

const storedWork: z.ZodType<Work> = z.object({
  command: timedCommand,
  since: z.number().int(),
  before: status,
  during: status,
});

/** Throws `PlatformUnavailable` for a record that is none. */
export const parseWork = (record: StoredRecord): Work => parse(storedWork, record);

export const workPut = (work: Work, alarmAt: number): Put => ({
  kind: "local-work",
  id: workRecordId(work.command.effectKey),
  value: JSON.parse(JSON.stringify(work)) as Json,
  alarmAt,
  index: [],
});

/**
 * The command when it is one that takes its time on this deployment, with the status that it has meanwhile; null: it is done at once. Where
 * nothing serves, nothing is launched or stopped: what an agent runs and custom models take time, and so does a build.
 */
export function timed(
  command: LocalCommand,
  deployment: Deployment,
  model: ModelPackage | null,
): { readonly command: TimedCommand; readonly during: DeploymentStatus } | null {
  const agent = deployment.environment.managedByManagementAgent;
  const serves = agent || model?.kind === "custom";
  switch (command.kind) {
    case "set-status":
      return serves ? { command, during: command.to === "active" ? "launching" : "stopping" } : null;
    case "relaunch":
      return serves ? { command, during: "launching" } : null;
    case "replace-model":
      return agent && deployment.status === "active" ? { command, during: "replacingModel" } : null;
    case "delete":
      return agent && countsAsActive(deployment.status) && !command.ignoreManagementAgent
        ? { command, during: "stopping" }
        : null;
    case "build-scoring-code":
      return { command, during: deployment.status };
    default:
      return null;
  }
}
