// Notices of what was done: they come whatever somebody chose to hear of health, and offer the way back to those who may go it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inputFor } from "../../src/actions/share/input.ts";
import type { DeploymentId } from "../../src/deployments/ids.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import { outcomeNotice } from "../../src/slack/cards/outcome-notice.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { value } from "../support/answers.ts";
import { goThrough, type Wish } from "../support/asking.ts";
import { slackId } from "../support/fake-directory.ts";
import { type OperationsRig, operationsRig, SAMPLE_POLICIES } from "../support/operations-rig.ts";

const LABEL = "card-default";
let rig: OperationsRig;
let id: DeploymentId;
beforeEach(async () => {
  rig = await operationsRig({ policies: { ...SAMPLE_POLICIES, policies: [] } });
  id = await rig.byLabel(LABEL);
});
afterEach(() => rig.store.close());

const wish = (action: Wish["action"], input: unknown): Wish => ({
  action,
  label: LABEL,
  input: input as Wish["input"],
});
const REPLACE = wish("replace-model", {
  reason: "ACCURACY",
  packageId: "p-card-default-4",
  promote: null,
  rollback: false,
});
const SHARE = wish("share", { ...inputFor([]), people: [slackId("ada")], role: "USER" });
const DELETE = wish("delete", { typedName: LABEL, ignoreManagementAgent: false });
const EDIT = wish("edit", { label: LABEL, description: "New.", importance: "HIGH" });
const DEACTIVATE = wish("deactivate", {});

async function done(who: string, asked: Wish): Promise<ChangeRequest> {
  const request = await goThrough(rig, who, asked);
  expect(request.state.name).toBe("succeeded");
  return request;
}

describe("replace, share and delete notices", () => {
  test.each(["none", "critical"] as const)("come although health notices are %s", async (level) => {
    for (const who of ["otto", "uma"])
      value(await rig.operations.setHealthNotices(rig.actor(who), id, level));
    const replaced = await done("olivia", REPLACE);
    const shared = await done("olivia", SHARE);
    value(await rig.operations.setHealthNotices(rig.actor("ada"), id, level));
    const deleted = await done("olivia", DELETE);
    const toldOf = (kind: "outcome-notice" | "invitation", { id: request }: ChangeRequest) =>
      rig.messenger
        .of(kind)
        .flatMap(({ target, exhibit }) =>
          exhibit.request === request && target.kind === "user" ? [target.user] : [],
        );
    expect(toldOf("outcome-notice", replaced).toSorted()).toEqual(
      [slackId("otto"), slackId("uma")].toSorted(),
    );
    expect(toldOf("invitation", shared)).toEqual([slackId("ada")]);
    expect(toldOf("outcome-notice", deleted)).toEqual(
      expect.arrayContaining(["otto", "uma", "ada"].map(slackId)),
    );
    expect(rig.messenger.healthNotices).toEqual([]);
  });
});

describe("a channel that is named by a route and has subscribed", () => {
  test.each([
    ["a route", undefined],
    ["NOTIFY_CHANNEL", "ml-deployments"],
  ] as const)("by %s is told once, and named once on the card", async (_by, notifyChannel) => {
    if (notifyChannel !== undefined) {
      rig.store.close();
      rig = await operationsRig({
        notifyChannel,
        policies: { ...SAMPLE_POLICIES, policies: [], routes: [] },
      });
      id = await rig.byLabel(LABEL);
    }
    rig.messenger.channelIds.set("ml-deployments", "C0ML");
    for (const channel of ["C0ML", "C0RANDOM"])
      value(await rig.operations.subscribe(rig.actor("olivia"), id, channel, true));
    const replaced = await done("olivia", REPLACE);
    const channels = rig.messenger
      .of("outcome-notice")
      .flatMap(({ target }) => (target.kind === "channel" ? [target.channel] : []));
    expect(channels.toSorted()).toEqual(["C0RANDOM", "ml-deployments"]);
    const { told } = value(await rig.operations.request(rig.actor("olivia"), replaced.id));
    expect(told.flatMap((each) => (each.kind === "channels" ? each.channels : [])).toSorted()).toEqual(
      channels.toSorted(),
    );
  });
});

describe("the way back", () => {
  const WAYS = [ACTION_IDS.undo, ACTION_IDS.rollBack, ACTION_IDS.deploymentAction] as const;
  const offered = (blocks: unknown): boolean =>
    WAYS.some((way) => JSON.stringify(blocks).includes(`"${way}"`));
  const cardOf = async (who: string, request: ChangeRequest) =>
    requestCard(value(await rig.operations.request(rig.actor(who), request.id))).blocks;

  test.each([
    ["replace-model", REPLACE],
    ["edit", EDIT],
    ["deactivate", DEACTIVATE],
  ] as const)("of %s is offered on the card to Owners, and not to a User", async (_, asked) => {
    const request = await done("olivia", asked);
    expect(offered(await cardOf("olivia", request))).toBe(true);
    expect(offered(await cardOf("otto", request))).toBe(true);
    expect(offered(await cardOf("uma", request))).toBe(false);
  });

  test("of sharing is offered to a User, who may share, and not once they are a Consumer", async () => {
    const request = await done("olivia", SHARE);
    expect(offered(await cardOf("uma", request))).toBe(true);
    const own = await done(
      "uma",
      wish("share", { ...inputFor([]), people: [slackId("ben")], role: "CONSUMER" }),
    );
    await done(
      "olivia",
      wish("share", inputFor([{ subject: { kind: "user", email: "uma@example.com" }, role: "CONSUMER" }])),
    );
    expect(offered(await cardOf("uma", own))).toBe(false);
  });

  test("stands in the notice to an Owner, not in the one to a User, nor in a channel that both read", async () => {
    await done("olivia", REPLACE);
    const notices = new Map(
      rig.messenger
        .of("outcome-notice")
        .map(({ target, view }) => [
          target.kind === "user" ? target.user : target.kind,
          offered(outcomeNotice(view).blocks),
        ]),
    );
    expect(Object.fromEntries(notices)).toEqual({
      [slackId("otto")]: true,
      [slackId("uma")]: false,
      channel: false,
    });
  });

  test.each([
    ["the form of replacing", () => rig.operations.replaceForm(rig.actor("uma"), id, { rollback: true })],
    ["the form of editing", () => rig.operations.actionForm(rig.actor("uma"), "edit", id)],
    ["the form of activating", () => rig.operations.actionForm(rig.actor("uma"), "activate", id)],
  ])("is refused to a User who presses it all the same: %s", async (_, press) => {
    await done("olivia", DEACTIVATE);
    expect(await press()).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(rig.audit.at(-1)).toMatchObject({
      event: "press.refused",
      allowed: false,
      details: { press: "form" },
    });
  });
});
