// The bot with a platform that answers late, in a process of its own: `BENCH_PLATFORM_DELAY_MS` says how late.
import { setTimeout as sleep } from "node:timers/promises";
import type { Platform } from "../src/ports/platform.ts";
import { startPointsman } from "../src/start.ts";

const { BENCH_PLATFORM_DELAY_MS, ...env } = process.env;
const delay = Number(BENCH_PLATFORM_DELAY_MS);

/** Each call that asks the platform something waits first. */
function slow(platform: Platform): Platform {
  const late =
    <Arguments extends readonly unknown[], T>(call: (...args: Arguments) => Promise<T>) =>
    async (...args: Arguments): Promise<T> => {
      await sleep(delay);
      return await call(...args);
    };
  return {
    ...platform,
    deployments: late(platform.deployments),
    deployment: late(platform.deployment),
    overview: late(platform.overview),
    registeredModels: late(platform.registeredModels),
    versions: late(platform.versions),
    packages: late(platform.packages),
    replaceModel: late(platform.replaceModel),
  };
}

const running = await startPointsman({
  env,
  workingDir: process.cwd(),
  say: () => undefined,
  aroundPlatform: slow,
});
process.once("SIGTERM", () => {
  // What waits for the slow platform is of no interest any more.
  running.stop("the measurement is over").finally(() => process.exit(0));
  setTimeout(() => process.exit(0), 1_000).unref();
});
