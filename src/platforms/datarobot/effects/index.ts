// Everything by which the datarobot platform changes something, with what becomes of it: part of the port, made once.
import type {
  DeploymentChange,
  EffectAnswer,
  EffectRecord,
  EffectReference,
  Platform,
} from "../../../ports/platform.ts";
import { pathOf } from "../client.ts";
import { wireDeployment } from "../wire/deployment.ts";
import { refused } from "./answers.ts";
import { applicationMadeBy, cannotCreate, createApplication } from "./applications.ts";
import { keptEffect, keptFormer, keptFormerCalled } from "./kept.ts";
import { linksAreSo, linkUseCases } from "./links.ts";
import type { EffectParts } from "./parts.ts";
import { progressOf } from "./progress.ts";
import { clearStatistics, remove } from "./removal.ts";
import { replaceModel } from "./replace-model.ts";
import { buildScoringCode, downloadScoringCode, keepBuilt, scoringCode } from "./scoring-code.ts";
import { edit, setStatus, share } from "./settings.ts";
import { parseTicket } from "./ticket.ts";
import { createUseCase, useCaseMadeBy } from "./use-cases.ts";
import { verdict } from "./verdict.ts";

export { type ApplicationWay, type ApplicationWays, EFFECT_DEADLINES, type EffectParts } from "./parts.ts";

export type DataRobotEffects = Pick<
  Platform,
  | "recordsEffectKeys"
  | "cannot"
  | "replaceModel"
  | "change"
  | "createUseCase"
  | "useCaseMadeBy"
  | "effect"
  | "former"
  | "formerCalled"
  | "scoringCode"
  | "downloadScoringCode"
> &
  Required<Pick<Platform, "verdict">>;

export function createDataRobotEffects(parts: EffectParts): DataRobotEffects {
  const noRelaunch = (page: string): string =>
    `DataRobot's API has no relaunch, and deactivating and activating is something else: it interrupts predictions. Relaunch it in DataRobot: ${page}`;

  async function change(command: DeploymentChange): Promise<EffectAnswer> {
    switch (command.kind) {
      case "set-status":
        return await setStatus(parts, command, command);
      case "relaunch":
        return refused(noRelaunch(parts.console.deployment(command.deploymentId)));
      case "edit":
        return await edit(parts, command, command);
      case "share":
        return await share(parts, command, command);
      case "use-cases":
        return await linkUseCases(parts, command, command);
      case "delete":
        return await remove(parts, command, command);
      case "clear-statistics":
        return await clearStatistics(parts, command, command);
      case "build-scoring-code":
        return await buildScoringCode(parts, command, command);
      case "create-application":
        return await createApplication(parts, command, command);
    }
  }

  return {
    // DataRobot's history names models and people, and has no room for a key of ours.
    recordsEffectKeys: false,
    cannot(action) {
      if (action === "relaunch") return noRelaunch(parts.console.deployments());
      return action === "create-application" ? cannotCreate(parts) : null;
    },
    replaceModel: (command) => replaceModel(parts, command),
    change,
    createUseCase: (command) => createUseCase(parts, command),
    useCaseMadeBy: (effectKey) => useCaseMadeBy(parts, effectKey),
    effect: (reference) => effectOf(parts, reference),
    former: async (id) => {
      const kept = await keptFormer(parts.store, id);
      return kept !== null && (await isThere(parts, id)) ? null : kept;
    },
    async formerCalled(name) {
      const kept = await keptFormerCalled(parts.store, name);
      const there = await Promise.all(kept.map(({ id }) => isThere(parts, id)));
      return kept.filter((_, at) => there[at] !== true);
    },
    scoringCode: (effectKey) => scoringCode(parts, effectKey),
    downloadScoringCode: (effectKey) => downloadScoringCode(parts, effectKey),
    verdict: verdict(parts),
  };
}

/** A deletion may have been refused after the deployment was kept. */
const isThere = async ({ client, serviceToken: token }: EffectParts, id: string): Promise<boolean> =>
  (await client.get(pathOf("deployments", id), { token, schema: wireDeployment })) !== null;

async function effectOf(
  parts: EffectParts,
  { effectKey, ticket }: EffectReference,
): Promise<EffectRecord | null> {
  const read = ticket === undefined ? null : parseTicket(ticket);
  if (read === null) return await withoutTicket(parts, effectKey);
  const progress = await progressOf(parts, read);
  if (progress?.state !== "over") return progress ?? (await withoutTicket(parts, effectKey));
  const done = { state: "done", at: parts.clock.now() } as const;
  switch (read.kind) {
    case "clear-statistics":
    case "create-application":
      return done;
    case "build-scoring-code":
      // It is of no use before it is kept where it stands.
      return (await keepBuilt(parts, effectKey, progress.location))
        ? done
        : { state: "under-way", since: read.sent };
    case "replace":
    case "set-status":
    case "delete":
      // That the work has ended is not what was wanted: the deployment says what came of it.
      return null;
  }
}

/** Its answer was lost, or no status record tells: what it made is looked for by whoever made it. */
async function withoutTicket(parts: EffectParts, effectKey: string): Promise<EffectRecord | null> {
  const kept = (await keptEffect(parts.store, effectKey))?.value;
  switch (kept?.made?.kind) {
    case "scoring-code":
      return kept.made.from === null ? null : { state: "done", at: kept.at };
    case "application": {
      const at = await applicationMadeBy(parts, effectKey);
      return at === null ? null : { state: "done", at };
    }
    case "use-case":
    case undefined:
      return kept !== undefined && (await linksAreSo(parts, kept)) ? { state: "done", at: kept.at } : null;
  }
}
