// Every action that changes something, with the process killed as soon as it has written down what it is about to do: the next one
// finds out what became of it, and it is done once.
import { setTimeout as passing } from "node:timers/promises";
import { expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import { EFFECT_NAMES, type EffectName } from "../support/every-effect.ts";
import {
  type AuditLine,
  actionForm,
  ask,
  auditOf,
  messageWords,
  submitAndConfirm,
} from "../support/journey.ts";
import { inLane, kill, type Lane, startAgain } from "../support/lane.ts";

/** No approvals: what is confirmed begins at once. */
const POLICY = 'notify:\n  - channel: "#ml-deployments"\n';

interface Step {
  readonly text: string;
  readonly values?: Readonly<Record<string, FieldValue>>;
  /** Chosen before, because the form depends on it. */
  readonly first?: Readonly<Record<string, FieldValue>>;
}

const STEPS: Record<Exclude<EffectName, "replace-model">, Step> = {
  edit: { text: "edit house-value", values: { [ACTION_IDS.editDescription]: "New." } },
  share: {
    text: "share house-value",
    values: { [ACTION_IDS.shareEmails]: "new.hire@example.com", [ACTION_IDS.shareRole]: "Consumer" },
  },
  "use-cases": {
    text: "link house-value",
    first: { [ACTION_IDS.useCasesWay]: "create" },
    values: { [ACTION_IDS.useCasesName]: "Prices" },
  },
  "create-application": {
    text: "application card-default",
    values: {
      [ACTION_IDS.applicationTemplate]: "Predictor",
      [ACTION_IDS.applicationName]: "Will they pay?",
      [ACTION_IDS.applicationSharing]: "Everybody the deployment is shared with",
    },
  },
  "scoring-code": {
    text: "code card-default",
    values: { [ACTION_IDS.codeLanguage]: "Python API", [ACTION_IDS.codeForm]: "Binary JAR" },
  },
  "clear-statistics": {
    text: "clear house-value",
    values: {
      [ACTION_IDS.clearRange]: "whole",
      [ACTION_IDS.clearReason]: "A load test had filled them.",
      [ACTION_IDS.clearConfirmed]: ["I understand that this data is removed for good"],
    },
  },
  relaunch: { text: "relaunch factory-vibration" },
  deactivate: { text: "deactivate customer-churn" },
  activate: { text: "activate customer-churn" },
  delete: { text: "delete spring-campaign", values: { [ACTION_IDS.deleteTypedName]: "spring-campaign" } },
};

/** In two lanes beside each other, in an order in which each finds what it needs. */
const LANES: readonly (readonly EffectName[])[] = [
  ["edit", "share", "use-cases", "create-application", "scoring-code", "clear-statistics"],
  ["replace-model", "relaunch", "deactivate", "activate", "delete"],
];

async function wish(lane: Lane, action: EffectName): Promise<void> {
  const { slack } = lane;
  if (action === "replace-model") {
    await ask(slack, "olivia", "card-default", { version: "p-card-default-4" });
    return;
  }
  const { text, values = {}, first } = STEPS[action];
  await slack.command("olivia", "general", `/deployments ${text}`);
  await actionForm(slack, "olivia", /./);
  if (first !== undefined) {
    await slack.fill({ person: "olivia", values: first });
    await actionForm(slack, "olivia", /you as its Owner/);
  }
  await submitAndConfirm(slack, "olivia", values);
}

const about = (lines: readonly AuditLine[], action: EffectName, event: string) =>
  lines.filter((line) => line.event === event && (line as { action?: unknown }).action === action);

/** Killed when the intent is written, and looked at when the next process says that it is done. */
async function killIn(lane: Lane, action: EffectName): Promise<string> {
  let lost: unknown;
  // The window may lose its bot in the middle; what comes before the intent has to go well.
  const asking = wish(lane, action).catch((error: unknown) => {
    lost = error;
  });
  let intended: AuditLine | undefined;
  for (const began = performance.now(); intended === undefined; await passing(2)) {
    if (lost !== undefined || performance.now() - began > 30_000)
      throw new Error(`${action} did not begin`, { cause: lost });
    intended = about(await auditOf(lane.dataDir), action, "effect.intended")[0];
  }
  await kill(lane);
  await asking;
  const known = about(await auditOf(lane.dataDir), action, "effect.succeeded").length > 0;
  await startAgain(lane);
  const reference = String(intended.details?.reference);
  const messages = async () =>
    (await lane.slack.directMessages("olivia")).filter((one) => messageWords(one).includes(reference));
  try {
    await lane.slack.waitFor(
      async () => (await messages()).find((one) => messageWords(one).includes("✅ Done")) ?? null,
      { what: `the card of ${action} (${reference}) that says Done`, timeoutMs: 60_000 },
    );
  } catch (error) {
    // What she sees instead says more than the wait.
    throw new Error((await messages()).map(messageWords).join("\n--\n"), { cause: error });
  }
  const lines = await auditOf(lane.dataDir);
  const keys = new Set(about(lines, action, "effect.intended").map(({ details }) => details?.effectKey));
  expect({ action, succeeded: about(lines, action, "effect.succeeded").length, keys: keys.size }).toEqual({
    action,
    succeeded: 1,
    keys: 1,
  });
  await lane.slack.closeView("olivia", { all: true }).catch(() => undefined);
  return `${action} ${known ? "after its outcome" : "before its outcome was written"}`;
}

it("goes over every action that changes something", () => {
  expect(LANES.flat().toSorted()).toEqual(EFFECT_NAMES.toSorted());
});

it.concurrent.each(LANES.map((actions) => ({ actions })))(
  "is done once when the process is killed in it: $actions",
  { timeout: 170_000 },
  ({ actions }) =>
    inLane({ policy: POLICY }, async (lane) => {
      const killed: string[] = [];
      for (const action of actions) killed.push(await killIn(lane, action));
      console.log(`Killed: ${killed.join(", ")}`);
    }),
);
