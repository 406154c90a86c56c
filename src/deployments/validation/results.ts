// How a check states its result: each way of ending has one function, so that no check forgets a field.
import type { CheckName, CheckResult, CheckStatus, ConfigurableCheck, Replacement } from "./check.ts";

interface Details {
  readonly compared?: CheckResult["compared"];
  readonly items?: readonly string[];
}

export interface Results {
  passing(sentence: string, details?: Details): CheckResult;
  warning(sentence: string, details?: Details): CheckResult;
  failing(sentence: string, details?: Details): CheckResult;
  /** Facts are missing: a warning, never passing and never a mismatch (note A). */
  notEvaluated(sentence: string, details?: Details): CheckResult;
}

/** Results of a check with a severity of its own. */
export function resultsOf(check: CheckName): Results {
  return {
    passing: (sentence, details) => result(check, "passing", sentence, details),
    warning: (sentence, details) => result(check, "warning", sentence, details),
    failing: (sentence, details) => result(check, "failing", sentence, details),
    notEvaluated: (sentence, details) => ({
      ...result(check, "warning", sentence, details),
      evaluated: false,
    }),
  };
}

export interface ConfigurableResults extends Pick<Results, "passing" | "notEvaluated"> {
  /** Warning or failing, as the policy file (or our default) says. */
  differing(r: Replacement, sentence: string, details?: Details): CheckResult;
}

/** Results of a check whose severity is our own rule: whatever does not pass says so. */
export function configurableResultsOf(check: ConfigurableCheck): ConfigurableResults {
  const of = resultsOf(check);
  return {
    passing: of.passing,
    notEvaluated: (sentence, details) => ({ ...of.notEvaluated(sentence, details), ourRule: true }),
    differing: (r, sentence, details) => ({
      ...result(check, r.severities[check], sentence, details),
      ourRule: true,
    }),
  };
}

function result(check: CheckName, status: CheckStatus, sentence: string, details: Details = {}): CheckResult {
  return {
    check,
    status,
    evaluated: true,
    sentence,
    compared: details.compared ?? null,
    items: details.items ?? [],
    ourRule: false,
  };
}
