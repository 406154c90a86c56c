// What journeys have in common: a Slack in the test's own process, the bot in another one, what people do and read
// there, and what the bot's records say beside it.
import { systemClock } from "../../src/clock.ts";
import type { Deployment } from "../../src/deployments/deployment.ts";
import { randomIds } from "../../src/ids.ts";
import { adoptSampleFleet } from "../../src/platforms/local/fleet/adopt.ts";
import type { FleetPart } from "../../src/platforms/local/fleet/building.ts";
import { sampleFleet } from "../../src/platforms/local/fleet/sample-fleet.ts";
import {
  deploymentPut,
  deploymentRecordId,
  packagePut,
  parseDeployment,
} from "../../src/platforms/local/records.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../../src/slack/action-ids.ts";
import { manifestText } from "../../src/slack/manifest.ts";
import { openSqliteStore, openSqliteStoreReadOnly } from "../../src/stores/sqlite/sqlite-store.ts";
import type { FieldValue, Outcome, WorkspaceActs } from "../../src/workspace/acts.ts";
import type { WorkspaceMessage, WorkspaceView } from "../../src/workspace/state.ts";
import { startWorkspace, type Workspace, type WorkspaceOptions } from "../../src/workspace/workspace.ts";
import { type BotProcess, runToEnd, startBotProcess } from "./bot-process.ts";

export const TOKENS = {
  botToken: "xoxb-journey",
  appToken: "xapp-journey",
  signingSecret: "journey-signing-secret",
};
const quiet = (): void => undefined;

/** A Slack that outlives the bot, with the scopes of the manifest, the optional ones included. */
export const slackApart = (options: Partial<WorkspaceOptions> = {}): Promise<Workspace> =>
  startWorkspace({
    port: 0,
    clock: systemClock,
    ids: randomIds,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    manifest: manifestText("http"),
    ...TOKENS,
    ...options,
  });

export interface BotSettings {
  readonly dataDir: string;
  readonly mode?: "http" | "socket";
  readonly env?: Readonly<Record<string, string>>;
}

/** The bot beside a Slack that is already there, with the sample fleet unless `env` says otherwise. */
export async function startBot(slack: Workspace, settings: BotSettings): Promise<BotProcess> {
  const { dataDir, mode = "http", env = {} } = settings;
  const bot = await startBotProcess({
    cwd: dataDir,
    env: {
      DATA_DIR: dataDir,
      SAMPLE_FLEET: "true",
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: TOKENS.botToken,
      ...(mode === "http"
        ? { SLACK_SIGNING_SECRET: TOKENS.signingSecret }
        : { SLACK_APP_TOKEN: TOKENS.appToken }),
      ...env,
    },
  });
  if (mode === "http") slack.setBotUrl(bot.url);
  return bot;
}

/**
 * A view that its person has closed in the meantime is not there any more, one that they went on in shows something newer than a slow
 * platform's answer; an address is nobody's in this workspace.
 */
const NO_FAULT = [
  ["views.update", "not_found"],
  ["views.update", "hash_conflict"],
  ["users.lookupByEmail", "users_not_found"],
] as const;

/** Every payload that Slack was given has passed its checks, and every request got its answer in time. */
export async function expectNothingRefused(slack: WorkspaceActs, since = 0): Promise<void> {
  const wrong = (await slack.requests(since)).filter(({ direction, name, answer, status, late }) => {
    if (direction === "to-bot") return late || status !== 200;
    const { ok, error } = (answer ?? {}) as { ok?: unknown; error?: unknown };
    const answers = NO_FAULT.some(([method, said]) => method === name && said === error);
    return ok === false && !answers;
  });
  if (wrong.length === 0) return;
  const answers = wrong.map(({ direction, name, status, late, answer }) =>
    JSON.stringify({ direction, name, status, late, answer }),
  );
  throw new Error(`Refused:\n${answers.join("\n")}\n${JSON.stringify(wrong, null, 1).slice(0, 4000)}`);
}

// What people read

/** Every text in a message or view, one a line; labels of buttons and options as well. */
export function wordsIn(shown: unknown): string {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) look(each);
    else if (typeof value === "object" && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        if (key === "text" && typeof each === "string") found.push(each);
        else look(each);
      }
    }
  };
  look(shown);
  return found.join("\n");
}

export const viewWords = (view: Pick<WorkspaceView, "title" | "blocks" | "submit">): string =>
  [wordsIn(view.title), wordsIn(view.blocks), wordsIn(view.submit)].join("\n");
export const messageWords = (message: Pick<WorkspaceMessage, "text" | "blocks">): string =>
  [message.text, wordsIn(message.blocks)].join("\n");

/** The newest message that only this person sees in a channel, as words. */
export async function lastPrivate(slack: WorkspaceActs, person: string, channel: string): Promise<string> {
  const last = (await slack.ephemerals(person, channel)).at(-1);
  if (last === undefined) throw new Error(`${person} was told nothing in ${channel}`);
  return messageWords(last);
}

