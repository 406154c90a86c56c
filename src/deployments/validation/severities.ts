// Severity of the checks for which nothing published states one. The policy file may set each (reference section 12.3).
import type { Severities } from "./check.ts";

/** Our rule where the policy file is silent: what would break after the replacement fails, what is only lost warns. */
export const DEFAULT_SEVERITIES: Severities = {
  "humility-rules": "failing",
  "prediction-intervals": "failing",
  "segment-attributes": "failing",
  "drift-tracking": "warning",
};
