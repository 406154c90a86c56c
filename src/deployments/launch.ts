// What is known of a launch before it is tried. Reference: deployment actions, sections 3.10 and 9 (custom-model badges).
import type { ModelPackage } from "./model-package.ts";
import { enumerated } from "./words.ts";

/** The tests of a custom model that failed; null: none is known to have failed, or it is no custom model. */
export function failedTests(model: ModelPackage | null): readonly string[] | null {
  if (model?.kind !== "custom" || model.tests?.status !== "failed") return null;
  return model.tests.failed;
}

const FORECAST = ", so the launch will probably fail";

/** The same once the launch was tried: what came of it is said elsewhere. */
export const withoutForecast = (doubt: string): string => doubt.replace(FORECAST, "");

/** Why a launch is likely to fail, as a sentence; null: nothing speaks against it. */
export function launchDoubt(model: ModelPackage | null): string | null {
  const failed = failedTests(model);
  if (failed === null) return null;
  const which = failed.length === 0 ? "" : ` (${enumerated(failed)})`;
  return `The tests of its custom model failed${which}${FORECAST}.`;
}
