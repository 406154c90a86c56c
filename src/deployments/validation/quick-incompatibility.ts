// Why a version in a searched list cannot be chosen at all, short enough for the line under its name.
import { compatible, fitsEnvironment } from "../compatibility.ts";
import type { ModelPackage } from "../model-package.ts";
import { KIND_WORDS, TARGET_TYPE_WORDS } from "../words.ts";
import type { Replacement } from "./check.ts";
import { isSameModel } from "./same-model.ts";

/** Slack shows this much of an option's description: what names would make longer is said without them. */
const SHORTER_THAN = 75;

export type QuickQuestion = Pick<
  Replacement,
  "champion" | "candidate" | "challengers" | "edition" | "deployment"
>;

/**
 * A sentence of under 75 characters, or null when the version may be chosen. Whatever is named here fails the full validation too
 * (as a candidate, not as a promoted challenger); the full validation finds more.
 */
export function quickIncompatibility(q: QuickQuestion): string | null {
  return kind(q) ?? state(q.candidate) ?? tests(q.candidate) ?? identity(q) ?? target(q);
}

function kind({ champion, candidate, edition, deployment }: QuickQuestion): string | null {
  if (candidate.kind === "imported" && edition === "saas")
    return "Imported .mlpkg models work only on self-managed installations";
  if (!compatible(champion, candidate, edition).ok)
    return `${capital(KIND_WORDS[candidate.kind])}; the champion is another kind (${KIND_WORDS[champion.kind]})`;
  if (!fitsEnvironment(candidate, deployment.environment).ok)
    return `The deployment's environment cannot run this ${KIND_WORDS[candidate.kind]}`;
  return null;
}

function state(candidate: ModelPackage): string | null {
  if (candidate.archived) return "Archived for good";
  if (candidate.disabled) return "Disabled";
  if (candidate.deprecated) return "Deprecated";
  if (candidate.build === "failed") return "Its build failed";
  if (candidate.build === "building") return "Still being built";
  return null;
}

function tests({ kind: kindOf, tests: results }: ModelPackage): string | null {
  if (kindOf !== "custom") return null;
  if (results === null || results.status === "untested") return "Its custom model tests have not been run";
  return results.status === "failed" || results.failed.length > 0 ? "Its custom model tests failed" : null;
}

function identity({ champion, candidate, challengers, deployment }: QuickQuestion): string | null {
  if (candidate.id === champion.id) return "This is the champion";
  if (isSameModel(champion, candidate)) return "Same model as the champion";
  const itself = "Already a challenger of this deployment; promote it instead";
  if (deployment.challengers.some(({ packageId }) => packageId === candidate.id)) return itself;
  const [same] = challengers.flatMap((one) =>
    one.package !== null && isSameModel(one.package, candidate) ? [one.package] : [],
  );
  if (same === undefined) return null;
  return same.id === candidate.id
    ? itself
    : fitting(
        `Same model as the challenger ${same.name}; promote that instead`,
        "Same model as a challenger; promote that instead",
      );
}

function target({ champion, candidate }: QuickQuestion): string | null {
  const [before, after] = [champion.target, candidate.target];
  if (before.name !== null && after.name !== null && before.name !== after.name)
    return fitting(
      `Predicts ${after.name}; the champion predicts ${before.name}`,
      "Predicts another target than the champion",
    );
  if (before.type !== null && after.type !== null && before.type !== after.type)
    return fitting(
      `${capital(TARGET_TYPE_WORDS[after.type])}; the champion is ${TARGET_TYPE_WORDS[before.type]}`,
      "Another target type than the champion",
    );
  return null;
}

const fitting = (long: string, short: string): string => (long.length < SHORTER_THAN ? long : short);
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
