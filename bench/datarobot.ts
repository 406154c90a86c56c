// What an interaction costs on DataRobot: calls, and how deep they stand behind one another. The fake answers late and holds 10,000
// deployments, so that calls that wait for one another do not overlap.
import { Secret } from "../src/config/secret.ts";
import { type DeploymentId, registeredModelId } from "../src/deployments/ids.ts";
import { createDataRobotClient } from "../src/platforms/datarobot/client.ts";
import { createDataRobotPlatform } from "../src/platforms/datarobot/datarobot-platform.ts";
import { EFFECT_DEADLINES } from "../src/platforms/datarobot/effects/index.ts";
import { NO_POLICIES } from "../src/policy-file.ts";
import type { LinkedAccounts } from "../src/ports/linked-accounts.ts";
import { startFakeDataRobot } from "../test/support/datarobot/fake-datarobot.ts";
import { idOf } from "../test/support/datarobot/names.ts";
import { memoryStore } from "../test/support/memory-store.ts";
import { operationsRig } from "../test/support/operations-rig.ts";
import type { Figure } from "./measures.ts";

const DEPLOYMENTS = 10_000;
const LATENCY_MS = 200;

/** One call, from its sending to its answer. */
interface Span {
  readonly began: number;
  ended: number;
}

/** The longest row of calls of which each began after the one before had ended. */
function depthOf(spans: readonly Span[]): number {
  let [depth, free] = [0, Number.NEGATIVE_INFINITY];
  for (const { began, ended } of [...spans].sort((a, b) => a.ended - b.ended)) {
    if (began < free) continue;
    depth += 1;
    free = ended;
  }
  return depth;
}

interface Cost {
  readonly calls: number;
  /** Answers that had to be waited for one after another. */
  readonly depth: number;
}

export async function datarobotCalls(): Promise<readonly Figure[]> {
  const clock = { now: () => Date.now() };
  const fake = await startFakeDataRobot({ clock, deployments: DEPLOYMENTS, latencyMs: LATENCY_MS });
  const log = { warn: () => undefined };
  const endpoint = new URL(fake.url);
  let spans: Span[] = [];
  const client = createDataRobotClient({
    endpoint,
    clock,
    log,
    deadlines: EFFECT_DEADLINES,
    async fetch(url, init) {
      const span = { began: performance.now(), ended: Number.POSITIVE_INFINITY };
      spans.push(span);
      const answer = await fetch(url, init);
      span.ended = performance.now();
      return answer;
    },
  });
  const account = {
    token: new Secret(fake.tokens.olivia),
    uid: idOf.account("olivia"),
    email: "olivia@example.com",
  };
  const linkedAccounts: LinkedAccounts = {
    tokenOf: async () => account,
    missing: async () => null,
    linkBroken: async () => undefined,
  };
  const platform = createDataRobotPlatform({
    client,
    endpoint,
    clock,
    log,
    linkedAccounts,
    serviceToken: new Secret(fake.tokens.service),
    applications: {},
    scoringCodeMakesPermanent: false,
    store: memoryStore(),
  });
  const { operations, actor } = await operationsRig({ wrapPlatform: () => platform, policies: NO_POLICIES });
  const olivia = actor("olivia");
  const card = idOf.deployment("card-default") as DeploymentId;
  const costOf = async (interaction: () => Promise<{ readonly ok: boolean }>): Promise<Cost> => {
    spans = [];
    const answer = await interaction();
    if (!answer.ok) throw new Error(`The interaction was refused: ${JSON.stringify(answer)}`);
    return { calls: spans.length, depth: depthOf(spans) };
  };
  const typed = (text: string) => () => operations.search(olivia, { text, filter: {}, limit: 25 });
  try {
    // The first connection is opened before anything is measured.
    await platform.ready();
    const costs: [string, Cost][] = [
      ["autocompletion, first page", await costOf(typed("card"))],
      ["autocompletion, the same again", await costOf(typed("card"))],
    ];
    costs.push(
      ["/deployments <name>, finding it", await costOf(() => operations.lookup(olivia, "card-default"))],
      ["/deployments <name>, its card", await costOf(() => operations.seeDeployment(olivia, card))],
      ["menu of a row", await costOf(() => operations.menu(olivia, card))],
      [
        "form of a replacement",
        await costOf(() => operations.replaceForm(olivia, card, { rollback: false })),
      ],
      ["form of another action", await costOf(() => operations.actionForm(olivia, "deactivate", card))],
      ["choosing a registered model", await costOf(() => operations.registeredModels(olivia, card, ""))],
      [
        "choosing a version",
        await costOf(() =>
          operations.versions(olivia, card, registeredModelId(idOf.registeredModel("card-default")), ""),
        ),
      ],
      ["why", await costOf(() => operations.why(olivia, "replace-model", card))],
    );
    for (const [what, { calls, depth }] of costs)
      console.error(`DataRobot, ${what}: ${calls} ${calls === 1 ? "call" : "calls"}, ${depth} deep`);
    const cost = new Map(costs);
    const figure = (what: string, of: keyof Cost, budget: number): Figure => ({
      what: `DataRobot, ${DEPLOYMENTS.toLocaleString("en")} deployments: ${what}`,
      figure: cost.get(what)?.[of] ?? Number.POSITIVE_INFINITY,
      baseline: null,
      unit: of === "calls" ? "calls" : "round trips",
      budget,
    });
    return [
      figure("autocompletion, first page", "depth", 1),
      figure("autocompletion, the same again", "calls", 0),
    ];
  } finally {
    await client.close();
    await fake.close();
  }
}