/** What comes of a command that answers this person alone, however long the platform takes for it: as words. */
export async function told(
  slack: WorkspaceActs,
  person: string,
  text: string,
  channel = "general",
): Promise<string> {
  const before = (await slack.ephemerals(person, channel)).length;
  const { error } = await slack.command(person, channel, text);
  if (error !== null) throw new Error(`${text}: ${error}`);
  await slack.waitFor(async () => (await slack.ephemerals(person, channel)).length > before, {
    what: `${person}'s answer to ${text}`,
    timeoutMs: 15_000,
  });
  return await lastPrivate(slack, person, channel);
}

/** Waits for a modal in which `look` finds what it looks for. */
export const modalWith = (
  slack: WorkspaceActs,
  person: string,
  what: string,
  look: (view: WorkspaceView) => boolean,
): Promise<WorkspaceView> =>
  slack.waitFor(
    async () => {
      const view = await slack.openView(person);
      return view !== null && look(view) ? view : null;
    },
    { what: `${person}'s view: ${what}`, timeoutMs: 15_000 },
  );

export const directMessage = (
  slack: WorkspaceActs,
  person: string,
  pattern: RegExp,
): Promise<WorkspaceMessage> =>
  slack.waitFor(
    async () =>
      (await slack.directMessages(person)).filter((one) => pattern.test(messageWords(one))).at(-1) ?? null,
    { what: `a direct message to ${person} that says ${pattern}`, timeoutMs: 15_000 },
  );

/** Notices that it has happened, as they stand in a row of messages; never the cards, prompts and notes about it. */
export const noticesIn = (messages: readonly WorkspaceMessage[]): WorkspaceMessage[] =>
  messages.filter((one) =>
    /^\w+ (replaced|rolled back|promoted a challenger of).*: .+ → .+\. Replacement reason: /.test(one.text),
  );

// What people do

/** A command in a channel, answered with a form: the form, loaded. */
export async function formOf(
  slack: WorkspaceActs,
  person: string,
  text: string,
  channel = "general",
): Promise<WorkspaceView> {
  const outcome = await slack.command(person, channel, text);
  if (outcome.error !== null) throw new Error(`${text}: ${outcome.error}`);
  return await loadedForm(slack, person);
}

export const loadedForm = (slack: WorkspaceActs, person: string): Promise<WorkspaceView> =>
  modalWith(slack, person, "the form", (view) => view.callback_id === CALLBACK_IDS.replaceModel);

/** The form of any other action, when it says `what`. */
export const actionForm = (slack: WorkspaceActs, person: string, what: RegExp): Promise<WorkspaceView> =>
  modalWith(
    slack,
    person,
    String(what),
    (view) => view.callback_id === CALLBACK_IDS.actionForm && what.test(viewWords(view)),
  );

/** The open form of any action but a replacement, confirmed when it is checked; the window is closed again. */
export async function submitAndConfirm(
  slack: WorkspaceActs,
  person: string,
  values: Readonly<Record<string, FieldValue>>,
): Promise<void> {
  const asked = await slack.submit({ person, values });
  if (asked.error !== null) throw new Error(JSON.stringify(asked));
  await checkedView(slack, person);
  const confirmed = await slack.submit({ person });
  if (confirmed.error !== null) throw new Error(JSON.stringify(confirmed));
  await slack.closeView(person, { all: true });
}

export interface Chosen {
  readonly reason?: string;
  readonly version?: string;
  readonly more?: Readonly<Record<string, FieldValue>>;
}

/** *Select*, and the result of the checks in the same window. */
export async function select(
  slack: WorkspaceActs,
  person: string,
  { reason = "Accuracy", version, more = {} }: Chosen,
): Promise<WorkspaceView> {
  const values = {
    [ACTION_IDS.replacementReason]: reason,
    ...(version === undefined ? {} : { [ACTION_IDS.version]: version }),
    ...more,
  };
  const outcome = await slack.submit({ person, values });
  if (outcome.error !== null) throw new Error(`Select: ${outcome.error} ${JSON.stringify(outcome)}`);
  return await checkedView(slack, person);
}

export const checkedView = (slack: WorkspaceActs, person: string): Promise<WorkspaceView> =>
  modalWith(
    slack,
    person,
    "the result of the checks",
    (view) => view.callback_id === CALLBACK_IDS.checkResult && !/Checking…/.test(viewWords(view)),
  );

/** From the command to the request that waits for review, or is applied without one; answers its reference (`R-…`). */
export async function ask(
  slack: WorkspaceActs,
  person: string,
  deployment: string,
  chosen: Chosen,
): Promise<string> {
  await formOf(slack, person, `/deployments replace ${deployment}`);
  const result = await select(slack, person, chosen);
  const reference = /R-[0-9A-Z]+/.exec(viewWords(result))?.[0];
  if (reference === undefined) throw new Error(`No reference in ${viewWords(result)}`);
  // What passes every check and has a policy goes on to its reviewers by itself.
  if (result.submit !== null) {
    const confirmed = await slack.submit({ person });
    if (confirmed.error !== null) throw new Error(`Confirm: ${JSON.stringify(confirmed)}`);
  }
  await slack.closeView(person, { all: true });
  return reference;
}

