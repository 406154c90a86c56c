// What a change request can change, by its `action`: reference section 13. The strings but `approve` are guesses, and in no other place.
import { z } from "zod";
import { invalid } from "./answer.ts";
import { id, momentText } from "./body.ts";
import { removeDeployment } from "./deployments.ts";
import { recordEffect } from "./effects.ts";
import { candidateOf, performReplacement, REASONS } from "./model.ts";
import { performClearing } from "./monitoring-deletions.ts";
import type { Intent } from "./policy-match.ts";
import type { Account, Deployment, DeploymentStatus, World } from "./state.ts";
import { performStatus, refuseStatus } from "./status-changes.ts";
import { validateReplacement } from "./validation.ts";

/** A change that was read and found possible. */
export interface Change {
  readonly intent: Intent;
  /** What the deployment shows while it is applied; null: its own status. */
  readonly meanwhile: DeploymentStatus | null;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly perform: () => { readonly failed: string } | null;
}

interface Of {
  readonly world: World;
  /** Who asks. */
  readonly account: Account;
  readonly deployment: Deployment;
}

type Reader = (of: Of, change: unknown) => Change;

/** Throws 422 for a change of another shape. */
function shaped<S extends z.ZodType>(shape: S, change: unknown): z.output<S> {
  const read = shape.safeParse(change);
  if (read.success) return read.data;
  throw invalid("Invalid field data", {
    change: read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim()).join("; "),
  });
}

/** `readers` is what differs between the two ways to name the new model. */
const replacement =
  (
    shape: z.ZodType<{
      modelPackageId?: string | undefined;
      modelId?: string | undefined;
      replacementReason: string;
    }>,
  ): Reader =>
  ({ world, account, deployment }, change) => {
    const { replacementReason, ...which } = shaped(shape, change);
    const candidate = candidateOf(world, account, which);
    const verdict = validateReplacement(world, deployment, candidate, true);
    if (verdict.status === "failing") throw invalid(verdict.message);
    return {
      intent: { entityType: "deploymentModel", action: "update" },
      meanwhile: "replacingModel",
      from: [`Model package: ${world.versions.get(deployment.championId)?.name ?? ""}`],
      to: [`Model package: ${candidate.name}`, `Reason: ${replacementReason}`],
      perform: () => performReplacement(world, account, deployment, candidate, replacementReason),
    };
  };

const CLEANUP = z.strictObject({
  dataType: z.string(),
  modelId: id.nullable(),
  start: momentText.nullable(),
  end: momentText.nullable(),
});

const CHANGES: Readonly<Record<string, Reader>> = {
  approve: ({ world, account, deployment }, change) => {
    const { approvalStatus } = shaped(z.strictObject({ approvalStatus: z.string() }), change);
    return {
      intent: { entityType: "deployment", action: "create" },
      meanwhile: null,
      from: [`Approval status: ${deployment.approvalStatus}`],
      to: [`Approval status: ${approvalStatus}`],
      perform() {
        deployment.approvalStatus = approvalStatus;
        recordEffect(world, account, "approve", deployment.id);
        return null;
      },
    };
  },
  changeStatus: ({ world, account, deployment }, change) => {
    const { status } = shaped(z.strictObject({ status: z.enum(["active", "inactive"]) }), change);
    refuseStatus(world, deployment, status);
    return {
      intent: { entityType: "deploymentStatus", action: "update" },
      meanwhile: status === "active" ? "launching" : "stopping",
      from: [`Status: ${deployment.status}`],
      to: [`Status: ${status}`],
      perform: () => performStatus(world, account, deployment, status),
    };
  },
  changeImportance: ({ world, account, deployment }, change) => {
    const shape = z.strictObject({ importance: z.enum(["CRITICAL", "HIGH", "MODERATE", "LOW"]) });
    const { importance } = shaped(shape, change);
    return {
      intent: { entityType: "deployment", action: "update", importance },
      meanwhile: null,
      from: [`Importance: ${deployment.importance}`],
      to: [`Importance: ${importance}`],
      perform() {
        deployment.importance = importance;
        recordEffect(world, account, "edit", deployment.id, { importance });
        return null;
      },
    };
  },
  cleanupStats: ({ world, account, deployment }, change) => {
    const { modelId, start, end } = shaped(CLEANUP, change);
    return {
      intent: { entityType: "deploymentMonitoringData", action: "delete" },
      meanwhile: null,
      from: [],
      to: [`Monitoring data of ${modelId ?? "all models"} is deleted`],
      perform() {
        performClearing(world, account, deployment, { modelId, start, end });
        return null;
      },
    };
  },
  delete: ({ world, account, deployment }, change) => {
    const shape = z.strictObject({
      ignoreManagementAgent: z.enum(["true", "false", "True", "False"]).optional(),
    });
    shaped(shape.nullable(), change);
    return {
      intent: { entityType: "deployment", action: "delete" },
      meanwhile: null,
      from: [`Deployment: ${deployment.label}`],
      to: ["The deployment is deleted"],
      perform() {
        removeDeployment(world, deployment);
        recordEffect(world, account, "delete", deployment.id);
        return null;
      },
    };
  },
  replaceModel: replacement(z.strictObject({ modelId: id, replacementReason: z.enum(REASONS) })),
  replaceModelPackage: replacement(
    z.strictObject({ modelPackageId: id, replacementReason: z.enum(REASONS) }),
  ),
};

const plain = (word: string): string => word.replaceAll("_", "").toLowerCase();

/** The name as the fake keeps it, whichever of the three spellings came; null: there is no such action. */
export const actionNamed = (given: string): string | null =>
  Object.keys(CHANGES).find((name) => plain(name) === plain(given)) ?? null;

/** Throws 422 for a change that is not possible. */
export function readChange(action: string, of: Of, change: unknown): Change {
  const reader = CHANGES[action];
  if (reader === undefined) throw invalid("Invalid field data", { action: "There is no such action." });
  return reader(of, change);
}
