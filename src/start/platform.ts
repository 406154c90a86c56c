// Which platform the bot runs on, and by whose accounts people act there.

import type { ApplicationStrategy, DataRobotConfig } from "../config/datarobot.ts";
import type { Config } from "../config.ts";
import type { Keyring } from "../keys.ts";
import { fieldsFirst, type Log } from "../log.ts";
import type { CommandWords } from "../operations/dependencies.ts";
import type { Journal } from "../operations/journal.ts";
import type { Accounts } from "../operations/linked-accounts.ts";
import { guestQuestion } from "../people/guests.ts";
import { isListed } from "../people/listed.ts";
import { checkToken } from "../platforms/datarobot/accounts.ts";
import { createDataRobotClient } from "../platforms/datarobot/client.ts";
import { createDataRobotPlatform } from "../platforms/datarobot/datarobot-platform.ts";
import { type ApplicationWays, EFFECT_DEADLINES } from "../platforms/datarobot/effects/index.ts";
import { createLocalPlatform } from "../platforms/local/local-platform.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Directory } from "../ports/directory.ts";
import type { Platform } from "../ports/platform.ts";
import type { Store } from "../ports/store.ts";
import type { PolicyFile } from "../requests/policy.ts";
import { openAccounts } from "./accounts.ts";

export interface PlatformParts {
  readonly config: Config;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly journal: Journal;
  readonly directory: Directory;
  readonly policies: () => PolicyFile;
  readonly commands: CommandWords;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface OpenedPlatform {
  readonly platform: Platform;
  /** Null: the platform knows people by their email alone. */
  readonly accounts: Accounts | null;
  close(): Promise<void>;
}

/** How long what an agent runs takes in the sample fleet, for people to see. */
const SAMPLE_WORK_MS = 3_000;

export async function openPlatform(parts: PlatformParts): Promise<OpenedPlatform> {
  const { datarobot } = parts.config;
  if (datarobot !== null) return openDataRobot(datarobot, parts);
  return { platform: await openLocal(parts), accounts: null, close: async () => undefined };
}

function openLocal({
  config,
  store,
  clock,
  ids,
  policies,
  directory,
  log,
}: PlatformParts): Promise<Platform> {
  return createLocalPlatform({
    store,
    clock,
    ids,
    sampleFleet: config.sampleFleet,
    isMlopsAdministrator: (who) => isListed(policies().mlopsAdministrators, who),
    ...(policies().admitGuests ? { isGuest: guestQuestion(directory) } : {}),
    scoringCodeMakesPermanent: config.plan === "legacy",
    activeDeployments: () => policies().activeDeployments,
    // Nothing serves behind this registry, so nothing takes time; in the sample fleet it does.
    workMs: config.sampleFleet ? SAMPLE_WORK_MS : 0,
    log: fieldsFirst(log),
  });
}

function openDataRobot(
  { endpoint, token, applications }: DataRobotConfig,
  { config, store, keyring, journal, directory, commands, clock, ids, log }: PlatformParts,
): OpenedPlatform {
  const client = createDataRobotClient({
    endpoint,
    clock,
    log: fieldsFirst(log),
    deadlines: EFFECT_DEADLINES,
  });
  const accounts = openAccounts({
    keyring,
    store,
    journal,
    checkToken: checkToken(client),
    server: endpoint,
    home: () => directory.home(),
    clock,
    ids,
    log,
    commands,
  });
  const platform = createDataRobotPlatform({
    client,
    endpoint,
    serviceToken: token,
    linkedAccounts: accounts,
    applications: waysOf(applications),
    scoringCodeMakesPermanent: config.plan === "legacy",
    store,
    clock,
    log: fieldsFirst(log),
  });
  return { platform, accounts, close: () => client.close() };
}

/** One way is configured, so one template is offered: what DataRobot makes of it is its own page. */
function waysOf(strategy: ApplicationStrategy): ApplicationWays {
  switch (strategy.kind) {
    case "none":
      return {};
    case "no-code":
      return { predictor: { kind: "no-code", typeId: strategy.type } };
    case "question-answering":
      return { predictor: { kind: "qanda" } };
    case "template":
      return { predictor: { kind: "template", templateId: strategy.template } };
  }
}
