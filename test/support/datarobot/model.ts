// Validate and replace the champion, and who served before: reference section 4.
import { z } from "zod";
import { deploymentAs, roleOn } from "./access.ts";
import { type Answer, invalid, ok, Refusal } from "./answer.ts";
import { id, readBody } from "./body.ts";
import type { Call } from "./call.ts";
import { modelWire } from "./deployment-wire.ts";
import { recordEffect } from "./effects.ts";
import { holding, refuseBusy } from "./hold.ts";
import { hexId } from "./ids.ts";
import { refuseCovered } from "./policy-match.ts";
import { page, paged, readQuery } from "./query.ts";
import type { Account, Deployment, Version, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { validateReplacement } from "./validation.ts";
import { deploymentVersion, versionWire, visibleVersion } from "./versions.ts";
import { userWire, when } from "./wire.ts";

/** `DEPRECATION` is not among those that the wire is known to take. */
export const REASONS = [
  "ACCURACY",
  "DATA_DRIFT",
  "ERRORS",
  "SCHEDULED_REFRESH",
  "SCORING_SPEED",
  "OTHER",
] as const;

const ONE_OF_TWO = "Exactly one of modelPackageId and modelId is required.";
const either = (body: { modelPackageId?: string | undefined; modelId?: string | undefined }): boolean =>
  (body.modelPackageId === undefined) !== (body.modelId === undefined);

const WHICH = { modelPackageId: id.optional(), modelId: id.optional() };
const VALIDATE = z.strictObject(WHICH).refine(either, { path: ["modelPackageId"], error: ONE_OF_TWO });

/** 422 for a model that is not there or that the caller may not read. */
export function candidateOf(
  world: World,
  account: Account,
  { modelPackageId, modelId }: { modelPackageId?: string | undefined; modelId?: string | undefined },
): Version {
  const byModel = [...world.versions.values()].find((version) => version.modelId === modelId);
  const version = visibleVersion(world, modelPackageId ?? byModel?.id ?? "", account);
  if (version !== null) return version;
  const field = modelPackageId === undefined ? "modelId" : "modelPackageId";
  throw invalid("Invalid field data", { [field]: "There is no such model, or you may not use it." });
}

export function validateModel(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const body = readBody(call, VALIDATE);
  const deployment = deploymentAs(call, "USER");
  const candidate = candidateOf(world, account, body);
  const owns = roleOn(world, deployment, account) === "OWNER";
  return ok(validateReplacement(world, deployment, candidate, owns));
}

const isDocument = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const REPLACE = z
  .strictObject({
    ...WHICH,
    reason: z.enum(REASONS),
    runtimeParameterValues: z.string().refine(isDocument, "is not a JSON document").optional(),
  })
  .refine(either, { path: ["modelPackageId"], error: ONE_OF_TWO });

export function replaceModel(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { reason, ...which } = readBody(call, REPLACE);
  const deployment = deploymentAs(call, "OWNER");
  const candidate = candidateOf(world, account, which);
  refuseCovered(call, deployment, { entityType: "deploymentModel", action: "update" });
  return accepted(world, startReplacement(world, account, deployment, candidate, reason));
}

/** The id of the status record. Throws 409 with the checks when the validation fails. */
function startReplacement(
  world: World,
  account: Account,
  deployment: Deployment,
  candidate: Version,
  reason: string,
): string {
  refuseBusy(deployment);
  const { status, message, checks } = validateReplacement(world, deployment, candidate, true);
  if (status === "failing") throw new Refusal(409, message, { status, checks });
  if (deployment.status === "inactive" && world.options.inactiveReplacement === "hangs") {
    world.work.endings.unshift({ of: "replace-model", how: "stuck", done: false });
  }
  return holding(world, deployment, {
    kind: "replace-model",
    accountId: account.id,
    meanwhile: "replacingModel",
    perform: () => performReplacement(world, account, deployment, candidate, reason),
  });
}

/** The champion changes, unless the validation fails by now. */
export function performReplacement(
  world: World,
  account: Account,
  deployment: Deployment,
  candidate: Version,
  reason: string,
): { readonly failed: string } | null {
  const { status, message } = validateReplacement(world, deployment, candidate, true);
  if (status === "failing") return { failed: message };
  const old = deployment.championId;
  installChampion(world, deployment, candidate, reason, account.id);
  if (world.options.staleReads > 0) deployment.stale = { versionId: old, left: world.options.staleReads };
  recordEffect(world, account, "replace-model", deployment.id, { from: old, to: candidate.id, reason });
  return null;
}

/** The old champion takes the promoted challenger's place; an external one cannot be a challenger, and leaves it empty. */
function swap(deployment: Deployment, former: Version, promoted: Version): void {
  deployment.challengers = deployment.challengers.flatMap((one) => {
    if (one.versionId !== promoted.id) return [one];
    return former.kind === "external"
      ? []
      : [{ ...one, id: hexId(`${one.id} after ${former.id}`), name: former.name, versionId: former.id }];
  });
}

/** What a new champion changes: history, prediction intervals, rules of another experiment's series, and what was measured. */
export function installChampion(
  world: World,
  deployment: Deployment,
  candidate: Version,
  reason: string,
  by: string,
): void {
  const former = deploymentVersion(world, deployment);
  const at = world.now();
  if (world.options.promotion === "swaps") swap(deployment, former, candidate);
  deployment.championId = candidate.id;
  deployment.championSince = at;
  deployment.launchWarning = false;
  deployment.history.unshift({ versionId: candidate.id, deployedAt: at, reason, by });
  deployment.settings.predictionIntervals = { enabled: false, percentiles: [] };
  if (former.projectId !== candidate.projectId) {
    deployment.humilityRules = deployment.humilityRules.filter(({ trigger }) => trigger !== "newSeries");
  }
  for (const health of [deployment.health.drift, deployment.health.accuracy]) {
    if (health.status === "unavailable") continue;
    health.status = "unknown";
    health.message = "Fewer than 100 predictions.";
  }
}

/** Newest first. Public material names the path and not the shape: this one is the fake's own. */
export function listModelHistory(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, page());
  const { history } = deploymentAs(call, "USER");
  const rows = history.flatMap((entry, at) => {
    const version = world.versions.get(entry.versionId);
    return version === undefined ? [] : [{ entry, version, until: history[at - 1]?.deployedAt ?? null }];
  });
  return ok(
    paged(call, rows, query, ({ entry, version, until }) => ({
      model: modelWire(version, entry.deployedAt),
      modelPackage: {
        id: version.id,
        name: version.name,
        registeredModelId: version.registeredModelId,
      },
      startDate: when(entry.deployedAt),
      endDate: until === null ? null : when(until),
      reason: entry.reason,
      changedBy: userWire(world, entry.by),
    })),
  );
}

export function readChampionPackage(call: Call): Answer {
  readQuery(call, {});
  const { world } = call;
  const deployment = deploymentAs(call, "USER");
  return ok(versionWire(world, deploymentVersion(world, deployment)));
}