/** The prompt about this request in a reviewer's direct messages, with its buttons. */
export const promptFor = (
  slack: WorkspaceActs,
  reviewer: string,
  reference: string,
  timeoutMs = 15_000,
): Promise<WorkspaceMessage> =>
  slack.waitFor(
    async () =>
      (await slack.directMessages(reviewer))
        .filter((one) => one.text.includes(reference) && hasControl(one, ACTION_IDS.approve))
        .at(-1) ?? null,
    { what: `${reviewer}'s prompt about ${reference}`, timeoutMs },
  );

export const hasControl = (message: Pick<WorkspaceMessage, "blocks">, actionId: string): boolean =>
  JSON.stringify(message.blocks ?? []).includes(`"action_id":"${actionId}"`);

/** What a button of a message carries; a test that forges a press needs it. */
export function buttonValue(message: Pick<WorkspaceMessage, "blocks">, actionId: string): string {
  for (const block of message.blocks ?? []) {
    const elements = Array.isArray(block.elements) ? block.elements : [block.accessory];
    for (const element of elements) {
      if (element?.action_id === actionId) return String(element.value);
    }
  }
  throw new Error(`no ${actionId} in ${JSON.stringify(message.blocks)}`);
}

export const at = ({ channel, ts }: WorkspaceMessage) => ({ message: { channel, ts } });

export async function approve(slack: WorkspaceActs, reviewer: string, reference: string): Promise<Outcome> {
  const prompt = await promptFor(slack, reviewer, reference);
  return await slack.press({ person: reviewer, actionId: ACTION_IDS.approve, ...at(prompt) });
}

// What the records say, beside the running process

/** `audit verify` of the command line. */
export async function auditVerify(dataDir: string): Promise<string> {
  const { code, stdout, stderr } = await runToEnd({
    script: "src/cli/main.ts",
    args: ["audit", "verify"],
    cwd: dataDir,
    env: { DATA_DIR: dataDir },
  });
  return `${stdout}${stderr}exit ${code}`;
}
export const CLEAN = /^Clean: \d+ entries in \d+ lanes?\.$/m;

export interface AuditLine {
  readonly event: string;
  readonly allowed: boolean;
  readonly action: string | null;
  readonly request: string | null;
  readonly deployment: string | null;
  readonly who: unknown;
  readonly why: string;
  /** Null: written by a process start. */
  readonly details: Readonly<Record<string, unknown>> | null;
}

async function reading<T>(
  dataDir: string,
  read: (store: Awaited<ReturnType<typeof openSqliteStoreReadOnly>>) => Promise<T>,
): Promise<T> {
  const store = await openSqliteStoreReadOnly({ dir: dataDir });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

/** Everything that the audit trail says, lane by lane. */
export const auditOf = (dataDir: string): Promise<readonly AuditLine[]> =>
  reading(dataDir, async (store) => {
    const lines: AuditLine[] = [];
    for (const { lane } of await store.laneHeads()) {
      for (let afterSeq = 0; ; ) {
        const entries = await store.auditLane({ lane, afterSeq, limit: 1000 });
        const last = entries.at(-1);
        if (last === undefined) break;
        afterSeq = last.seq;
        lines.push(
          ...entries.map(({ body, personal }) => ({ ...JSON.parse(body), ...JSON.parse(personal ?? "{}") })),
        );
      }
    }
    return lines;
  });

/** The deployment as the local platform keeps it. */
export const deploymentIn = (dataDir: string, id: string): Promise<Deployment> =>
  reading(dataDir, async (store) => {
    const stored = await store.get(deploymentRecordId(id));
    if (stored === null) throw new Error(`there is no deployment ${id}`);
    return parseDeployment(stored);
  });

/** What still wants to be shown, by what it is; empty: every card, prompt and notice shows what it has to. */
export const dueDeliveries = (dataDir: string): Promise<readonly string[]> =>
  reading(dataDir, async (store) => {
    const due: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof store.changedSince>> = await store.changedSince({
        kind: "delivery",
        cursor,
        limit: 200,
      });
      for (const change of page.changes) {
        if (!change.removed && change.record.alarmAt !== null) due.push(JSON.stringify(change.record));
      }
      if (page.upToDate) return due;
      cursor = page.cursor;
    }
  });

/** Records of a bot that has not started yet: the sample fleet, with more beside it. */
export async function fleetWith(
  dataDir: string,
  more: (fleet: FleetPart) => Partial<FleetPart>,
): Promise<void> {
  const store = await openSqliteStore({ dir: dataDir, log: { error: quiet } });
  try {
    const now = systemClock.now();
    await adoptSampleFleet({ store, size: { deployments: 0, packages: 0 }, now });
    const { deployments = [], packages = [] } = more(sampleFleet(now));
    const put = [...packages.map(packagePut), ...deployments.map(deploymentPut)];
    const answer = await store.commit({
      expect: put.map(({ id }) => ({ id, rev: 0 })),
      put,
      remove: [],
      audit: [],
    });
    if (answer.outcome !== "committed") throw new Error(`Not put: ${JSON.stringify(answer)}`);
  } finally {
    await store.close();
  }
}
