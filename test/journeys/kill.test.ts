// The process is killed at a random moment after an approval was sent, and started again: nothing is lost or done twice.
// Slack lives in the test's own process, so it sees what a real one would: a bot that is gone and comes back.
import { setTimeout as passing } from "node:timers/promises";
import { expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import { manifestText } from "../../src/slack/manifest.ts";
import { seededRandom } from "../support/ids.ts";
import {
  actionForm,
  ask,
  at,
  auditOf,
  deploymentIn,
  messageWords,
  promptFor,
  submitAndConfirm,
} from "../support/journey.ts";
import {
  expectOnceEach,
  inLane,
  kill,
  type Lane,
  POLICY,
  pressAgain,
  startAgain,
  toldOf,
  untilTold,
} from "../support/lane.ts";

const ROUNDS = 20;
/** Lanes run beside each other, each with a Slack, a bot and records of its own. */
const LANES = 2;
const LONGEST_MS = 500;
const RECOVERY_MS = 10_000;
/** `KILL_SEED=… ` repeats a run's moments; what happens at them is up to the machine. */
const SEED = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 32));

/**
 * One moment for each round, 0 to 500 ms after the approval was sent. Most of what can be interrupted happens early, so half of the
 * rounds fall into the first fifth; within its part of the time each moment is random.
 */
function moments(): readonly number[] {
  const random = seededRandom(SEED);
  const half = ROUNDS / 2;
  return Array.from({ length: ROUNDS }, (_, round) => {
    const [from, width] =
      round < half
        ? [(round * 100) / half, 100 / half]
        : [100 + ((round - half) * (LONGEST_MS - 100)) / half, (LONGEST_MS - 100) / half];
    return from + random() * width;
  });
}

interface Killed {
  readonly afterMs: number;
  readonly acknowledged: boolean;
  readonly pressedAgain: boolean;
  /** The last thing that the records knew of it. */
  readonly lastEvent: string;
  /** From the kill to the moment when the next process takes requests. */
  readonly readyMs: number;
  /** From the kill to the last notice and the finished card. */
  readonly recoveryMs: number;
}

async function round(lane: Lane, version: string, afterMs: number): Promise<Killed> {
  const { slack } = lane;
  const reference = await ask(slack, "olivia", "card-default", { version });
  const prompt = await promptFor(slack, "ada", reference);
  const sent = slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) });
  await passing(afterMs);
  const killedAt = performance.now();
  await kill(lane);
  const acknowledged = (await sent).error === null;
  const known = (await auditOf(lane.dataDir)).filter(({ details }) => details?.reference === reference);
  const lastEvent = known.at(-1)?.event ?? "nothing";
  await startAgain(lane);
  const readyMs = performance.now() - killedAt;
  const pressedAgain = acknowledged ? false : await pressAgain(lane, reference);
  await untilTold(lane, reference, `${reference}, killed after ${Math.round(afterMs)} ms`);
  const recoveryMs = performance.now() - killedAt;
  lane.done.push(reference);
  return { afterMs, acknowledged, pressedAgain, lastEvent, readyMs, recoveryMs };
}

it(`survives ${ROUNDS} kills after the approval (KILL_SEED=${SEED})`, { timeout: 170_000 }, async () => {
  const began = performance.now();
  const plan = moments().map((afterMs, index) => ({ afterMs, index }));
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, number) =>
      inLane({}, async (lane) => {
        const killed: Killed[] = [];
        for (const { afterMs } of plan.filter(({ index }) => index % LANES === number)) {
          const version = lane.done.length % 2 === 0 ? "p-card-default-4" : "p-card-default-3";
          killed.push(await round(lane, version, afterMs));
        }
        await expectOnceEach(lane);
        return killed;
      }),
    ),
  );
  const all = lanes.flat();
  const longest = Math.max(...all.map(({ recoveryMs }) => recoveryMs));
  const lastEvents = [...Map.groupBy(all, ({ lastEvent }) => lastEvent)].map(
    ([event, killed]) => `${killed.length} after ${event}`,
  );
  console.log(
    `${all.length} kills, seed ${SEED}: ${lastEvents.join(", ")}; ` +
      `${all.filter(({ acknowledged }) => !acknowledged).length} not acknowledged, ` +
      `${all.filter(({ pressedAgain }) => pressedAgain).length} pressed again; ` +
      `the next process is ready after ${Math.round(Math.max(...all.map(({ readyMs }) => readyMs)))} ms at most, ` +
      `longest recovery ${Math.round(longest)} ms, ${Math.round((performance.now() - began) / 1000)} s in all`,
  );
  expect(all).toHaveLength(ROUNDS);
  expect(longest).toBeLessThan(RECOVERY_MS);
});

