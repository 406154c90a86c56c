// How an effect ends, as one commit: what becomes of the deployment, the record that says so, and no work record any more.
import type { Deployment } from "../../deployments/deployment.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import type { EffectAnswer } from "../../ports/platform.ts";
import type { Commit, Expectation, Put } from "../../ports/store.ts";
import type { Decided } from "./decided.ts";
import { failureSentence, type Report } from "./launch.ts";
import { startupCommit } from "./logs.ts";
import { type LocalCommand, launches, type ReadSide } from "./read-side.ts";
import { deploymentPut, effectPut, formerPut, parseDeployment, type StoredEffect } from "./records.ts";

/** `becomes` undefined: the deployment is not there any more, or stays as it is written. */
export interface Ending extends Omit<Decided, "becomes"> {
  readonly becomes: Deployment | null | undefined;
  readonly failed?: string;
  readonly log?: Extract<Report, { ok: false }>["log"];
}

/** What a report of a failure makes of the deployment as it was before. */
export function failing(
  command: LocalCommand,
  before: Deployment,
  { why, log }: Extract<Report, { ok: false }>,
  model: ModelPackage | null,
): Ending {
  return {
    becomes: launches(command) ? { ...before, status: "errored" } : before,
    failed: failureSentence(command, why, model),
    log,
  };
}

export const answerOf = ({ at, failed }: Pick<StoredEffect, "at" | "failed">): EffectAnswer =>
  failed === undefined ? { outcome: "done", at } : { outcome: "failed", sentence: failed };

/** The commit that ends the effect, and what is answered when it stands. */
export function endingCommit(
  command: LocalCommand,
  side: ReadSide,
  ending: Ending,
  at: number,
): { readonly commit: Commit; readonly answer: EffectAnswer } {
  const { becomes, code, failed, beside = { read: [], put: [], remove: [] } } = ending;
  const effect: StoredEffect = {
    deploymentId: command.deploymentId,
    at,
    ...(code === undefined ? {} : { code }),
    ...(failed === undefined ? {} : { failed }),
  };
  const { deployment, former, work } = side;
  const kept =
    becomes === null && deployment !== null
      ? formerPut(parseDeployment(deployment), { at, by: command.by })
      : null;
  const log = startupCommit(command.deploymentId, side.startup, ending.log ?? []);
  const put: readonly Put[] = [
    ...(becomes === null || becomes === undefined ? [] : [deploymentPut(becomes)]),
    ...(kept === null ? [] : [kept]),
    effectPut(command.effectKey, effect),
    ...beside.put,
    ...log.put,
  ];
  const expect: readonly Expectation[] = [
    ...(deployment === null ? [] : [{ id: deployment.id, rev: deployment.rev }]),
    { id: effectPut(command.effectKey, effect).id, rev: 0 },
    ...(kept === null ? [] : [{ id: kept.id, rev: former?.rev ?? 0 }]),
    ...[...beside.read, ...(work === null ? [] : [work])].map(({ id, rev }) => ({ id, rev })),
    ...log.expect,
  ];
  const remove = [
    ...(becomes === null && deployment !== null ? [deployment.id] : []),
    ...beside.remove.map(({ id }) => id),
    ...(work === null ? [] : [work.id]),
    ...log.remove,
  ];
  return { commit: { expect, put, remove, audit: [] }, answer: answerOf(effect) };
}
