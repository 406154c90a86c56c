// Note A of reference section 4: what can be compared depends on training data on both sides.
import type { Feature, ModelPackage } from "../model-package.ts";
import { enumerated } from "../words.ts";
import type { Replacement } from "./check.ts";

export type Side = "champion" | "candidate";
const SIDES: readonly Side[] = ["champion", "candidate"];

/** Sides without training data, champion first. */
export const withoutTrainingData = (r: Pick<Replacement, Side>): Side[] =>
  SIDES.filter((side) => r[side].trainingData === null);

/** `Credit default v3 (champion) and Credit default v4 (candidate)` */
export const sidesInWords = (r: Pick<Replacement, Side>, sides: readonly Side[]): string =>
  enumerated(sides.map((side) => `${r[side].name} (${side})`));

/** The champion's types by feature name and the candidate's features, or the sentence that says why they cannot be compared. */
export function comparableFeatures(
  r: Pick<Replacement, Side>,
):
  | { readonly champion: ReadonlyMap<string, string>; readonly candidate: readonly Feature[] }
  | { readonly missing: string } {
  const bare = withoutTrainingData(r);
  if (bare.length > 0)
    return {
      missing: `${sidesInWords(r, bare)} ${bare.length === 1 ? "has" : "have"} no training data, so features cannot be compared.`,
    };
  const { champion, candidate } = { champion: r.champion.features, candidate: r.candidate.features };
  if (champion === null || candidate === null)
    return {
      missing: `Features of ${sidesInWords(r, featureless(r))} are not recorded, so they cannot be compared.`,
    };
  return { champion: new Map(champion.map(({ name, type }) => [name, type])), candidate };
}

const featureless = (r: Readonly<Record<Side, ModelPackage>>): Side[] =>
  SIDES.filter((side) => r[side].features === null);
