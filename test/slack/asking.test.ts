// What people get for what they type: commands, mentions, lists, and the forms that open from them.
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkOptions } from "../../src/block-kit/check.ts";
import { ok, refuse } from "../../src/deployments/decision.ts";
import { deploymentId, registeredModelId } from "../../src/deployments/ids.ts";
import type {
  Lookup,
  Named,
  Operations,
  ReplaceForm,
  SeenDeployment,
} from "../../src/operations/operations.ts";
import { ACTION_IDS, commandValue, listValue } from "../../src/slack/action-ids.ts";
import { formatMetadata } from "../../src/slack/views/replace-model-state.ts";
import { aDeployment, aPackage } from "../support/builders.ts";
import { sampleActor, slackId } from "../support/fake-directory.ts";
import { aPerson, callerOf } from "../support/request-builders.ts";
import { BOT_USER, CHANNEL, ephemeralIn, onlyScripted, type SlackRig, slackRig } from "./rig.ts";

let rig: SlackRig;
beforeAll(onlyScripted);
afterEach(() => rig.close());

const named = (label: string, id = `d-${label}`): Named => ({
  id: deploymentId(id),
  label,
  environmentName: "production",
});
const CALLER = callerOf("olivia");
const never = new Promise<never>(() => undefined);

const seen = (label = "card-default"): SeenDeployment => ({
  deployment: aDeployment({ id: deploymentId(`d-${label}`), label }),
  champion: aPackage(),
  challengers: [],
  person: aPerson("olivia"),
  role: "OWNER",
  menu: [{ action: "replace-model", title: "Replace model", refused: null }],
  open: [],
  link: null,
});

const replaceForm = (over: Partial<ReplaceForm> = {}): ReplaceForm => ({
  deployment: aDeployment({ id: deploymentId("d-card-default"), label: "card-default" }),
  champion: aPackage(),
  person: aPerson("olivia"),
  challengers: [],
  previousChampion: null,
  policies: [],
  policyNote: "No policy matches.",
  open: [],
  rollbackWaived: false,
  ...over,
});

/** Only the named labels exist. */
const world = (
  ...labels: readonly string[]
): Pick<Operations, "lookup" | "seeDeployment" | "replaceForm"> => ({
  lookup: async (_, text) => {
    const found = labels.filter(
      (label) => label.toLowerCase() === text.toLowerCase() || `d-${label}` === text,
    );
    const [one] = found;
    return ok<Lookup>(
      one === undefined
        ? { found: "none", similar: [] }
        : { found: "one", deployment: named(one), caller: CALLER },
    );
  },
  seeDeployment: async (_, id) => ok(seen(id.replace("d-", ""))),
  replaceForm: async () => ok(replaceForm()),
});

const idsOf = (blocks: unknown): string[] =>
  [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/g)].flatMap(([, id]) => id ?? []);

