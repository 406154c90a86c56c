// The measures, each beside a bare Bolt app in the same run: ratios say something on any computer, milliseconds do not.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { validateReplacement } from "../src/deployments/validation/validate.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../src/slack/action-ids.ts";
import { BLOCKS, formatMetadata, versionBlock } from "../src/slack/views/replace-model-state.ts";
import { aCandidate, aPackage, aReplacement } from "../test/support/builders.ts";
import {
  commandBody,
  interactionBody,
  quantile,
  SIGNING_SECRET,
  send,
  steadily,
  targetOn,
  throughput,
} from "./load.ts";
import { type Bot, startBot } from "./process.ts";
import { labelOf, seedRegistry } from "./seed.ts";
import { startSlackStub } from "./slack-stub.ts";

const PROJECT = join(import.meta.dirname, "..");
const BARE = join(PROJECT, "bench/bare-bolt.ts");
const BUNDLE = join(PROJECT, "dist/main.mjs");
const SLOW = join(PROJECT, "bench/slow-bot.ts");

export interface Figure {
  readonly what: string;
  readonly figure: number;
  /** Null: the budget is absolute. */
  readonly baseline: number | null;
  readonly unit: string;
  /** The larger one is the better one. */
  readonly atLeast?: true;
  /** Of the ratio to the baseline, or of the figure where there is none. */
  readonly budget: number;
}

/** Where a run keeps its files, and the Slack that its bots talk to. */
export interface Bench {
  readonly folder: string;
  readonly apiUrl: string;
  readonly responseUrl: string;
}

const ascending = (a: number, b: number): number => a - b;
const median = (values: readonly number[]): number => quantile([...values].sort(ascending), 0.5);

