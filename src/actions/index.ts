// The actions that there are. Permission table, command words, help, menus, audit names and docs follow from this list.
import type { ActionName } from "../deployments/action-names.ts";
import type { AnyAction, EffectAction } from "./action.ts";
import { activate } from "./activate/action.ts";
import { clearStatistics } from "./clear-statistics/action.ts";
import { createApplication } from "./create-application/action.ts";
import { deactivate } from "./deactivate/action.ts";
import { remove } from "./delete/action.ts";
import { edit } from "./edit/action.ts";
import { logs } from "./logs/action.ts";
import { relaunch } from "./relaunch/action.ts";
import { replaceModel } from "./replace-model/action.ts";
import { scoringCode } from "./scoring-code/action.ts";
import { share } from "./share/action.ts";
import { useCases } from "./use-cases/action.ts";
import { view } from "./view/action.ts";

export const ACTIONS: readonly AnyAction[] = [
  view,
  replaceModel,
  createApplication,
  scoringCode,
  share,
  useCases,
  logs,
  clearStatistics,
  activate,
  deactivate,
  relaunch,
  edit,
  remove,
];

/** Null for an action that the reference names and this version does not offer yet. */
export const findAction = (name: ActionName): AnyAction | null =>
  ACTIONS.find((action) => action.name === name) ?? null;

/** The action of a request; a request of a read action (or of none) cannot exist. */
export function effectAction(name: ActionName): EffectAction {
  const action = findAction(name);
  if (action?.kind !== "effect") throw new Error(`${name} has no effect, so no request can be for it.`);
  return action;
}