describe("/deployments <name>", () => {
  it("shows the card to the person alone, with the acknowledgement", async () => {
    rig = await slackRig({ operations: world("card-default") });
    const { text, blocks } = await ephemeralIn(await rig.command("card-default"));
    expect(text).toMatch(/^card-default/);
    expect(idsOf(blocks)).toContain(ACTION_IDS.postHere);
    expect(rig.api.of("response_url")).toEqual([]);
  });

  it("asks for the card with whoever the look-up has read, and a press with its own actor", async () => {
    const asked: unknown[] = [];
    const seeDeployment: Operations["seeDeployment"] = async (by) => {
      asked.push(by);
      return ok(seen());
    };
    rig = await slackRig({ operations: { ...world("card-default"), seeDeployment } });
    await rig.command("card-default");
    await rig.press(ACTION_IDS.openDeployment, "d-card-default");
    await rig.settled();
    expect(asked).toEqual([CALLER, expect.objectContaining({ user: slackId("olivia") })]);
  });

  it.each([
    ["shared with another company", { is_ext_shared: true }],
    ["about to be shared with one", { is_ext_shared: false, is_pending_ext_shared: true }],
    ["of which Slack says nothing", {}],
  ])("offers no Post here in a channel %s", async (_, channel) => {
    rig = await slackRig({ operations: world("card-default") });
    rig.api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, ...channel } } }));
    const { blocks } = await ephemeralIn(await rig.command("card-default"));
    expect(idsOf(blocks)).not.toContain(ACTION_IDS.postHere);
    expect(idsOf(blocks)).toContain(ACTION_IDS.history);
  });

  it("is acknowledged in time and answered later when the platform is slow", async () => {
    let answer: (value: Awaited<ReturnType<Operations["seeDeployment"]>>) => void = () => undefined;
    rig = await slackRig({
      operations: {
        ...world("card-default"),
        seeDeployment: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      },
      deadlines: { read: 30 },
    });
    const response = await rig.command("card-default");
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    answer(ok(seen()));
    await rig.settled();
    expect(rig.api.of("response_url")[0]).toMatchObject({
      response_type: "ephemeral",
      text: expect.stringMatching(/^card-default/),
    });
  });

  it("names the command as it is installed when there is no such deployment", async () => {
    rig = await slackRig({
      commandPrefix: "dev-",
      operations: { lookup: async () => ok({ found: "none", similar: [] }) },
    });
    const { text } = await ephemeralIn(await rig.command("qqqq", { command: "/dev-deployments" }));
    expect(text).toContain("/dev-deployments");
  });

  it("says that there is none, with similar ones to choose", async () => {
    rig = await slackRig({
      operations: { lookup: async () => ok({ found: "none", similar: [named("card-default")] }) },
    });
    const { text, blocks } = await ephemeralIn(await rig.command("card-defalt"));
    expect(text).toMatch(/No deployment that you may see is called \*?card-defalt/);
    expect(idsOf(blocks)).toEqual([ACTION_IDS.choose]);
  });

  it("offers equal names for what was asked", async () => {
    rig = await slackRig({
      operations: {
        lookup: async () => ok({ found: "many", candidates: [named("a", "d-1"), named("a", "d-2")] }),
      },
    });
    const { blocks } = await ephemeralIn(await rig.command('replace "a"'));
    expect(JSON.stringify(blocks)).toContain(JSON.stringify(commandValue("replace-model", "d-2")));
  });

  it("says who refused it and what to do", async () => {
    const refusal = {
      code: "not-a-person",
      sentence: "Guests are not admitted.",
      next: "Ask Mona.",
    } as const;
    rig = await slackRig({ operations: { lookup: async () => refuse(refusal) } });
    const { text } = await ephemeralIn(await rig.command("card-default"));
    expect(text).toContain("Guests are not admitted.");
    expect(text).toContain("Ask Mona.");
  });

  it("answers 10,000 characters politely and looks for nothing", async () => {
    rig = await slackRig();
    const { text } = await ephemeralIn(await rig.command("x".repeat(10_000)));
    expect(text).toContain("10000 characters");
  });
});

describe("a text with two meanings", () => {
  it("is a choice when both deployments exist", async () => {
    rig = await slackRig({ operations: world("model x", "replace model x") });
    const { text, blocks } = await ephemeralIn(await rig.command("replace model x"));
    expect(text).toContain("can mean more than one thing");
    expect(JSON.stringify(blocks)).toContain(JSON.stringify('replace-model "model x"'));
    expect(JSON.stringify(blocks)).toContain(JSON.stringify('"replace model x"'));
  });

  it("is the deployment when only that exists", async () => {
    rig = await slackRig({ operations: world("replace model x") });
    expect((await ephemeralIn(await rig.command("replace model x"))).text).toMatch(/^replace model x/);
  });

  it("is the deployment called share, since nothing follows the word", async () => {
    rig = await slackRig({ operations: world("share") });
    expect((await ephemeralIn(await rig.command("share"))).text).toMatch(/^share/);
  });

  it("is a choice when a deployment is called help", async () => {
    rig = await slackRig({ operations: world("help") });
    expect((await ephemeralIn(await rig.command("help"))).text).toContain("can mean more than one thing");
  });

  it.each([
    ["why", "An action and a deployment's name are missing", "with one of: view, replace"],
    ["why replace", "A deployment's name is missing", "why replace &lt;name&gt;"],
    ["replace-model", "A deployment's name is missing", "replace-model &lt;name&gt;"],
    ["replace", "A deployment's name is missing", "/deployments replace &lt;name&gt;"],
    ["why churn-eu", '"churn-eu" is no action', "For example: /deployments why replace churn-eu."],
    ["why fly x", 'There is no action "fly".', "For example: /deployments why replace x."],
    ["why fly high", 'There is no action "fly".', "For example: /deployments why replace fly high."],
    ["why rollback", "A deployment's name is missing", "/deployments why rollback &lt;name&gt;"],
    ["why repalce x", 'Did you mean "replace"?', "with one of: view, replace"],
  ])("says what is missing or wrong with %j, and how it is typed", async (typed, wrong, how) => {
    rig = await slackRig({ operations: world("x") });
    const { text } = await ephemeralIn(await rig.command(typed));
    expect(text).toContain(wrong);
    expect(text).toContain(how);
  });

  it("asks for the name when there is neither a name nor such a deployment", async () => {
    rig = await slackRig({ operations: world() });
    expect((await ephemeralIn(await rig.command("rollback"))).text).toContain(
      "/deployments rollback <name>".replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    );
  });

  it("runs the one that was chosen", async () => {
    rig = await slackRig({ operations: world("replace model x") });
    await rig.press(ACTION_IDS.choose, '"replace model x"');
    await rig.settled();
    expect(rig.api.of("response_url")[0]?.text).toMatch(/^replace model x/);
  });
});

