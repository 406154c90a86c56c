// Everything that has to be read before a command can be decided; whatever of it is written meanwhile is a lost race.
import { type ActiveLimit, noRoom } from "../../deployments/active-limit.ts";
import { countsAsActive } from "../../deployments/deployment.ts";
import type { DeploymentChange, ReplaceModelCommand } from "../../ports/platform.ts";
import type { Store, StoredRecord } from "../../ports/store.ts";
import { LIMIT_RECORD } from "./active-limit.ts";
import { logRecordsOf, startupRecordsOf } from "./logs.ts";
import {
  deploymentRecordId,
  effectRecordId,
  formerRecordId,
  packageRecordId,
  servingIn,
  workRecordId,
} from "./records.ts";
import { statisticsRecordsOf } from "./statistics.ts";

/** A command as this registry keeps it: of whoever asked, the name alone. */
type Named<Command> = Command extends unknown ? Omit<Command, "as"> & { readonly by: string } : never;

/** Every effect of the local platform. */
export type LocalCommand = Named<
  DeploymentChange | (ReplaceModelCommand & { readonly kind: "replace-model" })
>;
export type CommandOf<Kind extends LocalCommand["kind"]> = Extract<LocalCommand, { readonly kind: Kind }>;

export interface ReadSide {
  readonly deployment: StoredRecord | null;
  readonly effect: StoredRecord | null;
  readonly work: StoredRecord | null;
  readonly former: StoredRecord | null;
  /** Records of their own that the command is about: statistics to be cleared, and all that goes with a deployment. */
  readonly beside: readonly StoredRecord[];
  /** The package that is to be launched, stopped or built. */
  readonly model: StoredRecord | null;
  /** Beside the candidate of a replacement. */
  readonly champion: StoredRecord | null;
  /** The startup log, where something may be launched. */
  readonly startup: readonly StoredRecord[];
  /** The limit, where one more would count; null: none is set, or nothing more would. */
  readonly room: (ActiveLimit & { readonly record: StoredRecord | null }) | null;
}

export interface Readable {
  readonly store: Store;
  /** The limit of active deployments with a count that is as new as this call; null: there is none. */
  readonly activeLimit: () => Promise<ActiveLimit | null>;
}

export async function readSide({ store, activeLimit }: Readable, command: LocalCommand): Promise<ReadSide> {
  const [deployment = null, effect = null, work = null, former = null] = await store.getMany([
    deploymentRecordId(command.deploymentId),
    effectRecordId(command.effectKey),
    workRecordId(command.effectKey),
    formerRecordId(command.deploymentId),
  ]);
  const serving = deployment === null ? null : servingIn(deployment);
  const [model = null, champion = null] = await store.getMany(
    modelsOf(command, serving?.championId ?? null).map(packageRecordId),
  );
  return {
    deployment,
    effect,
    work,
    former,
    beside: await recordsBeside(store, command),
    model,
    champion,
    startup: launches(command) ? await startupRecordsOf(store, command.deploymentId) : [],
    room:
      serving !== null && makesActive(command) && !countsAsActive(serving.status)
        ? await readRoom(store, activeLimit)
        : null,
  };
}

/** Whether something is launched by it. */
export const launches = (command: LocalCommand): boolean =>
  makesActive(command) || command.kind === "replace-model";

const makesActive = (command: LocalCommand): boolean =>
  command.kind === "relaunch" || (command.kind === "set-status" && command.to === "active");

function modelsOf(command: LocalCommand, championId: string | null): readonly string[] {
  switch (command.kind) {
    case "replace-model":
      return [command.packageId, command.expectedChampion];
    case "build-scoring-code":
      return [command.model];
    case "set-status":
    case "relaunch":
      return championId === null ? [] : [championId];
    default:
      return [];
  }
}

async function recordsBeside(store: Store, command: LocalCommand): Promise<readonly StoredRecord[]> {
  switch (command.kind) {
    case "clear-statistics":
      return await statisticsRecordsOf(store, command.deploymentId);
    case "delete":
      return [
        ...(await statisticsRecordsOf(store, command.deploymentId)),
        ...(await logRecordsOf(store, command.deploymentId)),
      ];
    default:
      return [];
  }
}

/** The record before the count: an activation that the count has not seen has written the record since, and wins. */
async function readRoom(store: Store, activeLimit: Readable["activeLimit"]): Promise<ReadSide["room"]> {
  const record = await store.get(LIMIT_RECORD);
  const limit = await activeLimit();
  return limit === null ? null : { ...limit, record };
}

/** Why there is no room for what the command would make active; null: there is. */
export const withoutRoom = ({ room }: Pick<ReadSide, "room">): string | null =>
  room === null ? null : noRoom(room);