/** Killed when Slack has shown the notices and the bot has not heard so: the worst moment for telling twice. */
async function killBetweenNoticesAndTheirAnswers(lane: Lane): Promise<string> {
  const { slack } = lane;
  const reference = await ask(slack, "olivia", "card-default", { version: "p-card-default-4" });
  const prompt = await promptFor(slack, "ada", reference);
  await slack.fault({ on: "chat.postMessage", kind: "late-answer", ms: 20_000, times: 50 });
  await slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) });
  await slack.waitFor(
    async () => {
      const { channel, otto, uma } = await toldOf(lane, reference);
      return channel > 0 && otto > 0 && uma > 0;
    },
    { what: "the notices", timeoutMs: 15_000 },
  );
  await kill(lane);
  await slack.clearFaults();
  await startAgain(lane);
  lane.done.push(reference);
  return reference;
}

it.concurrent("finds its notices in Slack after a kill before the answer, and does not post them again", () =>
  inLane({}, async (lane) => {
    await killBetweenNoticesAndTheirAnswers(lane);
    await expectOnceEach(lane);
  }));

it.concurrent("does not post a notice again where it may not look for it, and its card says that nobody knows", () => {
  const manifest = manifestText("http").replaceAll(/^ +- (channels|groups|im):history\n/gm, "");
  expect(manifest).not.toContain(":history");
  return inLane({ manifest }, async (lane) => {
    const reference = await killBetweenNoticesAndTheirAnswers(lane);
    const card = await lane.slack.waitFor(
      async () =>
        (await lane.slack.directMessages("olivia")).find(
          (one) => one.text.includes(reference) && /Not known whether told/.test(messageWords(one)),
        ) ?? null,
      { what: "the card that says so", timeoutMs: 15_000 },
    );
    expect(messageWords(card)).toMatch(/✅ Done/);
    await expectOnceEach(lane);
  });
});

it.concurrent("has pending cards and timers back within 10 s: buttons work, and a reminder that came due is sent", () => {
  const policy = POLICY.replace("ml-approvers]}", "ml-approvers]}\n    remind: 1m");
  return inLane({ policy }, async (lane) => {
    const { slack } = lane;
    const reference = await ask(slack, "olivia", "card-default", { version: "p-card-default-4" });
    const prompt = await promptFor(slack, "ada", reference);
    const killedAt = performance.now();
    await kill(lane);
    // The next process lives a minute later, so that nobody has to wait for the reminder.
    const later = "const now = Date.now; Date.now = () => now() + 61_000;";
    await startAgain(lane, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(later)}` });
    await slack.waitFor(
      async () =>
        (await slack.directMessages("ada")).some(
          ({ thread_ts, text }) => thread_ts === prompt.ts && text.includes(reference),
        ),
      { what: "the reminder in the prompt's thread", timeoutMs: 15_000 },
    );
    const recoveryMs = performance.now() - killedAt;
    console.log(`A reminder that came due while nobody ran: ${Math.round(recoveryMs)} ms after the kill`);
    expect(recoveryMs).toBeLessThan(RECOVERY_MS);
    const pressed = await slack.press({ person: "ada", actionId: ACTION_IDS.approve, ...at(prompt) });
    expect(pressed.error).toBeNull();
    lane.done.push(reference);
    await untilTold(lane, reference);
    await expectOnceEach(lane);
  });
});

it.concurrent("ends what the platform was at, once, and edits the card that had said so", () =>
  inLane({}, async (lane) => {
    const { slack } = lane;
    await slack.command("olivia", "general", "/deployments relaunch factory-vibration");
    await actionForm(slack, "olivia", /./);
    await submitAndConfirm(slack, "olivia", {});
    const cards = async () =>
      (await slack.directMessages("olivia")).filter(
        // Her card, not the short message in its thread.
        ({ text, thread_ts }) => text.includes("factory-vibration") && thread_ts === undefined,
      );
    const launching = await slack.waitFor(
      async () => (await cards()).find((card) => messageWords(card).includes("🚀 Launching")) ?? null,
      { what: "the card that says Launching", timeoutMs: 15_000 },
    );
    await kill(lane);
    const { status } = await deploymentIn(lane.dataDir, "d-factory-vibration");
    console.log(`Killed while the deployment was ${status}`);
    await startAgain(lane);
    const done = await slack.waitFor(
      async () => (await cards()).find((card) => messageWords(card).includes("✅ Done")) ?? null,
      { what: "the card that says Done", timeoutMs: 20_000 },
    );
    expect(done.ts).toBe(launching.ts);
    lane.bot.signal("SIGTERM");
    expect((await lane.bot.ended).code).toBe(0);
    const events = (await auditOf(lane.dataDir)).map(({ event }) => event);
    for (const event of ["effect.accepted", "effect.succeeded"])
      expect(events.filter((one) => one === event)).toHaveLength(1);
    expect((await deploymentIn(lane.dataDir, "d-factory-vibration")).status).toBe("active");
  }));
