// Scoring code: the model as a file that scores without the deployment. Reference: deployment actions, section 3.4.
import type { DeploymentId, PackageId } from "./ids.ts";
import type { ModelPackage } from "./model-package.ts";

export const CODING_LANGUAGES = ["python-api", "java-api", "cli"] as const;
/** Changes the example alone, never the file. */
export type CodingLanguage = (typeof CODING_LANGUAGES)[number];

export const CODE_FORMS = ["binary", "source"] as const;
/** `source` is for reading: it is not compiled, has no dependencies and cannot score. */
export type CodeForm = (typeof CODE_FORMS)[number];

export const INCLUSIONS = ["agent", "explanations", "intervals"] as const;
export type Inclusion = (typeof INCLUSIONS)[number];

/** What the file is made from; equal options of one registered model version give equal bytes. */
export interface CodeOptions {
  readonly form: CodeForm;
  readonly include: readonly Inclusion[];
}

/** What a build made. */
export interface ScoringCode {
  readonly deploymentId: DeploymentId;
  readonly packageId: PackageId;
  readonly options: CodeOptions;
  readonly filename: string;
  /** Null: the platform does not tell before the file is read. */
  readonly bytes: number | null;
  /** Lower-case hex, over the whole file; null: nobody knows before it was read to its end. */
  readonly sha256: string | null;
}

export const LANGUAGE_WORDS: Readonly<Record<CodingLanguage, string>> = {
  "python-api": "Python API",
  "java-api": "Java API",
  cli: "CLI",
};
export const FORM_WORDS: Readonly<Record<CodeForm, string>> = {
  binary: "binary JAR",
  source: "source JAR",
};
export const INCLUSION_WORDS: Readonly<Record<Inclusion, string>> = {
  agent: "monitoring agent",
  explanations: "prediction explanations",
  intervals: "prediction intervals",
};

type Explained = Pick<ModelPackage, "timeSeries" | "explanations">;

/** Why the model's scoring code cannot explain predictions, one sentence; null: it can. It computes XEMP, and that without time series. */
export function whyNoExplanations({ timeSeries, explanations }: Explained): string | null {
  if (timeSeries !== null) return "Prediction explanations are not there for time series models.";
  switch (explanations) {
    // Whether it has them is not recorded: the build says so.
    case null:
    case "XEMP":
      return null;
    case "SHAP":
      return "Prediction explanations are not there: this model has SHAP, and scoring code computes XEMP only.";
    case "none":
      return "Prediction explanations are not there: this model has none.";
  }
}

/** What the model lets one choose: explanations where it has them as XEMP and without time series, intervals for time series. */
export const offeredInclusions = (model: Explained | null): readonly Inclusion[] =>
  INCLUSIONS.filter((each) => {
    if (each === "agent") return true;
    if (model === null) return false;
    return each === "explanations" ? whyNoExplanations(model) === null : model.timeSeries !== null;
  });

/** Why these options do not go together; null: they do. Whatever the model. */
export function formConflict({ form, include }: CodeOptions): string | null {
  const against = include.filter((each) => each === "agent" || each === "explanations");
  if (form === "binary" || against.length === 0) return null;
  return `Source is there only without the monitoring agent and without prediction explanations. Choose the binary JAR, or leave out the ${against.map((each) => INCLUSION_WORDS[each]).join(" and the ")}.`;
}

/** The first option that the model does not have, as a sentence; null: it has all. */
export function inclusionRefused({ include }: CodeOptions, model: Explained): string | null {
  const offered = offeredInclusions(model);
  const beyond = include.find((each) => !offered.includes(each));
  switch (beyond) {
    case undefined:
    case "agent":
      return null;
    case "explanations":
      return `${whyNoExplanations(model)} Leave them out.`;
    case "intervals":
      return "Prediction intervals are there for time series models only. Leave them out.";
  }
}

/** How the file is used, by language. It holds no foreign text but the file's own name, which is made of letters, digits and dashes. */
export function exampleOf(language: CodingLanguage, { filename, options }: ScoringCode): string {
  const { form, include } = options;
  if (form === "source") return "# Source is for reading: it is not compiled and cannot score.";
  return EXAMPLES[language](filename, {
    explanations: include.includes("explanations"),
    intervals: include.includes("intervals"),
  });
}

type Example = (
  filename: string,
  has: { readonly explanations: boolean; readonly intervals: boolean },
) => string;

/** With intervals whoever calls names their length, 1 to 99 percent. */
const EXAMPLES: Readonly<Record<CodingLanguage, Example>> = {
  "python-api": (filename, has) =>
    [
      "import pandas as pd",
      "from datarobot_predict.scoring_code import ScoringCodeModel",
      "",
      `model = ScoringCodeModel("${filename}")`,
      `scores = model.predict(pd.read_csv("input.csv")${has.explanations ? ", max_explanations=3" : ""}${has.intervals ? ", prediction_intervals_length=80" : ""})`,
    ].join("\n"),
  "java-api": (filename, has) =>
    [
      `// ${filename} is on the class path.`,
      "IPredictorInfo model = Predictors.getPredictor();",
      ...(has.explanations ? ["// Explanations: score with ExplanationParams of the model."] : []),
      ...(has.intervals ? ["// Intervals: their length is an option of each call, 1 to 99 percent."] : []),
    ].join("\n"),
  cli: (filename, has) =>
    [
      `java -jar ${filename} csv --input=input.csv --output=output.csv`,
      ...(has.explanations ? ["--with-explanations"] : []),
      ...(has.intervals ? ["--with_intervals --interval_length=80"] : []),
    ].join(" "),
};
