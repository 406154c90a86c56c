// Check 2: the kinds of model go together, and the environment can run the candidate. Reference section 5.
import { compatible, fitsEnvironment } from "../compatibility.ts";
import { KIND_WORDS } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";

const { passing, failing } = resultsOf("compatible-class");

export const check = (r: Replacement): CheckResult => {
  const compared = { champion: KIND_WORDS[r.champion.kind], candidate: KIND_WORDS[r.candidate.kind] };
  const kinds = compatible(r.champion, r.candidate, r.edition);
  const environment = fitsEnvironment(r.candidate, r.deployment.environment);
  const problems = [kinds, environment].filter(({ ok }) => !ok).map(({ sentence }) => sentence);
  if (problems.length > 0) return failing(problems.join(" "), { compared, items: problems });
  return passing(`${kinds.sentence} ${environment.sentence}`, { compared });
};
