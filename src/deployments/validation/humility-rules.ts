// Check 12: the candidate supports the humility rules of the deployment. Severity: our rule.
import { counted, enumerated, HUMILITY_TRIGGER_WORDS } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { configurableResultsOf } from "./results.ts";

const { passing, differing, notEvaluated } = configurableResultsOf("humility-rules");

export const check = (r: Replacement): CheckResult => {
  const { enabled, rules } = r.deployment.settings.humility;
  if (!enabled) return passing("Not needed: humility is off.");
  if (rules.length === 0) return passing("Not needed: humility has no rules.");
  const supported = r.candidate.humilitySupport;
  if (supported === null) return notEvaluated("Which humility rules the candidate supports is not recorded.");
  const compared = {
    champion: enumerated([...new Set(rules.map(({ trigger }) => HUMILITY_TRIGGER_WORDS[trigger]))]),
    candidate:
      supported.length === 0
        ? "none"
        : enumerated(supported.map((trigger) => HUMILITY_TRIGGER_WORDS[trigger])),
  };
  const unsupported = rules.filter(({ trigger }) => !supported.includes(trigger));
  if (unsupported.length > 0)
    return differing(
      r,
      `The candidate does not support ${counted(unsupported.length, "humility rule")} of the deployment.`,
      {
        compared,
        items: unsupported.map(({ name, trigger }) => `${name} (${HUMILITY_TRIGGER_WORDS[trigger]})`),
      },
    );
  return passing(
    rules.length === 1
      ? "The candidate supports the humility rule."
      : `The candidate supports all ${rules.length} humility rules.`,
    { compared },
  );
};