describe("/deployments replace <name>", () => {
  it("opens a loading view at once, then the form, over the same state of the view", async () => {
    rig = await slackRig({ operations: world("card-default") });
    const response = await rig.command("replace card-default");
    expect(await response.text()).toBe("");
    await rig.settled();
    expect(rig.api.calls.map(({ method }) => method).filter((method) => method.startsWith("views"))).toEqual([
      "views.open",
      "views.update",
    ]);
    expect(JSON.stringify(rig.api.of("views.open")[0]?.view)).toContain("Loading");
    const [update] = rig.api.of("views.update");
    expect(update).toMatchObject({
      view_id: "V0OPENED",
      hash: "1.abc",
      view: { callback_id: "replace-model" },
    });
  });

  it("opens the view although the name is still being looked up", async () => {
    rig = await slackRig({
      operations: { ...world("card-default"), lookup: () => never },
      deadlines: { lookup: 30 },
    });
    await rig.command("replace card-default");
    await expect.poll(() => rig.api.of("views.open")).toHaveLength(1);
  });

  it("shows in the open view that there is no such deployment, when that is known late", async () => {
    rig = await slackRig({
      operations: {
        lookup: async () => {
          await new Promise((resolve) => setTimeout(resolve, 60));
          return ok({ found: "none", similar: [] });
        },
      },
      deadlines: { lookup: 10 },
    });
    await rig.command("replace nothing");
    await rig.settled();
    expect(JSON.stringify(rig.api.of("views.update")[0]?.view)).toContain("No deployment that you may see");
  });

  it("shows the refusal in the view", async () => {
    const refusal = { code: "forbidden", sentence: "You are User here.", next: "Ask an Owner." } as const;
    rig = await slackRig({
      operations: { ...world("card-default"), replaceForm: async () => refuse(refusal) },
    });
    await rig.command("replace card-default");
    await rig.settled();
    expect(JSON.stringify(rig.api.of("views.update")[0]?.view)).toContain("You are User here.");
  });

  it("gives a button when the trigger has died", async () => {
    rig = await slackRig({ operations: world("card-default") });
    rig.api.script("views.open", () => ({ body: { ok: false, error: "expired_trigger_id" } }));
    await rig.command("replace card-default");
    await rig.settled();
    expect(idsOf(rig.api.of("response_url")[0]?.blocks)).toEqual([ACTION_IDS.deploymentAction]);
  });

  it("does not write over a view that shows something newer", async () => {
    rig = await slackRig({ operations: world("card-default") });
    rig.api.script("views.update", () => ({ body: { ok: false, error: "hash_conflict" } }));
    await rig.command("replace card-default");
    await rig.settled();
    expect(rig.api.of("views.update")).toHaveLength(1);
  });

  it("opens the way back for rollback", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        ...world("card-default"),
        replaceForm: async (_, __, options) => {
          asked.push(options);
          return ok(replaceForm({ previousChampion: aPackage() }));
        },
      },
    });
    await rig.command("rollback card-default");
    await rig.settled();
    expect(asked).toEqual([{ rollback: true }]);
    expect(rig.api.of("views.update")[0]).toMatchObject({ view: { title: { text: "Roll back model" } } });
  });
});

