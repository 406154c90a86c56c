// Clear statistics: reference section 10.
import { z } from "zod";
import { deploymentAs } from "./access.ts";
import { type Answer, invalid, notFound } from "./answer.ts";
import { id, momentText, readBody } from "./body.ts";
import type { Call } from "./call.ts";
import { recordEffect } from "./effects.ts";
import { refuseCovered } from "./policy-match.ts";
import { readQuery } from "./query.ts";
import type { Account, Deployment, Health, World } from "./state.ts";
import { accepted } from "./statuses.ts";

const HOUR_MS = 60 * 60 * 1_000;
const ENOUGH = 100;

export interface Clearing {
  /** Null: of all models. */
  readonly modelId: string | null;
  readonly start: number | null;
  readonly end: number | null;
}

const wholeHour = momentText.refine((at) => at % HOUR_MS === 0, "is not a whole hour");
const BODY = z.strictObject({ modelId: id, start: wholeHour.optional(), end: wholeHour.optional() });

/** Of the champion, or of one of before. */
export const hasModel = (world: World, deployment: Deployment, modelId: string): boolean =>
  deployment.history.some(({ versionId }) => world.versions.get(versionId)?.modelId === modelId);

export function deleteMonitoringData(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { modelId, start = null, end = null } = readBody(call, BODY);
  const deployment = deploymentAs(call, "OWNER");
  if (!hasModel(world, deployment, modelId)) throw notFound();
  if (start !== null && end !== null && start >= end)
    throw invalid("Invalid field data", { end: "is not after start" });
  refuseCovered(call, deployment, { entityType: "deploymentMonitoringData", action: "delete" });
  const statusId = world.work.start({
    kind: "clear-statistics",
    accountId: account.id,
    description: `Delete monitoring data of ${deployment.label}`,
    run() {
      performClearing(world, account, deployment, { modelId, start, end });
      return { location: `${world.url}/deployments/${deployment.id}/` };
    },
    undo: () => undefined,
  });
  return accepted(world, statusId, world.options.codes.works);
}

export function performClearing(
  world: World,
  account: Account,
  deployment: Deployment,
  { modelId, start, end }: Clearing,
): void {
  const before = deployment.hours.length;
  deployment.hours = deployment.hours.filter(
    (hour) =>
      !(
        (modelId === null || hour.modelId === modelId) &&
        (start === null || hour.hour >= start) &&
        (end === null || hour.hour < end)
      ),
  );
  forget(world, deployment);
  recordEffect(world, account, "clear-statistics", deployment.id, {
    modelId,
    start,
    end,
    hours: before - deployment.hours.length,
  });
}

/** Health is unknown where too little is left. */
function forget(world: World, { championId, hours, health }: Deployment): void {
  const modelId = world.versions.get(championId)?.modelId;
  const left = hours.filter((hour) => hour.modelId === modelId);
  const sum = (of: (hour: (typeof hours)[number]) => number) => left.reduce((all, hour) => all + of(hour), 0);
  const unknown = (of: Health, message: string): void => {
    if (of.status === "unavailable") return;
    of.status = "unknown";
    of.message = message;
  };
  if (sum(({ predictions }) => predictions) < ENOUGH) unknown(health.drift, "Fewer than 100 predictions.");
  if (sum(({ actuals }) => actuals) < ENOUGH) unknown(health.accuracy, "Fewer than 100 predictions.");
  if (!hours.some(({ hour }) => hour > world.now() - 24 * HOUR_MS))
    unknown(health.service, "No predictions in the last 24 hours.");
}
