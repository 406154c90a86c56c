// The wiring: every part made once, from the configuration, in the order in which they need each other.
import { randomBytes } from "node:crypto";
import { ACTIONS } from "./actions/index.ts";
import { systemClock } from "./clock.ts";
import { Secret } from "./config/secret.ts";
import { type Config, type Environment, type Port, readConfig } from "./config.ts";
import { accountLinkRoutes } from "./http/account-link.ts";
import { applicationRoutes } from "./http/application.ts";
import { deploymentRoute } from "./http/deployment-page.ts";
import { downloadRoutes } from "./http/download.ts";
import { createLinks } from "./http/links.ts";
import { healthRoute, metricsRoute, type Part, readyRoute, slackRoute } from "./http/routes.ts";
import { answerJson, createHttpServer } from "./http/server.ts";
import { randomIds } from "./ids.ts";
import { type Keyring, openKeys, recordsBeganAt } from "./keys.ts";
import { createLog, fieldsFirst, type Log } from "./log.ts";
import { withMail } from "./mail/messenger.ts";
import { createMetrics } from "./metrics.ts";
import { headSink } from "./operations/audit-heads.ts";
import { type AuditLane, openAuditLane } from "./operations/audit-lane.ts";
import { verifyAuditOf } from "./operations/audit-verify.ts";
import { createOperations } from "./operations/index.ts";
import { createSeenEvents } from "./operations/seen-events.ts";
import { createPeople } from "./people/resolve.ts";
import { type Platform, PlatformUnavailable } from "./ports/platform.ts";
import type { Store } from "./ports/store.ts";
import { packageDir, readTextFile, version } from "./project.ts";
import { createSlack, SlackRefused } from "./slack/bolt-app.ts";
import { connectSlack, type SlackTransport } from "./slack/connection.ts";
import { commandWords, manifestText } from "./slack/manifest.ts";
import { banner } from "./start/banner.ts";
import { closers } from "./start/closers.ts";
import { noteMail, openMail } from "./start/mail.ts";
import { openPlatform } from "./start/platform.ts";
import { createCache } from "./stores/cache.ts";
import { openSqliteStore, StoreNotOpened } from "./stores/sqlite/sqlite-store.ts";

/** The start is refused: the message is for people, complete, and needs no stack. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
}

export interface StartOptions {
  readonly env: Environment;
  /** Folder that relative paths of the environment are meant from. */
  readonly workingDir: string;
  /** Text for the person at the terminal; nobody needs to parse it. */
  readonly say: (text: string) => void;
  /** Put around the platform, by measurements and tests that need a slow or failing one. */
  readonly aroundPlatform?: (platform: Platform) => Platform;
}

