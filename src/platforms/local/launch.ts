// What became of what was taken on, as far as a registry without servers can know: a custom model whose tests failed does not start.
import { failedTests } from "../../deployments/launch.ts";
import type { LogEntry } from "../../deployments/logs.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import { enumerated } from "../../deployments/words.ts";
import { type LocalCommand, launches } from "./read-side.ts";

/** What whoever does the work says of its end. `why` is a sentence for people, `log` goes into the startup log. */
export type Report =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: string; readonly log: readonly LogEntry[] };

/** The registry's own report. A serving system that reports by itself knows better. */
export function ownReport(command: LocalCommand, model: ModelPackage | null, at: number): Report {
  const failed = launches(command) ? failedTests(model) : null;
  if (model === null || failed === null) return { ok: true };
  const which = failed.length === 0 ? "" : ` (${enumerated(failed)})`;
  const line = (level: LogEntry["level"], text: string): LogEntry => ({ at, level, text });
  return {
    ok: false,
    why: `the tests of ${model.name} failed${which}.`,
    log: [
      line("INFO", `Launching ${model.name} for ${command.by}`),
      ...failed.map((test) => line("ERROR", `Test failed: ${test}`)),
      line("CRITICAL", `${model.name} did not start: its tests failed, so nothing serves`),
    ],
  };
}

/** The whole sentence about a failure: what was tried, why it went wrong, what there is now. Only custom models have logs to look at. */
export function failureSentence(command: LocalCommand, why: string, model: ModelPackage | null): string {
  const log = model?.kind === "custom" ? " View logs shows its startup log." : "";
  const launch = `The launch failed: ${why} The deployment has errored, so it makes no predictions.${log}`;
  switch (command.kind) {
    case "relaunch":
      return launch;
    case "set-status":
      return command.to === "active" ? launch : `It was not stopped: ${why} It goes on as before.`;
    case "replace-model":
      return `The new model was not launched: ${why} The champion is unchanged, and the deployment has errored.`;
    case "delete":
      return `It was not stopped: ${why} So it was not deleted. With Ignore Management Agent it is deleted without waiting.`;
    case "build-scoring-code":
      return `The build failed: ${why} There is no file.`;
    default:
      return `It failed: ${why}`;
  }
}
