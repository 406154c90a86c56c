// Which kind of model may replace which, and what a prediction environment can run. Reference section 5.
import type { ModelFormat, PredictionEnvironment } from "./deployment.ts";
import type { ModelPackage, PackageKind } from "./model-package.ts";
import type { Edition } from "./validation/check.ts";
import { enumerated, FORMAT_WORDS, KIND_WORDS } from "./words.ts";

export interface Compatibility {
  readonly ok: boolean;
  /** Plain sentence for people; names both kinds when they do not go together. */
  readonly sentence: string;
}

/** Two classes only: custom and imported models belong to the one of DataRobot models. */
export const classOf = (kind: PackageKind): "external" | "DataRobot" =>
  kind === "external" ? "external" : "DataRobot";

/** Necessary, not sufficient: the replacement checks still apply. */
export function compatible(
  champion: Pick<ModelPackage, "kind">,
  candidate: Pick<ModelPackage, "kind">,
  edition: Edition,
): Compatibility {
  if (candidate.kind === "imported" && edition === "saas")
    return {
      ok: false,
      sentence: "The candidate is an imported .mlpkg model, which exists only on self-managed installations.",
    };
  const kinds = `the champion is ${article(champion.kind)}, the candidate ${article(candidate.kind)}`;
  if (classOf(champion.kind) === classOf(candidate.kind))
    return { ok: true, sentence: `Both belong together: ${kinds}.` };
  return {
    ok: false,
    sentence: `External models can only replace external models, and DataRobot, custom and imported models only each other: ${kinds}.`,
  };
}

const article = (kind: PackageKind): string =>
  `${/^[aei]/.test(KIND_WORDS[kind]) ? "an" : "a"} ${KIND_WORDS[kind]}`;

/** In which formats a model of a kind can be run. A DataRobot model leaves DataRobot as scoring code. */
const FORMATS: Readonly<Record<PackageKind, readonly ModelFormat[]>> = {
  native: ["datarobot", "datarobotScoringCode"],
  custom: ["customModel"],
  external: ["externalModel"],
  imported: ["datarobot", "datarobotScoringCode"],
};

/**
 * A deployment never leaves its environment, so the candidate must be able to run there: an external model only outside DataRobot,
 * and any model only in a format that the environment supports. No recorded formats say nothing (missing is never a mismatch).
 */
export function fitsEnvironment(
  candidate: Pick<ModelPackage, "kind">,
  environment: Pick<PredictionEnvironment, "name" | "platform" | "supportedModelFormats">,
): Compatibility {
  const { name, platform, supportedModelFormats: supported } = environment;
  if (candidate.kind === "external" && platform === "datarobot")
    return {
      ok: false,
      sentence: `An external model runs only in an external environment, and ${name} is one of DataRobot.`,
    };
  if (supported.length === 0 || FORMATS[candidate.kind].some((format) => supported.includes(format)))
    return { ok: true, sentence: `The environment ${name} can run ${article(candidate.kind)}.` };
  return {
    ok: false,
    sentence: `The environment ${name} runs only ${enumerated(supported.map((format) => FORMAT_WORDS[format]))}, and the candidate is ${article(candidate.kind)}.`,
  };
}
