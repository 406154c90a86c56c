// Check 9: classification models know the same classes. As sets: the order is for display.
import type { Target } from "../model-package.ts";
import { counted } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { setDifference } from "./set-difference.ts";
import { isClassification, notRecorded } from "./target.ts";

const { passing, failing, notEvaluated } = resultsOf("class-names");

/** The platform cuts lists of class names here, so the counts are compared too. */
const CUT_AT = 100;

export const check = (r: Replacement): CheckResult => {
  const [champion, candidate] = [r.champion.target, r.candidate.target];
  if (needsNoClasses(champion) && needsNoClasses(candidate))
    return passing("Not needed: neither model classifies.");
  const compared = { champion: words(champion), candidate: words(candidate) };
  const [before, after] = [namesOf(champion), namesOf(candidate)];

  if (before !== null && after !== null) {
    const difference = setDifference(before, after, ["class", "classes"]);
    if (difference.items.length > 0)
      return failing(`The candidate ${difference.words}.`, { compared, items: difference.items });
  }
  const [beforeCount, afterCount] = [countOf(champion), countOf(candidate)];
  if (beforeCount !== null && afterCount !== null && beforeCount !== afterCount)
    return failing("The candidate knows another number of classes than the champion.", { compared });
  if (before === null || after === null)
    return notEvaluated(
      notRecorded(r, "list of classes", (of) => namesOf(of.target) === null),
      { compared },
    );
  if (isCut(champion) || isCut(candidate))
    return notEvaluated(
      `The ${before.size} class names that the platform gives are the same; it gives no more, so the others cannot be compared.`,
      { compared },
    );
  return passing("Both models know the same classes.", { compared });
};

/** With an unknown type it may still be a classifier: then its classes are missing, not needless. */
const needsNoClasses = (target: Target): boolean =>
  target.type !== null && !isClassification(target.type) && namesOf(target) === null;

/** Null: not recorded; an empty list says no more than that. */
const namesOf = ({ classes }: Target): ReadonlySet<string> | null =>
  classes === null || classes.length === 0 ? null : new Set(classes);

/** Null: not recorded, and the list (if there is one) may have been cut. */
function countOf(target: Target): number | null {
  if (target.classCount !== null) return target.classCount;
  const names = namesOf(target);
  return names === null || names.size >= CUT_AT ? null : names.size;
}

function isCut(target: Target): boolean {
  const count = countOf(target);
  return count === null || count > (namesOf(target)?.size ?? 0);
}

const SHOWN_NAMES = 10;

function words(target: Target): string {
  const [names, count] = [namesOf(target), countOf(target)];
  if (names !== null && names.size <= SHOWN_NAMES && !isCut(target)) return [...names].join(", ");
  if (count !== null) return counted(count, "class", "classes");
  return names === null ? "not recorded" : `at least ${counted(names.size, "class", "classes")}`;
}
