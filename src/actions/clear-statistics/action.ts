// Clear what is recorded of one model's predictions, for good. Reference: deployment actions, section 3.8.

import type { Deployment } from "../../deployments/deployment.ts";
import { type DeploymentId, type PackageId, packageId } from "../../deployments/ids.ts";
import {
  countStatistics,
  type HealthPart,
  healthRestsOn,
  inRange,
  type StatisticsCount,
  unknownAfterClearing,
} from "../../deployments/statistics.ts";
import { ACTION_TITLES, counted, enumerated } from "../../deployments/words.ts";
import type { Platform } from "../../ports/platform.ts";
import type { ChangeRequest, FactLine } from "../../requests/request.ts";
import type { EffectAction } from "../action.ts";
import { goalState } from "../goal-state.ts";
import { type ClearStatisticsInput, clearStatisticsInput, rangeLine, rangeOf, rangeWords } from "./input.ts";

const inputOf = (request: ChangeRequest): ClearStatisticsInput => clearStatisticsInput.parse(request.input);
const modelOf = (input: ClearStatisticsInput): PackageId => packageId(input.model);

/** Null: no such deployment. */
async function recorded(
  platform: Platform,
  deploymentId: DeploymentId,
  input: ClearStatisticsInput,
): Promise<StatisticsCount | null> {
  const hours = await platform.statistics({ deploymentId, model: modelOf(input), range: rangeOf(input) });
  return hours === null ? null : countStatistics(hours);
}

/** What a wish is about, as it was found by the checking; null before. */
export interface ClearedFacts {
  readonly modelName: string;
  readonly hours: number;
  readonly predictions: number;
}
export function clearedFacts(request: ChangeRequest): ClearedFacts | null {
  const facts = request.assessment?.facts as Partial<ClearedFacts> | undefined;
  const { modelName, hours, predictions } = facts ?? {};
  return modelName === undefined || hours === undefined || predictions === undefined
    ? null
    : { modelName, hours, predictions };
}

/** What the count is called until it has happened. */
export const WILL_BE_GONE = "Will be gone";

const countLines = ({ hours, predictions, service, drift, accuracy }: StatisticsCount): FactLine[] => [
  {
    label: WILL_BE_GONE,
    value: `${counted(predictions, "prediction")} in ${counted(hours, "hour")}`,
  },
  { label: "Service health", value: `${counted(service, "request")} counted` },
  { label: "Data drift", value: `${counted(drift, "prediction")} compared with the training data` },
  { label: "Accuracy", value: `${counted(accuracy, "prediction")} compared with what happened` },
];

/** What is said of health as it will be. */
export const HEALTH_AFTERWARDS = "Health afterwards";

const PART_WORDS: Readonly<Record<HealthPart, string>> = {
  service: "service health",
  drift: "data drift",
  accuracy: "accuracy",
};

/** By what will be left. As with actual values, it is shown and not part of what is approved: with the hours that pass it changes by itself. */
async function healthLine(
  input: ClearStatisticsInput,
  { platform, deployment, now }: { platform: Platform; deployment: Deployment; now: number },
): Promise<FactLine> {
  const cleared = rangeOf(input);
  const read = await Promise.all(
    healthRestsOn(deployment, now).map((of) => platform.statistics({ deploymentId: deployment.id, ...of })),
  );
  const left = read
    .flatMap((hours) => hours ?? [])
    .filter((hour) => hour.model !== input.model || !inRange(hour, cleared));
  const unknown = unknownAfterClearing(deployment, left, now).map((part) => PART_WORDS[part]);
  return {
    label: HEALTH_AFTERWARDS,
    value: unknown.length === 0 ? "as before" : `${enumerated(unknown)} unknown until data returns`,
  };
}

const effect = goalState<StatisticsCount>({
  look: (platform, request) => recorded(platform, request.deploymentId, inputOf(request)),
  command: (request) => {
    const input = inputOf(request);
    return { kind: "clear-statistics", model: modelOf(input), range: rangeOf(input) };
  },
  shows: (count) => ({ ...count }),
  reached: (count) => count?.hours === 0,
  inProgress: () => false,
  // Its hours are over and its end is fixed: what is left of them may be cleared again, and what arrived late for them goes with it.
  repeatable: true,
  changedSentence: "The statistics are not those that were counted before: they changed in the meantime.",
});

export const clearStatistics: EffectAction = {
  kind: "effect",
  name: "clear-statistics",
  words: {
    title: ACTION_TITLES["clear-statistics"],
    commands: ["clear-statistics", "clear", "reset"],
    help: "Clear what is recorded of a model's predictions. It cannot be undone.",
  },
  input: clearStatisticsInput,
  async assess(raw, { platform, deployment, now }) {
    const input = clearStatisticsInput.parse(raw);
    const entry = deployment.history.find((each) => each.packageId === input.model);
    if (entry === undefined)
      return {
        refusal: {
          code: "not-found",
          field: "model",
          sentence: `${deployment.label} has no such model in its history.`,
          next: "Choose one of its models.",
        },
      };
    // The form sets it; a later one would clear what nobody has counted.
    if (input.until > now)
      return {
        refusal: {
          code: "invalid",
          sentence: "Only hours that are over can be cleared.",
          next: "Send the form again: it counts up to the last full hour.",
        },
      };
    const [count, health] = await Promise.all([
      recorded(platform, deployment.id, input),
      healthLine(input, { platform, deployment, now }),
    ]);
    if (count === null)
      return {
        refusal: {
          code: "not-found",
          sentence: `There is no deployment "${deployment.label}" any more.`,
          next: "Close the form.",
        },
      };
    const range = rangeOf(input);
    if (count.hours === 0)
      return {
        refusal: {
          code: "conflict",
          sentence: `Nothing is recorded of ${entry.packageName} there (${rangeWords(range, input.zone)}), so there is nothing to clear.`,
          next: "Choose another model or another time, or close the form.",
        },
      };
    return {
      status: "passing",
      checks: [],
      // Actual values go on arriving for weeks: what they add is shown and does not make an approval stale. More predictions do.
      facts: {
        modelName: entry.packageName,
        model: input.model,
        range: { ...range },
        hours: count.hours,
        predictions: count.predictions,
      },
      shown: [{ label: "Model", value: entry.packageName }, rangeLine(range), ...countLines(count), health],
      toAttest: [],
      rollbackTo: null,
    };
  },
  effect,
  auditName: () => "Deployment Statistics Reset",
  tells: "nobody",
  change: (request) => {
    const facts = clearedFacts(request);
    return {
      from:
        facts === null
          ? "its recorded statistics"
          : `${counted(facts.predictions, "prediction")} in ${counted(facts.hours, "hour")} of ${facts.modelName}`,
      to: "cleared for good",
    };
  },
};
