// The bot's process: starts, says what went wrong when it cannot, and stops without losing anything.
import { randomIds } from "./ids.ts";
import { createLog } from "./log.ts";
import { loadEnvFile } from "./project.ts";
import { StartRefused, startPointsman } from "./start.ts";

/** Longer than a call to a platform may take, shorter than the 30 s after which orchestrators kill. */
const STOP_WITHIN_MS = 28_000;

/** What nobody foresaw: the process ends, and the next one goes on from the records. */
function endOnSurprise(event: string, error: unknown): void {
  createLog({ level: "error" }).error(event, { id: randomIds.unique().slice(0, 8), error });
  process.exit(1);
}

async function main(): Promise<void> {
  loadEnvFile();
  process.on("unhandledRejection", (error) => endOnSurprise("process.unhandled-rejection", error));
  process.on("uncaughtException", (error) => endOnSurprise("process.uncaught-exception", error));
  const starting = startPointsman({
    env: process.env,
    workingDir: process.cwd(),
    say: (text) => process.stderr.write(`${text}\n`),
  });
  // From the first moment on: a signal that comes while it starts stops it as well.
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal means now.
    process.once(signal, () => process.exit(1));
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    starting.then(
      (running) =>
        running.stop(signal).then(
          () => process.exit(0),
          (error: unknown) => endOnSurprise("process.stop-failed", error),
        ),
      // Said below.
      () => undefined,
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    await starting;
  } catch (error) {
    if (!(error instanceof StartRefused)) return endOnSurprise("process.start-failed", error);
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

if (import.meta.main) await main();
