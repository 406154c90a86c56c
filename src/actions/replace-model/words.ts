// What people read about a replacement: reasons, sentences on cards, what a rollback leaves as it is.
// Reference: deployment actions, section 3.2.
import type { ReplacementReason } from "../../deployments/deployment.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { beforeOrAfter, type RequestWords } from "../words.ts";
import { type ReplaceModelInput, replaceModelInput } from "./input.ts";

export const REASON_LABELS: Readonly<Record<ReplacementReason, string>> = {
  ACCURACY: "Accuracy",
  DATA_DRIFT: "Data Drift",
  ERRORS: "Errors",
  SCHEDULED_REFRESH: "Scheduled Refresh",
  SCORING_SPEED: "Scoring Speed",
  DEPRECATION: "Deprecation",
  OTHER: "Other",
};

/** What coming back to an earlier champion does not restore. */
export const ROLLBACK_DOES_NOT_RESTORE = [
  "Settings changed since then (drift, humility rules, prediction intervals, segments) stay as they are now. What the earlier model cannot support may end up disabled.",
  "Challengers stay as they are now.",
  "Statistics and predictions recorded since then stay with the model that made them; model age starts again at zero.",
] as const;

/** The same once it has happened. */
const ROLLBACK_DID_NOT_RESTORE = [
  "Settings changed since then (drift, humility rules, prediction intervals, segments) stayed. What the earlier model cannot support may have been disabled: look at Settings.",
  "Challengers stayed as they were.",
  "Statistics and predictions recorded since then stayed with the model that made them; model age started again at zero.",
] as const;

/** Null while the input is not one of ours (a record of another version): cards then say less, they never fail. */
function inputOf(request: ChangeRequest): ReplaceModelInput | null {
  const parsed = replaceModelInput.safeParse(request.input);
  return parsed.success ? parsed.data : null;
}

export const replaceModelWords: RequestWords = {
  title: (request) => (inputOf(request)?.rollback ? "Roll back model" : "Replace model"),
  wish: (request) => {
    const input = inputOf(request);
    if (input?.rollback) return "roll back the model of";
    return input?.promote ? "promote a challenger of" : "replace the model of";
  },
  did: (request) => {
    const input = inputOf(request);
    if (input?.rollback) return "rolled back the model of";
    return input?.promote ? "promoted a challenger of" : "replaced the model of";
  },
  details: (request) => {
    const input = inputOf(request);
    if (input === null) return [];
    const way = input.promote
      ? [
          {
            label: "Way",
            value: "A challenger is promoted; the champion takes its place among the challengers.",
          },
        ]
      : [];
    return [{ label: "Replacement reason", value: REASON_LABELS[input.reason] }, ...way];
  },
  notDone: (request) =>
    inputOf(request)?.rollback
      ? beforeOrAfter<readonly string[]>(request, ROLLBACK_DOES_NOT_RESTORE, ROLLBACK_DID_NOT_RESTORE)
      : [],
  notDoneTitle: (request) => beforeOrAfter(request, "What this does not restore", "What it did not restore"),
  cardFacts: ["Environment"],
  confirm: (request) => (inputOf(request)?.rollback ? "Roll back now" : "Replace model now"),
  unchanged: "The champion is unchanged.",
  inverse: { label: "Roll back", action: "replace-model", rollback: true },
  underWay: {
    emoji: "🔄",
    word: "Replacing the model",
    sentence: "The new model is being launched in place of the old one.",
  },
};
