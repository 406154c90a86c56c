// One bot with the local workspace for all tests of a file, on records of its own.
import { afterAll, beforeAll } from "vitest";
import { type BotProcess, startBotProcess, temporaryFolder } from "./bot-process.ts";
import { type JourneyPlatform, journeyPlatform } from "./journey-platform.ts";
import { WorkspaceClient } from "./workspace-client.ts";

export interface OneBot {
  /** Its records, and where it looks for `policy.yml`. */
  readonly dataDir: string;
  /** While tests run. */
  readonly bot: BotProcess;
  readonly slack: WorkspaceClient;
  /** Local, unless the journeys run on DataRobot. */
  readonly platform: JourneyPlatform;
}

/**
 * Starts before the first test; after the last it ends and its records go. `before`: what must lie there when it starts. `env`: what else
 * it is told, asked after that.
 */
export function oneBot(
  before?: (dataDir: string, platform: JourneyPlatform) => void | Promise<void>,
  env: () => Readonly<Record<string, string>> = () => ({}),
): OneBot {
  const { path: dataDir, remove } = temporaryFolder();
  const platform = journeyPlatform(dataDir);
  let started: BotProcess | null = null;
  const bot = (): BotProcess => {
    if (started === null) throw new Error("The bot starts before the first test.");
    return started;
  };
  const slack = new WorkspaceClient(() => bot().workspace);
  beforeAll(async () => {
    await platform.start();
    await before?.(dataDir, platform);
    started = await startBotProcess({
      env: { DATA_DIR: dataDir, ...platform.env, ...env() },
      cwd: dataDir,
    });
    await platform.ready(slack);
  });
  afterAll(async () => {
    started?.signal("SIGTERM");
    await started?.ended;
    remove();
    await platform.close();
  });
  return {
    dataDir,
    get bot() {
      return bot();
    },
    slack,
    platform,
  };
}
