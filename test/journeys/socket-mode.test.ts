// The short journey over Socket Mode: no public address, and Slack asks for a new connection in the middle of it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import {
  approve,
  auditVerify,
  CLEAN,
  deploymentIn,
  directMessage,
  expectNothingRefused,
  formOf,
  lastPrivate,
  noticesIn,
  select,
  viewWords,
} from "../support/journey.ts";
import { closeLane, type Lane, openLane } from "../support/lane.ts";

let lane: Lane;
let slack: Workspace;
beforeAll(async () => {
  lane = await openLane({ policy: null, mode: "socket" });
  ({ slack } = lane);
});
afterAll(() => closeLane(lane));

const connectionsAsked = async (): Promise<number> =>
  (await slack.requests()).filter(({ name }) => name === "apps.connections.open").length;

/** Slack does this every few hours. */
async function refresh(reason: Parameters<Workspace["refreshSockets"]>[0]): Promise<void> {
  const before = await connectionsAsked();
  await slack.refreshSockets(reason);
  await slack.waitFor(async () => (await connectionsAsked()) > before && slack.socketsConnected() === 1, {
    what: "another connection",
  });
  await slack.waitFor(async () => (await fetch(`${lane.bot.url}/readyz`)).status === 200, {
    what: "ready again",
  });
}

it("replaces a model with an approval, over a connection that is exchanged in the middle", async () => {
  expect((await fetch(`${lane.bot.url}/readyz`)).status).toBe(200);
  await slack.command("olivia", "general", "/deployments card-default");
  expect(await lastPrivate(slack, "olivia", "general")).toMatch(/Credit card default v3/);

  await formOf(slack, "olivia", "/deployments replace card-default");
  const { options } = await slack.suggest({ person: "olivia", actionId: ACTION_IDS.version, text: "v4" });
  expect(options.map(({ value }) => value)).toEqual(["p-card-default-4"]);
  await refresh("warning");
  const checked = await select(slack, "olivia", { version: "p-card-default-4" });
  expect(viewWords(checked)).toMatch(/Waiting for review/);
  const reference = /R-[0-9A-Z]+/.exec(viewWords(checked))?.[0] ?? "";

  await refresh("refresh_requested");
  expect((await approve(slack, "ada", reference)).error).toBeNull();
  const isNotice = /^Olivia replaced the model of card-default: .*v3 → .*v4/;
  await directMessage(slack, "otto", isNotice);
  await directMessage(slack, "uma", isNotice);
  await slack.waitFor(async () => noticesIn(await slack.messages("ml-deployments")).length === 1);
  expect(await slack.directMessages("carl")).toEqual([]);
  expect((await deploymentIn(lane.dataDir, "d-card-default")).championId).toBe("p-card-default-4");
  await expectNothingRefused(slack);
});

it("answers mentions and Home, and ends cleanly with everything verified", async () => {
  await slack.mention("olivia", "ml-deployments", "history card-default");
  await slack.waitFor(async () =>
    /champion.*v4/.test(await lastPrivate(slack, "olivia", "ml-deployments").catch(() => "")),
  );
  await slack.openHome("olivia");
  await slack.waitFor(async () => (await slack.home("olivia")) !== null);
  expect(await auditVerify(lane.dataDir)).toMatch(CLEAN);
  await expectNothingRefused(slack);
  lane.bot.signal("SIGTERM");
  const ended = await lane.bot.ended;
  expect({ code: ended.code, sockets: slack.socketsConnected() }).toEqual({ code: 0, sockets: 0 });
});