describe("an answer", () => {
  it("comes as a message in the channel, then as a direct message, when the response_url is used up", async () => {
    rig = await slackRig({ operations: world("card-default") });
    rig.api.script("response_url", () => ({ status: 404, body: "used_url" }));
    rig.api.script("chat.postEphemeral", () => ({ body: { ok: false, error: "user_not_in_channel" } }));
    await rig.press(ACTION_IDS.openDeployment, "d-card-default");
    await rig.settled();
    expect(rig.api.of("chat.postEphemeral")[0]).toMatchObject({ channel: CHANNEL, user: slackId("olivia") });
    expect(rig.api.of("chat.postMessage")[0]).toMatchObject({ channel: slackId("olivia") });
  });

  it("is logged when it reaches nobody", async () => {
    rig = await slackRig({ operations: world("card-default") });
    for (const method of ["response_url", "chat.postEphemeral", "chat.postMessage"]) {
      rig.api.script(method, () => ({ status: 500, body: "" }));
    }
    await rig.press(ACTION_IDS.openDeployment, "d-card-default");
    await rig.settled();
    expect(rig.log.lines.map(({ event }) => event)).toContain("slack.answer.lost");
  });
});

describe("the list", () => {
  const summary = (label: string) => ({
    id: deploymentId(`d-${label}`),
    label,
    importance: "HIGH" as const,
    status: "active" as const,
    launchWarning: false,
    environmentName: "production",
    championName: "v3",
    health: { service: "passing", drift: "passing", accuracy: "passing" } as const,
    role: "OWNER" as const,
  });

  it("shows critical ones before high ones, page by page", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        menu: async () => ok([]),
        lookup: async () => ok({ found: "none", similar: [] }),
        search: async (_, { filter, limit, after }) => {
          asked.push([filter.importance, limit, after]);
          return ok(
            filter.importance === "CRITICAL"
              ? { items: [summary("c")], next: null }
              : { items: [summary("h")], next: "cursor two" },
          );
        },
      },
    });
    const { blocks } = await ephemeralIn(await rig.command("important"));
    expect(JSON.stringify(blocks)).toContain(
      JSON.stringify(listValue({ filter: "important", text: "", cursor: "HIGH:cursor two" })),
    );
    await rig.press(
      ACTION_IDS.listMore,
      listValue({ filter: "important", text: "", cursor: "HIGH:cursor two" }),
    );
    await rig.settled();
    expect(asked).toEqual([
      ["CRITICAL", 10, undefined],
      ["HIGH", 9, undefined],
      ["HIGH", 10, "cursor two"],
    ]);
    expect(rig.api.of("response_url")[0]).toMatchObject({ replace_original: true });
  });

  it("keeps a row whose menu cannot be told", async () => {
    rig = await slackRig({
      operations: {
        menu: async () => refuse({ code: "error", sentence: "down", next: "" }),
        search: async () => ok({ items: [summary("card-default")], next: null }),
      },
    });
    expect((await ephemeralIn(await rig.command(""))).text).toContain("card-default");
  });

  it("tells an administrator of an empty registry what to do, and nobody of one that is not empty", async () => {
    const operations: Partial<Operations> = {
      search: async () => ok({ items: [], next: null }),
      whoAmI: async () =>
        ok({
          person: aPerson("ada"),
          administrator: true,
          account: { kind: "not-needed" },
          sentences: [],
        }),
    };
    rig = await slackRig({ operations, registry: { isEmpty: async () => true, canAdopt: true } });
    expect(idsOf((await ephemeralIn(await rig.command(""))).blocks)).toContain(ACTION_IDS.adoptSampleFleet);
    await rig.close();
    rig = await slackRig({ operations, registry: { isEmpty: async () => null, canAdopt: true } });
    expect(idsOf((await ephemeralIn(await rig.command(""))).blocks)).not.toContain(
      ACTION_IDS.adoptSampleFleet,
    );
  });
});