function folderFor(bench: Bench, name: string): string {
  const path = join(bench.folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

const envFor = (bench: Bench, dataDir: string, more: Readonly<Record<string, string>> = {}) => ({
  SLACK_BOT_TOKEN: "xoxb-bench",
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_API_URL: bench.apiUrl,
  SAMPLE_FLEET: "true",
  DATA_DIR: dataDir,
  PORT: "0",
  ...more,
});

const bare = (bench: Bench): Promise<Bot> => startBot(BARE, { env: {}, cwd: bench.folder });
const bundle = (bench: Bench, dataDir: string, more?: Readonly<Record<string, string>>): Promise<Bot> =>
  startBot(BUNDLE, { env: envFor(bench, dataDir, more), cwd: bench.folder });

/** Runs with both bots up, and ends them whatever happens. */
async function beside<T>(
  bots: readonly [Promise<Bot>, Promise<Bot>],
  work: (bare: Bot, ours: Bot) => Promise<T>,
): Promise<T> {
  const started = await Promise.allSettled(bots);
  try {
    const [one, other] = await Promise.all(bots);
    return await work(one, other);
  } finally {
    for (const bot of started) if (bot.status === "fulfilled") await bot.value.stop();
  }
}

export function buildBundle(): void {
  const build = spawnSync(
    process.execPath,
    ["node_modules/rolldown/bin/cli.mjs", "--config", "rolldown.config.mjs"],
    {
      cwd: PROJECT,
      encoding: "utf8",
      timeout: 120_000,
    },
  );
  if (build.status !== 0) throw new Error(`The bundle cannot be built:\n${build.stdout}${build.stderr}`);
}

/** `/deployments <name>`, as many as the bot can take. */
export async function commands(bench: Bench): Promise<readonly Figure[]> {
  const dataDir = folderFor(bench, "commands");
  return await beside([bare(bench), bundle(bench, dataDir)], async (bolt, ours) => {
    const make = () => commandBody("card-default", bench.responseUrl);
    const rates = { bolt: [] as number[], ours: [] as number[] };
    const targets = { bolt: targetOn(bolt.port), ours: targetOn(ours.port) };
    for (let round = 0; round < 12; round += 1) {
      for (const name of ["bolt", "ours"] as const) {
        const rate = await throughput(targets[name], make, { atOnce: 16, seconds: 2 });
        // The first round warms both up.
        if (round > 0) rates[name].push(rate);
      }
    }
    return [
      {
        what: "/deployments <name>",
        figure: median(rates.ours),
        baseline: median(rates.bolt),
        unit: "requests/s",
        atLeast: true,
        budget: 0.6,
      },
    ];
  });
}

const OPEN = {
  action_id: ACTION_IDS.openDeployment,
  block_id: "row",
  type: "button",
  value: "d-card-default",
};

/** Presses that read, and submits that are written down; the platform answers in 10 s. */
export async function acknowledgements(bench: Bench): Promise<readonly Figure[]> {
  const slow = startBot(SLOW, {
    env: { ...envFor(bench, folderFor(bench, "slow")), BENCH_PLATFORM_DELAY_MS: "10000" },
    cwd: bench.folder,
  });
  return await beside([bare(bench), slow], async (bolt, ours) => {
    const targets = { bolt: targetOn(bolt.port), ours: targetOn(ours.port) };
    const figures: Figure[] = [];
    for (const [what, make] of [
      ["a press", () => press(bench)],
      ["a submit", submit],
    ] as const) {
      // Both at once: what else the computer does hits both alike.
      const both = (from: number, seconds: number) =>
        Promise.all(
          [targets.bolt, targets.ours].map((target, bot) =>
            steadily(target, (index) => make(from + bot * 100_000 + index), { perSecond: 50, seconds }),
          ),
        );
      await both(10_000, 2);
      const [baseline = Number.NaN, figure = Number.NaN] = (await both(20_000, 8)).map((took) =>
        quantile(took, 0.99),
      );
      figures.push({
        what: `acknowledge ${what}, p99, 50/s, platform at 10 s`,
        figure,
        baseline,
        unit: "ms",
        budget: 3,
      });
    }
    return figures;
  });
}

const press = (bench: Bench): string =>
  interactionBody({
    type: "block_actions",
    response_url: bench.responseUrl,
    channel: { id: "C0BENCH00" },
    container: {
      type: "message",
      message_ts: "1700000000.000100",
      channel_id: "C0BENCH00",
      is_ephemeral: true,
    },
    actions: [OPEN],
  });

function submit(index: number): string {
  const chosen = (value: string) => ({
    type: "static_select",
    selected_option: { value, text: { type: "plain_text", text: value } },
  });
  return interactionBody({
    type: "view_submission",
    view: {
      id: `V0BENCH${index}`,
      root_view_id: `V0BENCH${index}`,
      type: "modal",
      hash: "1",
      callback_id: CALLBACK_IDS.replaceModel,
      private_metadata: formatMetadata({
        deploymentId: "d-card-default",
        label: "card-default",
        rollback: false,
        mends: null,
        edit: null,
        channel: "C0BENCH00",
        registeredModel: null,
        challengers: [],
        promotes: false,
      }),
      state: {
        values: {
          [BLOCKS.reason]: { [ACTION_IDS.replacementReason]: chosen("ACCURACY") },
          [versionBlock(null)]: { [ACTION_IDS.version]: chosen("p-card-default-4") },
        },
      },
    },
  });
}

const MANY = 100_000;

/** What somebody types to find one of 100,000: growing beginnings, parts, whole names, slips. */
function typed(count: number): readonly string[] {
  return Array.from({ length: count }, (_, round) => {
    const label = labelOf((round * 7_919) % MANY);
    switch (round % 4) {
      case 0:
        return label.slice(0, 3 + (round % 9));
      case 1:
        return label.slice(label.indexOf("-") + 1);
      case 2:
        return label;
      default:
        return `${label.slice(0, 2)}${label.slice(3)}`;
    }
  });
}

export async function searches(bench: Bench): Promise<readonly Figure[]> {
  const dataDir = folderFor(bench, "many");
  await seedRegistry(dataDir, MANY);
  return await beside(
    [bare(bench), bundle(bench, dataDir, { SAMPLE_FLEET: "false" })],
    async (bolt, ours) => {
      const targets = [targetOn(bolt.port), targetOn(ours.port)] as const;
      const took: [number[], number[]] = [[], []];
      for (const [round, text] of typed(500).entries()) {
        for (const bot of [0, 1] as const) {
          const ms = await send(targets[bot], commandBody(`list all ${text}`, bench.responseUrl));
          // The first ones warm both up.
          if (round >= 100) took[bot].push(ms);
        }
      }
      const [baseline, figure] = [
        quantile(took[0].sort(ascending), 0.5),
        quantile(took[1].sort(ascending), 0.99),
      ];
      return [
        {
          what: `search over ${MANY.toLocaleString("en")} deployments, p99 beside one bare p50`,
          figure,
          baseline,
          unit: "ms",
          budget: 50,
        },
      ];
    },
  );
}

export async function validation(): Promise<readonly Figure[]> {
  const features = Array.from({ length: 10_000 }, (_, index) => ({
    name: `FEATURE_${index}`,
    type: "Numeric",
  }));
  const trainingData = { name: "wide.csv", rows: 1_000, trainedAt: 0, columns: features };
  const given = aReplacement({
    champion: aPackage({ features, trainingData }),
    // Half of them are new: every list is as long as it gets.
    candidate: aCandidate({
      features: features.map((each, index) => (index % 2 === 0 ? each : { ...each, name: `NEW_${index}` })),
      trainingData,
    }),
  });
  const took: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    const before = process.cpuUsage();
    validateReplacement(given);
    const { user, system } = process.cpuUsage(before);
    if (round >= 10) took.push((user + system) / 1000);
  }
  return [
    {
      what: "validation, 10,000 features each, CPU",
      figure: median(took),
      baseline: null,
      unit: "ms",
      budget: 20,
    },
  ];
}

/** Resident memory is taken a moment after the start, when nothing is asked. */
const REST_MS = 1_500;

export async function startAndRest(bench: Bench): Promise<readonly Figure[]> {
  const dataDir = folderFor(bench, "start");
  const made = {
    bolt: { start: [] as number[], memory: [] as number[] },
    ours: { start: [] as number[], memory: [] as number[] },
  };
  for (let round = 0; round < 8; round += 1) {
    for (const name of ["bolt", "ours"] as const) {
      const bot = name === "bolt" ? await bare(bench) : await bundle(bench, dataDir);
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      // The first start makes the records, and brings both from the disk.
      if (round > 0) {
        made[name].start.push(bot.startMs);
        made[name].memory.push(bot.memory());
      }
      await bot.stop();
    }
  }
  const figure = (kind: "start" | "memory", what: string, unit: string): Figure => ({
    what,
    figure: median(made.ours[kind]),
    baseline: median(made.bolt[kind]),
    unit,
    budget: 1.5,
  });
  return [figure("start", "start to ready, bundle", "ms"), figure("memory", "memory at rest, bundle", "MB")];
}

/** The bundle with the local workspace in it, as somebody who tries it has it: until its page has what it shows, and at rest after. */
export async function workspacePage(bench: Bench): Promise<readonly Figure[]> {
  const dataDir = folderFor(bench, "page");
  const made = {
    bolt: { start: [] as number[], memory: [] as number[] },
    ours: { start: [] as number[], memory: [] as number[] },
  };
  for (let round = 0; round < 6; round += 1) {
    for (const name of ["bolt", "ours"] as const) {
      const began = performance.now();
      const bot =
        name === "bolt"
          ? await bare(bench)
          : await startBot(BUNDLE, {
              env: { WORKSPACE: "on", DATA_DIR: dataDir, PORT: "0", WORKSPACE_PORT: "0" },
              cwd: bench.folder,
            });
      if (name === "ours") {
        for (const path of ["/", "/page/app.css", "/page/app.js", "/control/page/olivia?channel=C0GENERAL"])
          await (await fetch(`${bot.workspace()}${path}`)).text();
      }
      const took = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
      if (round > 0) {
        made[name].start.push(took);
        made[name].memory.push(bot.memory());
      }
      await bot.stop();
    }
  }
  const figure = (kind: "start" | "memory", what: string, unit: string, budget: number): Figure => ({
    what,
    figure: median(made.ours[kind]),
    baseline: median(made.bolt[kind]),
    unit,
    budget,
  });
  return [
    figure("start", "start to first page of the workspace, beside a bare start", "ms", 2),
    figure("memory", "memory of bot and workspace at rest, page open", "MB", 1.5),
  ];
}

const DELAY_MS = 400;

/** How many answers of the platform, one after the other, are waited for before the form shows its fields. */
export async function formDepth(bench: Bench): Promise<readonly Figure[]> {
  const shown = Promise.withResolvers<number>();
  const stub = await startSlackStub(async (method, body) => {
    if (method.startsWith("views.") && decodeURIComponent(body).includes(ACTION_IDS.replacementReason))
      shown.resolve(performance.now());
  });
  const bot = await startBot(SLOW, {
    env: {
      ...envFor({ ...bench, apiUrl: stub.apiUrl }, folderFor(bench, "form")),
      BENCH_PLATFORM_DELAY_MS: String(DELAY_MS),
    },
    cwd: bench.folder,
  });
  try {
    const target = targetOn(bot.port);
    const began = performance.now();
    await send(
      target,
      interactionBody({
        type: "block_actions",
        response_url: stub.responseUrl,
        channel: { id: "C0BENCH00" },
        container: {
          type: "message",
          message_ts: "1700000000.000100",
          channel_id: "C0BENCH00",
          is_ephemeral: true,
        },
        actions: [
          {
            action_id: ACTION_IDS.deploymentAction,
            block_id: "row",
            type: "button",
            value: "replace-model d-card-default",
          },
        ],
      }),
    );
    const took = (await within(shown.promise, 20_000)) - began;
    return [
      {
        what: "platform answers before the form shows its fields, one after the other",
        figure: Math.floor(took / DELAY_MS),
        baseline: null,
        unit: "deep",
        budget: 1,
      },
    ];
  } finally {
    await bot.stop();
    await stub.close();
  }
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${ms / 1000} s.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
