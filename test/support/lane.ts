// A Slack, a bot and records of its own, for journeys in which the bot fails or is ended: what must have happened once at the end.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import { manifestText } from "../../src/slack/manifest.ts";
import { PersonCannot } from "../../src/workspace/acts.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { type BotProcess, temporaryFolder } from "./bot-process.ts";
import {
  at,
  auditOf,
  auditVerify,
  CLEAN,
  deploymentIn,
  dueDeliveries,
  noticesIn,
  slackApart,
  startBot,
} from "./journey.ts";

/** Both ways need an approval: the sample policy lets an earlier champion come back without. */
export const POLICY = `
policies:
  - name: Important replacements
    actions: replace-model
    needs: {approvals: 1, from: [group: ml-approvers]}
notify:
  - channel: "#ml-deployments"
`;

export interface Lane {
  readonly slack: Workspace;
  readonly dataDir: string;
  readonly mode: "http" | "socket";
  bot: BotProcess;
  /** References of the requests on card-default that were applied so far, in order. */
  readonly done: string[];
}

export interface LaneSettings {
  /** Null: the policy of the sample fleet. */
  readonly policy?: string | null;
  readonly mode?: Lane["mode"];
  /** What must lie in its folder when the bot starts. */
  readonly before?: (dataDir: string) => Promise<void>;
  /** Of the app in Slack; without it, the project's own. */
  readonly manifest?: string;
}

export async function openLane(settings: LaneSettings = {}): Promise<Lane> {
  const { policy = POLICY, mode = "http", manifest = manifestText(mode) } = settings;
  const dataDir = temporaryFolder().path;
  if (policy !== null) writeFileSync(join(dataDir, "policy.yml"), policy);
  await settings.before?.(dataDir);
  const slack = await slackApart({ manifest });
  const bot = await startBot(slack, { dataDir, mode });
  return { slack, dataDir, mode, bot, done: [] };
}

/** Ends the bot and its Slack, and removes the records. */
export async function closeLane(lane: Lane): Promise<void> {
  await kill(lane);
  await lane.slack.stop();
  rmSync(lane.dataDir, { recursive: true, force: true });
}

/** Opens a lane for `work`, and closes it however that ends. */
export async function inLane<T>(settings: LaneSettings, work: (lane: Lane) => Promise<T>): Promise<T> {
  const lane = await openLane(settings);
  try {
    return await work(lane);
  } finally {
    await closeLane(lane);
  }
}

export async function startAgain(lane: Lane, env: Readonly<Record<string, string>> = {}): Promise<void> {
  lane.bot = await startBot(lane.slack, { dataDir: lane.dataDir, mode: lane.mode, env });
}

export async function kill(lane: Lane): Promise<void> {
  lane.bot.signal("SIGKILL");
  await lane.bot.ended;
}

/** What a person does who saw no answer: the button once more, unless the card has changed meanwhile. */
export async function pressAgain(lane: Lane, reference: string): Promise<boolean> {
  const [prompt] = (await lane.slack.directMessages("ada")).filter((one) => one.text.includes(reference));
  if (prompt === undefined) throw new Error("the prompt is gone");
  try {
    const again = await lane.slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) });
    expect(again.error).toBeNull();
    return true;
  } catch (error) {
    if (error instanceof PersonCannot && error.code === "no_such_control") return false;
    throw error;
  }
}

/** How often each was told that it happened; of Carl, a Consumer, every message counts. */
export async function toldOf({ slack }: Lane, reference: string) {
  const count = (messages: Awaited<ReturnType<Workspace["messages"]>>): number =>
    noticesIn(messages).filter(({ text }) => text.includes(reference)).length;
  const direct = async (person: string) => count(await slack.directMessages(person));
  return {
    channel: count(await slack.messages("ml-deployments")),
    otto: await direct("otto"),
    uma: await direct("uma"),
    olivia: await direct("olivia"),
    carl: (await slack.directMessages("carl")).length,
  };
}

/** Until channel, Otto and Uma know, and Olivia's card says that it is done. */
export async function untilTold(lane: Lane, reference: string, what = reference): Promise<void> {
  await lane.slack.waitFor(
    async () => {
      const { channel, otto, uma } = await toldOf(lane, reference);
      const cards = (await lane.slack.directMessages("olivia")).filter(({ text }) =>
        text.includes(reference),
      );
      return channel > 0 && otto > 0 && uma > 0 && cards.some(({ text }) => text.includes("✅ Done"));
    },
    { what: `the end of ${what}`, timeoutMs: 30_000 },
  );
}

/** Ends the bot when nothing is left to be shown, and looks whether all was done and told once: what comes too often may come late. */
export async function expectOnceEach(lane: Lane): Promise<void> {
  const { slack, dataDir, done } = lane;
  await slack.waitFor(async () => (await dueDeliveries(dataDir)).length === 0, {
    what: "all deliveries shown",
    timeoutMs: 30_000,
  });
  lane.bot.signal("SIGTERM");
  expect((await lane.bot.ended).code).toBe(0);
  const once = { channel: 1, otto: 1, uma: 1, olivia: 0, carl: 0 };
  for (const reference of done)
    expect({ reference, ...(await toldOf(lane, reference)) }).toEqual({ reference, ...once });

  const audit = await auditOf(dataDir);
  for (const reference of done) {
    const events = (event: string) =>
      audit.filter((line) => line.event === event && line.details?.reference === reference);
    const times = (event: string) => events(event).length;
    const keys = new Set(events("effect.intended").map(({ details }) => details?.effectKey));
    expect({
      reference,
      approved: times("request.approved"),
      succeeded: times("effect.succeeded"),
      effectKeys: keys.size,
    }).toEqual({ reference, approved: 1, succeeded: 1, effectKeys: 1 });
  }
  const { history, championId } = await deploymentIn(dataDir, "d-card-default");
  const keys = history.flatMap(({ effectKey }) => effectKey ?? []);
  expect(keys).toHaveLength(done.length);
  expect(new Set(keys).size).toBe(done.length);
  expect(history).toHaveLength(3 + done.length);
  expect(championId).toBe(history[0]?.packageId);
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
}