describe("subscribe", () => {
  const operations = (asked: unknown[]): Partial<Operations> => ({
    ...world("card-default"),
    subscribe: async (_, id, channel, on) => {
      asked.push([id, channel, on]);
      return ok({ on, changed: on });
    },
  });

  it("turns a channel's notices on and off", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({ operations: operations(asked) });
    expect((await ephemeralIn(await rig.command("subscribe card-default"))).text).toContain("card-default");
    await rig.command("unsubscribe card-default");
    expect(asked).toEqual([
      ["d-card-default", CHANNEL, true],
      ["d-card-default", CHANNEL, false],
    ]);
  });

  it("tells the channel once who did it, what begins and what ends", async () => {
    let on = false;
    const subscribe: Operations["subscribe"] = async (_, __, ___, wanted) => {
      const changed = wanted !== on;
      on = wanted;
      return ok({ on, changed });
    };
    rig = await slackRig({ operations: { ...operations([]), subscribe } });
    for (const verb of ["subscribe", "subscribe", "unsubscribe", "unsubscribe"])
      await rig.command(`${verb} card-default`);
    await rig.settled();
    const said = rig.api.of("chat.postMessage");
    expect(said.map(({ channel }) => channel)).toEqual([CHANNEL, CHANNEL]);
    expect(said.map(({ text }) => text)).toEqual([
      expect.stringContaining(`<@${slackId("olivia")}> subscribed this channel to *card-default*`),
      expect.stringContaining(`<@${slackId("olivia")}> ended the subscription`),
    ]);
  });

  it("tells a channel that another company reads nothing, also when the subscription ends there", async () => {
    rig = await slackRig({
      operations: { ...operations([]), subscribe: async () => ok({ on: false, changed: true }) },
    });
    rig.api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, is_ext_shared: true } } }));
    await rig.command("unsubscribe card-default");
    await rig.settled();
    expect(rig.api.of("chat.postMessage")).toEqual([]);
  });

  it("says so when the channel could not be told", async () => {
    rig = await slackRig({ operations: operations([]) });
    rig.api.script("chat.postMessage", () => ({ body: { ok: false, error: "not_in_channel" } }));
    const { text } = await ephemeralIn(await rig.command("subscribe card-default"));
    expect(text).toContain("The channel was not told of it: The bot is not in this channel.");
  });

  it("says so when the channel had subscribed before", async () => {
    rig = await slackRig({
      operations: { ...operations([]), subscribe: async () => ok({ on: true, changed: false }) },
    });
    const { text } = await ephemeralIn(await rig.command("subscribe card-default"));
    expect(text).toContain("This channel is already told when card-default or its health changes.");
  });

  it("says so when there was nothing to end", async () => {
    rig = await slackRig({ operations: operations([]) });
    const { text } = await ephemeralIn(await rig.command("unsubscribe card-default"));
    expect(text).toContain("has not subscribed");
  });

  it("is refused in a channel that another company reads", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({ operations: operations(asked) });
    rig.api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, is_ext_shared: true } } }));
    const { text } = await ephemeralIn(await rig.command("subscribe card-default"));
    expect(text).toContain("shared with another company");
    expect(asked).toEqual([]);
  });
});

