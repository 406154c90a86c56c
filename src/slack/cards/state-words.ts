// States, health and checks in words with their emoji: never the emoji alone (reference: Slack platform, section 15).

import { wordsOf } from "../../actions/request-words.ts";
import { AT_WORK } from "../../actions/words.ts";
import { date, type Mrkdwn, md, NOTHING } from "../../block-kit/text.ts";
import type { DeploymentStatus, HealthStatus, Importance } from "../../deployments/deployment.ts";
import type { CheckName, CheckStatus } from "../../deployments/validation/check.ts";
import { HEALTH_WORDS, IMPORTANCE_WORDS } from "../../deployments/words.ts";
import type { ChangeRequest, RequestStateName } from "../../requests/request.ts";
import { needsApproval } from "../../requests/state-words.ts";

interface Sign {
  readonly emoji: string;
  readonly word: string;
}

const STATES: Readonly<Record<RequestStateName, Sign>> = {
  checking: { emoji: "🔎", word: "Checking" },
  checked: { emoji: "📝", word: "Checked, not confirmed yet" },
  refused: { emoji: "⛔", word: "Refused" },
  pending: { emoji: "⏳", word: "Waiting for review" },
  "changes-requested": { emoji: "✏️", word: "Changes asked for" },
  approved: { emoji: "👍", word: "Approved, not applied yet" },
  stale: { emoji: "⚠️", word: "Out of date: things changed since it was approved" },
  executing: { emoji: "🔄", word: "Being applied" },
  succeeded: { emoji: "✅", word: "Done" },
  failed: { emoji: "❌", word: "Failed" },
  unknown: { emoji: "❓", word: "Outcome not known yet" },
  cancelled: { emoji: "🚫", word: "Cancelled" },
  expired: { emoji: "⌛", word: "Expired" },
};

/** Of what needed no approval nobody is told that it was approved. */
const UNAPPROVED: Partial<Record<RequestStateName, Sign>> = {
  approved: { emoji: "☑️", word: "Confirmed, waiting to be applied" },
  stale: { emoji: "⚠️", word: "Out of date: things changed since it was confirmed" },
};

/** Once the platform has taken it on, what it is at. */
export function stateSign(request: ChangeRequest): Sign {
  const { state } = request;
  const unapproved = needsApproval(request.assessment) ? undefined : UNAPPROVED[state.name];
  if (unapproved !== undefined) return unapproved;
  if (state.name !== "executing" || state.acceptedAt === undefined) return STATES[state.name];
  return wordsOf(request).underWay ?? AT_WORK;
}
export const stateWords = (request: ChangeRequest): string => {
  const { emoji, word } = stateSign(request);
  return `${emoji} ${word}`;
};

/** The state, and since when the platform is at it. */
export function progressWords(request: ChangeRequest): Mrkdwn {
  const { state } = request;
  return state.name === "executing" && state.acceptedAt !== undefined
    ? md`${stateWords(request)} since ${date(state.acceptedAt)}`
    : md`${stateWords(request)}`;
}

const HEALTH_EMOJI: Readonly<Record<HealthStatus, string>> = {
  passing: "✅",
  warning: "⚠️",
  failing: "❌",
  unknown: "❔",
  unavailable: "➖",
};

export const healthWords = (status: HealthStatus): string =>
  `${HEALTH_EMOJI[status]} ${HEALTH_WORDS[status]}`;

/** Health with its sentence, where there is one. */
export const health = (of: { readonly status: HealthStatus; readonly message: string }): Mrkdwn =>
  md`${healthWords(of.status)}${of.message.trim() === "" ? NOTHING : md` (${of.message})`}`;

const DEPLOYMENT_STATES: Readonly<Record<DeploymentStatus, Sign>> = {
  active: { emoji: "🟢", word: "active" },
  inactive: { emoji: "⏸️", word: "INACTIVE" },
  launching: { emoji: "🚀", word: "LAUNCHING" },
  stopping: { emoji: "⏹️", word: "STOPPING" },
  replacingModel: { emoji: "🔄", word: "MODEL REPLACING" },
  errored: { emoji: "❌", word: "ERRORED" },
  archived: { emoji: "🗄️", word: "archived" },
  unknown: { emoji: "❔", word: "STATE UNKNOWN" },
};
/** The badge of a deployment; a custom model that launched with errors serves, and says so (reference section 9). */
export const deploymentState = ({
  status,
  launchWarning,
}: {
  readonly status: DeploymentStatus;
  readonly launchWarning: boolean;
}): string => {
  const { emoji, word } =
    launchWarning && status === "active"
      ? { emoji: "⚠️", word: "active, WARNING: launched with errors" }
      : DEPLOYMENT_STATES[status];
  return `${emoji} ${word}`;
};

export const importanceWords = (importance: Importance | null): string =>
  importance === null ? "importance not recorded" : `${IMPORTANCE_WORDS[importance]} importance`;

export const CHECK_STATUS: Readonly<Record<CheckStatus, Sign>> = {
  passing: { emoji: "✅", word: "Passing" },
  warning: { emoji: "⚠️", word: "Warning" },
  failing: { emoji: "⛔", word: "Failing" },
};

/** What to do about a check that fails; one sentence each. */
export const CHECK_ADVICE: Readonly<Record<CheckName, string>> = {
  permission: "Ask an Owner for the missing right.",
  "compatible-class": "Choose a version of a kind that can take the champion's place.",
  "not-current-model": "Choose a version that was built from another model.",
  "unique-among-challengers":
    "Choose another version, or choose the challenger itself under Promote a challenger instead.",
  deployable:
    "Choose a version that is neither archived, deprecated nor disabled and whose build is complete.",
  "custom-model-tests": "Run the model's tests until they pass, then ask again.",
  "target-name": "Choose a version that predicts the same target.",
  "target-type": "Choose a version with the same target type.",
  "class-names": "Choose a version with the same classes.",
  "feature-types": "Choose a version whose features have the same types.",
  "no-new-features": "Make sure that callers send the added features, or choose a version without them.",
  "humility-rules": "Change the deployment's humility rules, or choose a version that supports them.",
  "time-series": "Choose a version of the same series type.",
  "prediction-intervals": "Turn prediction intervals off, or choose a version that can compute these sizes.",
  "segment-attributes": "Change the tracked segment attributes, or choose a version trained with them.",
  "combined-model-segments": "Choose a version that covers the same segments.",
  "drift-tracking": "Change the drift settings, or choose a version that supports them.",
};