export interface RunningPointsman {
  readonly addresses: {
    /** The bot's own server. */
    readonly bot: string;
    /** The local workspace; null with a real Slack. */
    readonly workspace: string | null;
  };
  /** Takes nothing new, finishes what is under way, closes the store. `why` is for the log. */
  stop(why: string): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
/** Longest wait for answers that are under way when the process is told to stop. */
const ANSWER_GRACE_MS = 5_000;

/**
 * Starts everything, or throws `StartRefused` with all that is wrong; then nothing is left running. When it resolves, the bot takes
 * requests.
 */
export async function startPointsman(options: StartOptions): Promise<RunningPointsman> {
  const answer = readConfig(options.env, {
    packageDir: packageDir(),
    workingDir: options.workingDir,
    readFile: readTextFile,
  });
  if (!answer.ok) {
    throw new StartRefused(
      ["Pointsman does not start:", ...answer.mistakes.map((mistake) => `  ${mistake}`)].join("\n"),
    );
  }
  const open = closers();
  try {
    return await wire(answer.config, options, open);
  } catch (error) {
    await open.closeAll();
    if (error instanceof StoreNotOpened || error instanceof SlackRefused)
      throw new StartRefused(`Pointsman does not start: ${error.message}`, { cause: error });
    throw error;
  }
}

type Closers = ReturnType<typeof closers>;

async function wire(config: Config, options: StartOptions, open: Closers): Promise<RunningPointsman> {
  const clock = systemClock;
  const ids = randomIds;
  const metrics = createMetrics({ version: version(), parts: ["store", "platform", "slack"] });
  const log = createLog({ level: config.logLevel, onError: metrics.loggedError });
  for (const warning of config.warnings) log.warn("start.warning", { warning });

  const store = await openSqliteStore({ dir: config.dataDir, log: fieldsFirst(log) });
  open.add(() => store.close());
  const keyring = await keyringFor(config, store);
  const lane = auditLane(keyring, store, log);
  open.add(() => lane.close());

  const records = String(await recordsBeganAt(store));
  const workspace =
    config.slack.mode === "workspace" ? await localWorkspace(config, config.slack.port, log, records) : null;
  if (workspace !== null) open.add(() => workspace.server.stop());
  const transport = workspace?.transport ?? transportOf(config);

  const policies = () => config.policy.rules;
  const commands = commandWords(config.commandPrefix);
  const cache = createCache({
    // What one app of one workspace may see is never shown to another.
    namespace: `slack-${ids.hash(transport.botToken.reveal()).slice(0, 16)}`,
    failed: (operation, error) => {
      metrics.cacheFailed(operation);
      log.warn("cache.failed", { operation, error });
    },
  });
  open.add(() => cache.close());
  const connection = connectSlack({ transport, log, clock, ids, cache });
  const { directory } = connection;
  let ownAddress = "";
  const links = createLinks({
    keys: [keyring.subKey("links"), ...keyring.subKeys("links").slice(1)],
    publicUrl: config.publicUrl,
    ownAddress: () => ownAddress,
    everybodyIsHere: workspace !== null,
  });
  const mail = await openMail(config.mail, clock);
  const messenger = withMail(connection.messenger, {
    mail,
    clock,
    log,
    // A letter is good without it.
    slackUrl: async () => (await connection.home().catch(() => null))?.url ?? null,
    links,
    command: commands.deployments,
    environmentName: config.environmentName,
  });
  const opened = await openPlatform({
    config,
    store,
    keyring,
    journal: lane,
    directory,
    policies,
    commands,
    clock,
    ids,
    log,
  });
  open.add(() => opened.close());
  const { accounts } = opened;
  const platform = options.aroundPlatform?.(opened.platform) ?? opened.platform;
  const people = createPeople({ directory, accounts: platform.accounts, policies, log: fieldsFirst(log) });
  const { operations, worker, pages } = createOperations({
    store,
    journal: lane,
    platform,
    people,
    messenger,
    mails: mail !== null,
    clock,
    ids,
    log,
    policies,
    edition: config.edition,
    links,
    notifyChannel: config.notifyChannel,
    commands,
    accounts,
    verifyAuditOf: (request) => auditLines(store, keyring, request),
  });
  const slack = createSlack({
    transport,
    connection,
    operations,
    seen: createSeenEvents({ store, clock }),
    log,
    clock,
    ids,
    actions: ACTIONS,
    commandPrefix: config.commandPrefix,
    registry: {
      isEmpty: () => isEmpty(platform),
      canAdopt: platform.adoptSampleFleet !== undefined,
    },
    links,
    hasAccounts: accounts !== null,
  });

  let taking = false;
  const listener = slack.requestListener;
  const parts: readonly Part[] = [
    { name: "store", check: () => store.probe() },
    { name: "platform", check: async () => ((await platform.ready()) ? null : "it does not answer") },
    {
      name: "slack",
      check: async () => (taking && slack.connected() ? null : "the connection is not there"),
    },
  ];
  const server = createHttpServer({
    routes: [
      healthRoute,
      readyRoute({ parts, metrics, log }),
      metricsRoute(metrics),
      ...downloadRoutes({ links, pages, log }),
      ...applicationRoutes({ links, pages }),
      ...accountLinkRoutes({ links, pages }),
      deploymentRoute({ command: commands.deployments }),
      ...(listener === null
        ? []
        : [
            slackRoute((request, response) =>
              taking ? listener(request, response) : answerJson(response, 503, { error: "starting" }),
            ),
          ]),
    ],
    log,
    metrics,
    ids,
  });
  // Whoever reaches the bot of a local workspace can be anybody, so only this computer does.
  const host = workspace === null ? "0.0.0.0" : LOOPBACK;
  const port = await listenOn("PORT", config.port, (number) => server.listen({ port: number, host }));
  open.add(() => server.close(ANSWER_GRACE_MS));
  ownAddress = `http://${LOOPBACK}:${port}`;
  workspace?.server.setBotUrl(ownAddress);

  await slack.start();
  open.add(() => slack.stop());
  await noteStart(lane, log, { version: version(), policy: config.policy.path ?? "none" });
  taking = true;
  void noteMail(mail, log);
  worker.start();
  open.add(() => worker.stop());

  const addresses = { bot: `http://localhost:${port}`, workspace: workspace?.server.url ?? null };
  options.say(banner({ config, addresses, empty: (await platform.size()).deployments === 0 }));
  log.info("start.ready", { version: version(), port, slack: config.slack.mode, dataDir: config.dataDir });

  return {
    addresses,
    async stop(why) {
      log.info("stop.began", { why });
      // No new request is taken while those under way end: the server stops listening before Slack's work is waited for.
      await Promise.all([server.close(ANSWER_GRACE_MS), slack.stop(), worker.stop()]);
      taking = false;
      await open.closeAll();
      log.info("stop.done", {});
    },
  };
}

async function keyringFor(config: Config, store: Store): Promise<Keyring> {
  const keys = await openKeys({ ...config, store, clock: systemClock });
  if (!keys.ok) throw new StartRefused(`Pointsman does not start: ${keys.sentence}`);
  return keys.keyring;
}

/** Each process start has its own lane; its name says which key sealed it. */
function auditLane(keyring: Keyring, store: Store, log: Log): AuditLane {
  return openAuditLane({
    store,
    key: keyring.subKey("audit"),
    lane: `${keyring.writes}/${new Date(systemClock.now()).toISOString()}/${randomIds.unique()}`,
    ids: randomIds,
    // Logs are kept somewhere else than the store: `audit verify --heads` compares the two.
    heads: headSink({
      keep: async (lines) => {
        for (const head of lines.trimEnd().split("\n")) log.info("audit.head", { head });
      },
      failed: (error) => log.error("audit.head-not-noted", { error }),
    }),
  });
}

async function noteStart(
  lane: AuditLane,
  log: Log,
  details: { version: string; policy: string },
): Promise<void> {
  const answer = await lane.commit({
    expect: [],
    put: [],
    audit: [
      {
        at: systemClock.now(),
        event: "process.started",
        action: null,
        request: null,
        deployment: null,
        who: "system",
        allowed: true,
        why: "The process was started.",
        details,
      },
    ],
  });
  if (answer.outcome === "committed") return;
  log.error("start.not-recorded", { answer });
  const why = answer.outcome === "conflict" ? "another process writes to it" : answer.reason;
  throw new StartRefused(
    `Pointsman does not start: the start could not be recorded in the audit trail: ${why}`,
  );
}

/** For the evidence of a request: what was found, or that nothing was, and what nobody can know. */
async function auditLines(store: Store, keyring: Keyring, request: string): Promise<readonly string[]> {
  const report = await verifyAuditOf(store, keyring.subKeys("audit"), { request });
  const found = report.findings.map(({ sentence }) => sentence);
  return [
    ...(report.clean ? [`${report.entries} entries were read, and all are as they were written.`] : found),
    ...(report.moreFindings > 0 ? [`And ${report.moreFindings} more findings.`] : []),
    ...report.cannotKnow,
  ];
}

async function isEmpty(platform: Platform): Promise<boolean | null> {
  try {
    return (await platform.size()).deployments === 0;
  } catch (error) {
    if (error instanceof PlatformUnavailable) return null;
    throw error;
  }
}

function transportOf({ slack }: Config): SlackTransport {
  if (slack.mode === "workspace") throw new Error("The local workspace brings its own transport.");
  return slack;
}

/** A Slack of our own on loopback; its tokens live as long as the process. Loaded only when it is used. */
async function localWorkspace(config: Config, port: Port, log: Log, records: string) {
  const { startWorkspace } = await import("./workspace/workspace.ts");
  const secret = (start: string): string => `${start}${randomBytes(24).toString("hex")}`;
  const tokens = { botToken: secret("xoxb-"), appToken: secret("xapp-"), signingSecret: secret("") };
  const start = (number: number) =>
    startWorkspace({
      port: number,
      clock: systemClock,
      ids: randomIds,
      log,
      records,
      ...tokens,
      manifest: manifestText("http", {
        commandPrefix: config.commandPrefix,
        environmentName: config.environmentName,
        // Without a public address the bot's links lead to this computer.
        unfurlDomain: new URL(config.publicUrl ?? `http://${LOOPBACK}`).hostname,
      }),
    });
  const server = await listenOn("WORKSPACE_PORT", port, async (number) => {
    try {
      return await start(number);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return "busy";
      throw error;
    }
  });
  const transport: SlackTransport = {
    mode: "http",
    botToken: new Secret(tokens.botToken),
    signingSecret: new Secret(tokens.signingSecret),
    apiUrl: server.apiUrl,
  };
  return { server, transport };
}

/** A port that was asked for and is busy refuses the start; another one is exchanged for a free one. */
async function listenOn<T>(
  variable: "PORT" | "WORKSPACE_PORT",
  port: Port,
  listen: (number: number) => Promise<T | "busy">,
): Promise<T> {
  const first = await listen(port.number);
  if (first !== "busy") return first;
  if (port.given) {
    throw new StartRefused(
      `Pointsman does not start: port ${port.number} (${variable}) is in use by another process. Stop that one, or set ${variable} to another port.`,
    );
  }
  const second = await listen(0);
  if (second === "busy") throw new Error("The system gave no free port.");
  return second;
}
