// What the checks of the target share.
import type { ModelPackage, Target, TargetType } from "../model-package.ts";
import type { Replacement } from "./check.ts";
import { sidesInWords, withoutTrainingData } from "./training-data.ts";

const CLASSIFICATION: readonly TargetType[] = ["Binary", "Multiclass", "Multilabel"];
const WITHOUT_TARGET: readonly TargetType[] = ["AnomalyDetection", "Unstructured"];

export const isClassification = (type: TargetType): boolean => CLASSIFICATION.includes(type);

/** Such models learn from no target: an absent name is then a fact, and not a gap. */
export const hasNoTarget = ({ name, type }: Target): boolean =>
  name === null && type !== null && WITHOUT_TARGET.includes(type);

/**
 * The target recorded on a package counts without training data too, but nothing proves it then (note A): the sentence says no more
 * than that. Which training data is missing stands in one place, with what somebody has to attest.
 */
export const isProven = (r: Replacement): boolean => withoutTrainingData(r).length === 0;

/** `The target name of Credit default v4 (candidate) is not recorded, so it cannot be compared.` */
export function notRecorded(r: Replacement, what: string, isMissing: (of: ModelPackage) => boolean): string {
  const sides = (["champion", "candidate"] as const).filter((side) => isMissing(r[side]));
  return `The ${what} of ${sidesInWords(r, sides)} is not recorded, so it cannot be compared.`;
}