describe("a mention of the bot", () => {
  const mention = (text: string, over: Record<string, unknown> = {}) => ({
    type: "app_mention",
    user: slackId("olivia"),
    text: `<@${BOT_USER}> ${text}`,
    channel: CHANNEL,
    ts: "1700000000.000200",
    thread_ts: "1700000000.000100",
    ...over,
  });

  it("is answered in its thread, to the person alone", async () => {
    rig = await slackRig({ operations: world("card-default") });
    await rig.event(mention("card-default"));
    await rig.settled();
    expect(rig.api.of("chat.postEphemeral")[0]).toMatchObject({
      channel: CHANNEL,
      user: slackId("olivia"),
      thread_ts: "1700000000.000100",
    });
    expect(rig.api.of("chat.postMessage")).toEqual([]);
  });

  it("gets a button for a form, since no modal opens from it", async () => {
    rig = await slackRig({ operations: world("card-default") });
    await rig.event(mention("replace “card-default”"));
    await rig.settled();
    expect(idsOf(rig.api.of("chat.postEphemeral")[0]?.blocks)).toEqual([ACTION_IDS.deploymentAction]);
    expect(rig.api.of("views.open")).toEqual([]);
  });

  it("gets help when nothing follows", async () => {
    rig = await slackRig();
    await rig.event(mention(""));
    await rig.settled();
    expect(rig.api.of("chat.postEphemeral")[0]?.text).toContain("What you can do");
  });

  it("is answered once, however often Slack delivers it", async () => {
    const known = new Set<string>();
    rig = await slackRig({
      operations: world("card-default"),
      seen: async (id) => known.has(id) || known.add(id) === null,
    });
    await rig.event(mention("card-default"));
    await rig.event(mention("card-default"));
    await rig.settled();
    expect(rig.api.of("chat.postEphemeral")).toHaveLength(1);
  });

  it("tells an id when the store cannot say whether it was seen", async () => {
    rig = await slackRig({
      seen: async () => {
        throw new Error("disk full");
      },
    });
    await rig.event(mention("card-default"));
    await rig.settled();
    const surprise = rig.log.lines.find(({ event }) => event === "surprise");
    expect(rig.api.of("chat.postEphemeral")[0]?.text).toContain(String(surprise?.fields.id));
  });
});

describe("Slack's own events", () => {
  it("make the directory and the channels ask again", async () => {
    rig = await slackRig();
    for (const key of ["slack-user:U0ADA", "slack-groups", `slack-channel:${CHANNEL}`])
      rig.cache.map.set(key, "old");
    await rig.event({ type: "user_change", user: { id: "U0ADA" } });
    await rig.event({ type: "subteam_members_changed", subteam_id: "S1" });
    await rig.event({ type: "channel_shared", channel: CHANNEL });
    await rig.settled();
    expect([...rig.cache.map.keys()]).toEqual([]);
  });

  it("draw the Home tab with what waits for the person", async () => {
    const failing = {
      id: deploymentId("d-card-default"),
      label: "card-default",
      importance: "HIGH",
      status: "active",
      launchWarning: false,
      environmentName: "Production",
      championName: "Credit default v3",
      health: { service: "failing", drift: "passing", accuracy: "passing" },
      role: "OWNER",
    } as const;
    rig = await slackRig({
      operations: {
        inbox: async () => ok({ waiting: [], asked: [] }),
        search: async (_, { filter }) =>
          ok({ items: filter.failing === true && filter.shared === true ? [failing] : [], next: "more" }),
        chosenHealthNotices: async () => ok({ chosen: [], more: false }),
        linkOf: async () => ok({ kind: "not-needed" }),
      },
    });
    await rig.event({ type: "app_home_opened", user: slackId("olivia"), tab: "home", channel: "D0HOME" });
    await rig.settled();
    expect(rig.api.of("views.publish")[0]).toMatchObject({
      user_id: slackId("olivia"),
      view: { type: "home" },
    });
    const drawn = JSON.stringify(rig.api.of("views.publish")[0]?.view);
    for (const words of [
      "Waiting for my review",
      "My deployments that need attention",
      "My settings",
      "card-default",
      "failing",
    ])
      expect(drawn).toContain(words);
  });
});

