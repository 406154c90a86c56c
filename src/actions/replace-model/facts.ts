// What a replacement shows its reviewers, for machines (the digest) and for people.
import { formatDistanceStrict } from "date-fns/formatDistanceStrict";
import type {
  Deployment,
  DeploymentSettings,
  Health,
  ReplacementReason,
} from "../../deployments/deployment.ts";
import type { RegisteredModelId } from "../../deployments/ids.ts";
import type { ModelPackage, Target } from "../../deployments/model-package.ts";
import { replacementCautions } from "../../deployments/validation/cautions.ts";
import { counted, HEALTH_WORDS } from "../../deployments/words.ts";
import type { ChangeRequest, FactLine } from "../../requests/request.ts";
import type { ReplaceModelInput } from "./input.ts";

interface PackageFacts {
  readonly id: string;
  readonly name: string;
  readonly registeredModel: { readonly id: RegisteredModelId; readonly name: string };
  readonly kind: string;
  readonly source: string | null;
  readonly modelType: string | null;
  readonly target: Target;
  readonly trainingData: string | null;
  /** Text, as a card shows it when it has changed. */
  readonly trained: string | null;
  readonly author: string | null;
  readonly metrics: string;
}

/** All that reviewers decide on and that must not change before the effect. Health and traffic change by the hour: not here. */
export interface ReplacementFacts {
  readonly champion: PackageFacts;
  readonly candidate: PackageFacts;
  readonly features: {
    readonly added: readonly string[];
    readonly dropped: readonly string[];
    readonly retyped: readonly string[];
  } | null;
  readonly deployment: {
    readonly label: string;
    readonly environment: string;
    readonly inactive: boolean;
    readonly challengers: readonly string[];
    readonly settings: DeploymentSettings;
  };
  readonly promote: string | null;
  readonly rollback: boolean;
  readonly reason: ReplacementReason;
}

interface Sides {
  readonly deployment: Deployment;
  readonly champion: ModelPackage;
  readonly candidate: ModelPackage;
  readonly input: ReplaceModelInput;
}

/** The facts that the operations kept of an assessed replacement; null before. */
export const factsOf = (request: ChangeRequest): ReplacementFacts | null =>
  request.assessment === null ? null : (request.assessment.facts as unknown as ReplacementFacts);

/** Machine facts: JSON with stable content for the same state of the platform. */
export function machineFacts({ deployment, champion, candidate, input }: Sides): ReplacementFacts {
  return {
    champion: packageFacts(champion),
    candidate: packageFacts(candidate),
    features: compareFeatures(champion, candidate),
    deployment: {
      label: deployment.label,
      environment: deployment.environment.name,
      inactive: deployment.status === "inactive",
      challengers: deployment.challengers.map((challenger) => challenger.packageId),
      settings: deployment.settings,
    },
    promote: input.promote,
    rollback: input.rollback,
    reason: input.reason,
  };
}

function packageFacts(of: ModelPackage): PackageFacts {
  return {
    id: of.id,
    name: of.name,
    registeredModel: of.registeredModel,
    kind: of.kind,
    source: of.sourceModel === null ? null : `${of.sourceModel.experimentId}/${of.sourceModel.modelId}`,
    modelType: of.modelType,
    target: of.target,
    trainingData: of.trainingData?.name ?? null,
    trained: of.trainingData?.trainedAt == null ? null : new Date(of.trainingData.trainedAt).toISOString(),
    author: of.author,
    metrics: of.metrics
      .map(({ name, partition, value }) => `${name} (${partitionWords(partition)}) ${value}`)
      .join(", "),
  };
}