describe("searched lists in the form", () => {
  const metadata = (registeredModel: string | null = "rm-1") =>
    formatMetadata({
      deploymentId: "d-card-default",
      label: "card-default",
      rollback: false,
      mends: null,
      edit: null,
      channel: CHANNEL,
      registeredModel,
      challengers: [],
      promotes: false,
    });
  const view = (registeredModel?: string | null) => ({
    id: "V0FORM",
    type: "modal",
    callback_id: "replace-model",
    private_metadata: metadata(registeredModel),
  });
  const optionsIn = async (response: Response) => {
    const body = (await response.json()) as { options: { text: { text: string }; value: string }[] };
    expect(checkOptions(body)).toEqual([]);
    return body.options;
  };

  it("hold the registered models that the person may use", async () => {
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        registeredModels: async (...args) => {
          asked.push(args);
          return ok([{ id: registeredModelId("rm-1"), name: "Credit default", versions: 8 }]);
        },
      },
    });
    const options = await optionsIn(await rig.options(ACTION_IDS.registeredModel, "cred", view()));
    expect(options).toMatchObject([{ value: "rm-1", text: { text: "Credit default" } }]);
    expect(asked).toEqual([[sampleActor("olivia"), "d-card-default", "cred"]]);
  });

  it("hold the user groups of Slack, or say why there are none", async () => {
    const metadata = {
      action: "share",
      deploymentId: "d-card-default",
      label: "card-default",
      edit: null,
      channel: null,
    };
    const form = { id: "V1", type: "modal", private_metadata: JSON.stringify(metadata) };
    const asked: unknown[] = [];
    rig = await slackRig({
      operations: {
        userGroups: async (...args) => {
          asked.push(args);
          const { length } = args[2];
          return ok(length > 3 ? [] : [{ handle: "ml-approvers", name: "ML approvers", size: 1 }]);
        },
      },
    });
    expect(await optionsIn(await rig.options(ACTION_IDS.shareGroups, "ml", form))).toMatchObject([
      {
        value: "ml-approvers",
        text: { text: "@ml-approvers" },
        description: { text: "ML approvers, 1 member" },
      },
    ]);
    expect(asked).toEqual([[sampleActor("olivia"), "d-card-default", "ml"]]);
    const [none] = await optionsIn(await rig.options(ACTION_IDS.shareGroups, "mlops", form));
    expect(none?.text.text).toBe("No user group is called so.");
    const [strange] = await optionsIn(await rig.options(ACTION_IDS.shareGroups, "ml", { id: "V1" }));
    expect(strange?.text.text).toContain("another version");
  });

  it("hold at most 100 versions, with the reason at those that cannot be chosen", async () => {
    const versions = Array.from({ length: 130 }, (_, at) => ({
      package: aPackage({ version: at }),
      incompatible: at === 0 ? "It predicts another target." : null,
    }));
    rig = await slackRig({ operations: { versions: async () => ok(versions) } });
    const options = await optionsIn(await rig.options(ACTION_IDS.version, "", view()));
    expect(options).toHaveLength(100);
    expect(options[0]).toMatchObject({ description: { text: "It predicts another target." } });
  });

  it.each([
    ["the platform is slow", () => never, "takes too long"],
    ["nothing matches", async () => ok([]), "No version is called so"],
    [
      "the person may not",
      async () =>
        refuse({ code: "forbidden", sentence: "You are User here.", next: "Ask an Owner." } as const),
      "You are User here",
    ],
    [
      "everything breaks",
      async () => {
        throw new Error("bug");
      },
      "Something went wrong",
    ],
  ] as const)("say so when %s", async (_, versions, words) => {
    rig = await slackRig({ operations: { versions }, deadlines: { options: 50 } });
    const options = await optionsIn(await rig.options(ACTION_IDS.version, "", view()));
    expect(options).toHaveLength(1);
    expect(options[0]?.text.text).toContain(words);
  });

  it("ask for a registered model before a version", async () => {
    rig = await slackRig();
    const options = await optionsIn(await rig.options(ACTION_IDS.version, "", view(null)));
    expect(options[0]?.text.text).toContain("No registered model is chosen");
  });

  it("draw the form again for another registered model, over the state that was shown", async () => {
    rig = await slackRig({ operations: world("card-default") });
    await rig.press(ACTION_IDS.registeredModel, "", {
      response_url: undefined,
      channel: undefined,
      container: { type: "view", view_id: "V0FORM" },
      view: { ...view(), hash: "7.xyz" },
      actions: [
        {
          type: "external_select",
          action_id: ACTION_IDS.registeredModel,
          selected_option: { value: "rm-2", text: { type: "plain_text", text: "Fraud" } },
        },
      ],
    });
    await rig.settled();
    const [update] = rig.api.of("views.update");
    expect(update).toMatchObject({ view_id: "V0FORM", hash: "7.xyz" });
    expect(JSON.stringify(update?.view)).toContain("rm-2");
  });

  it("leave the form as it is when an explaining entry is chosen", async () => {
    rig = await slackRig();
    await rig.press(ACTION_IDS.registeredModel, "", {
      view: view(),
      actions: [
        { type: "external_select", action_id: ACTION_IDS.registeredModel, selected_option: { value: "! -" } },
      ],
    });
    await rig.settled();
    expect(rig.api.of("views.update")).toEqual([]);
  });
});