/** Null when the features of either side are not recorded: "not recorded" is never "different". */
function compareFeatures(champion: ModelPackage, candidate: ModelPackage): ReplacementFacts["features"] {
  if (champion.features === null || candidate.features === null) return null;
  const before = new Map(champion.features.map((feature) => [feature.name, feature.type]));
  const after = new Map(candidate.features.map((feature) => [feature.name, feature.type]));
  const retyped: string[] = [];
  for (const [name, type] of after) {
    const old = before.get(name);
    if (old !== undefined && old !== type) retyped.push(`${name} (${old} → ${type})`);
  }
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    dropped: [...before.keys()].filter((name) => !after.has(name)),
    retyped,
  };
}

/** The lines that people see, most important first. Dates in UTC. */
export function shownFacts(sides: Sides & { readonly now: number }): FactLine[] {
  const { deployment, champion, candidate, input, now } = sides;
  const features = compareFeatures(champion, candidate);
  const cautions = replacementCautions(deployment, { champion, candidate, promote: input.promote });
  const line = (label: string, value: string): FactLine => ({ label, value });
  return [
    line(
      "Champion",
      deployment.championSince === null
        ? describe(champion)
        : `${describe(champion)}; serving for ${formatDistanceStrict(deployment.championSince, now)}`,
    ),
    line("Candidate", describe(candidate)),
    ...metricLines(champion, candidate),
    ...(features === null
      ? [line("Features", "not recorded on both sides, so not compared")]
      : [
          line("Added features", list(features.added)),
          line("Dropped features", list(features.dropped)),
          line("Retyped features", list(features.retyped)),
        ]),
    line("Training data", `${training(champion)} → ${training(candidate)}`),
    line("Author of the candidate", candidate.author ?? "not recorded"),
    line("Health", healthLine(deployment)),
    line("Traffic", traffic(deployment, now)),
    line("Environment", deployment.environment.name),
    ...cautions.map((caution) => line("Caution", caution)),
  ];
}

const describe = (of: ModelPackage): string =>
  of.modelType === null ? of.name : `${of.name} (${of.modelType})`;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

function training(of: ModelPackage): string {
  if (of.trainingData === null) return "none recorded";
  const { name, trainedAt } = of.trainingData;
  return trainedAt === null ? name : `${name}, trained ${day(trainedAt)}`;
}

const SHOWN_ITEMS = 20;
function list(items: readonly string[]): string {
  if (items.length === 0) return "none";
  const shown = items.slice(0, SHOWN_ITEMS).join(", ");
  return items.length > SHOWN_ITEMS
    ? `${items.length} – ${shown}, … (all in the file)`
    : `${items.length} – ${shown}`;
}

function metricLines(champion: ModelPackage, candidate: ModelPackage): FactLine[] {
  const key = (metric: { name: string; partition: string }) =>
    `${metric.name} (${partitionWords(metric.partition)})`;
  const before = new Map(champion.metrics.map((metric) => [key(metric), metric.value]));
  const after = new Map(candidate.metrics.map((metric) => [key(metric), metric.value]));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const value = (number: number | undefined) => (number === undefined ? "not recorded" : String(number));
  return names.map((name) => ({
    label: name,
    value: `${value(before.get(name))} → ${value(after.get(name))}`,
  }));
}

function healthLine({ health }: Deployment): string {
  const part = (name: string, of: Health) =>
    `${name} ${HEALTH_WORDS[of.status]}${of.message === "" ? "" : ` (${of.message})`}`;
  return [
    part("service", health.service),
    part("drift", health.drift),
    part("accuracy", health.accuracy),
  ].join("; ");
}

function traffic({ usage }: Deployment, now: number): string {
  const total = usage.dailyRates.reduce((sum, rate) => sum + rate, 0);
  const mean = usage.dailyRates.length === 0 ? 0 : Math.round(total / usage.dailyRates.length);
  const last =
    usage.lastPredictionAt === null
      ? "no prediction yet"
      : `last prediction ${formatDistanceStrict(usage.lastPredictionAt, now)} ago`;
  return `${counted(mean, "prediction")} a day over ${usage.dailyRates.length} days, ${last}`;
}

/** `crossValidation` is `cross validation`. */
const partitionWords = (partition: string): string =>
  partition.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
