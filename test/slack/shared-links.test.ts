// Links to deployments in what people say: what everybody in the channel gets to see below them, and what nobody does.
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ok, refuse } from "../../src/deployments/decision.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import type { Operations } from "../../src/operations/operations.ts";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import { MOST_UNFURLS } from "../../src/slack/handlers/shared-links.ts";
import { aDeployment, aPackage } from "../support/builders.ts";
import { slackId, TEAM } from "../support/fake-directory.ts";
import { aPerson, callerOf } from "../support/request-builders.ts";
import { CHANNEL, onlyScripted, type RigOptions, type SlackRig, slackRig } from "./rig.ts";

let rig: SlackRig;
let asked: { user: string; deployment: string }[] = [];
beforeAll(onlyScripted);
afterEach(async () => {
  asked = [];
  await rig.close();
});

const NOT_FOUND = {
  code: "not-found",
  sentence: "There is no such deployment.",
  next: "Look again.",
} as const;

/** Olivia sees everything but `hidden`; nobody else sees anything. */
const seeDeployment: Operations["seeDeployment"] = async (by, deployment) => {
  const user = "person" in by ? by.person.slackUser : by.user;
  asked.push({ user, deployment });
  if (user !== slackId("olivia") || deployment === "hidden") return refuse(NOT_FOUND);
  return ok({
    deployment: aDeployment({
      id: deploymentId(deployment),
      label: `The *label* of ${deployment} <!channel>`,
      description: "Not for everybody.",
    }),
    champion: aPackage({ name: "secret-champion" }),
    challengers: [],
    person: aPerson("olivia"),
    role: "OWNER",
    menu: [],
    open: [],
    link: null,
  });
};

const start = async (options: RigOptions = {}) => {
  rig = await slackRig({ operations: { seeDeployment }, ...options });
};
const at = (path: string): string => `https://pointsman.example.com${path}`;
const URL_1 = at("/deployments/d-1");

async function share(urls: readonly string[], event: object = {}, over: object = {}): Promise<void> {
  const links = urls.map((url) => ({ url, domain: "pointsman.example.com" }));
  const body = { type: "link_shared", channel: CHANNEL, user: slackId("olivia"), message_ts: "1.2", links };
  const answer = await rig.event({ ...body, ...event }, over as Record<string, string>);
  expect(answer.status).toBe(200);
  await rig.settled();
}
type Unfurls = Record<string, { blocks: unknown[] }>;
const unfurls = (): Unfurls[] => rig.api.of("chat.unfurl").map((args) => args.unfurls as Unfurls);

describe("a link to a deployment in a command", () => {
  it("stands for the deployment's name, after a verb too", async () => {
    const histories: string[] = [];
    await start({
      operations: {
        seeDeployment,
        lookup: async (_, name) =>
          name === "d-1"
            ? ok({
                found: "one",
                deployment: { id: deploymentId(name), label: "card-default", environmentName: "production" },
                caller: {
                  ...callerOf("olivia"),
                  person: aPerson("olivia", { slackUser: slackId("olivia") }),
                },
              })
            : ok({ found: "none", similar: [] }),
        history: async (_, deployment) => {
          histories.push(deployment);
          return refuse(NOT_FOUND);
        },
      },
    });
    await rig.command(`<${URL_1}>`);
    await rig.command(`history <${URL_1}?from=mail>`);
    await rig.command("history https://elsewhere.example.com/deployments/d-1");
    await rig.settled();
    expect(asked).toEqual([{ user: slackId("olivia"), deployment: "d-1" }]);
    expect(histories).toEqual(["d-1"]);
  });
});

describe("a link to a deployment in a channel", () => {
  it("is shown by name, with a button through which each person sees their own", async () => {
    await start();
    await share([URL_1]);
    expect(rig.api.of("chat.unfurl")).toMatchObject([{ channel: CHANNEL, ts: "1.2" }]);
    const shown = JSON.stringify(unfurls()[0]?.[URL_1]);
    expect(shown).toContain("d-1");
    expect(shown).toContain(ACTION_IDS.openDeployment);
    expect(shown).not.toContain("secret-champion");
    expect(shown).not.toContain("Not for everybody");
    expect(JSON.stringify(unfurls()[0]?.[URL_1]?.blocks)).toContain("*The ∗label∗ of d-1 &lt;!channel&gt;*");
  });

  it("opens for whoever presses, with their own rights", async () => {
    await start();
    await rig.press(ACTION_IDS.openDeployment, "d-1", {
      user: { id: slackId("carl"), team_id: TEAM },
      container: {
        type: "message_attachment",
        message_ts: "1.2",
        channel_id: CHANNEL,
        attachment_id: 1,
        is_ephemeral: false,
        is_app_unfurl: true,
        app_unfurl_url: URL_1,
      },
    });
    await rig.settled();
    expect(asked).toEqual([{ user: slackId("carl"), deployment: "d-1" }]);
    expect(rig.api.of("response_url")).toMatchObject([
      {
        response_type: "ephemeral",
        replace_original: false,
        text: expect.stringContaining(NOT_FOUND.sentence),
      },
    ]);
  });

  it("is found with whatever a browser adds, and once for each deployment", async () => {
    await start();
    const variants = [at("/deployments/d-1?from=mail#top"), URL_1, at("/deployments/d%2D2")];
    await share([...variants, "https://elsewhere.example.com/deployments/d-3"]);
    expect(Object.keys(unfurls()[0] ?? {})).toEqual([variants[0], variants[2]]);
  });

  it("is left alone where it is no deployment's", async () => {
    await start();
    await share([
      at("/deployments/"),
      at("/deployments/a/b"),
      at("/deployments/%E0%A4%A"),
      at("/deployments/with%20blank"),
      at(`/deployments/${"x".repeat(101)}`),
      at("/download?token=abc"),
      "http://pointsman.example.com/deployments/d-1",
      "https://somebody:secret@pointsman.example.com/deployments/d-1",
      "no address",
    ]);
    expect(asked).toEqual([]);
    expect(unfurls()).toEqual([]);
  });

  it("stays a link beyond the fifth of a message", async () => {
    await start();
    await share(Array.from({ length: 30 }, (_, i) => at(`/deployments/d-${i}`)));
    expect(asked).toHaveLength(MOST_UNFURLS);
    expect(Object.keys(unfurls()[0] ?? {})).toHaveLength(MOST_UNFURLS);
  });

  it("shows nothing to anybody when whoever pasted it may not see the deployment", async () => {
    await start();
    await share([URL_1], { user: slackId("carl") });
    expect(unfurls()).toEqual([]);
    await share([at("/deployments/hidden"), URL_1], {}, { event_id: "Ev02" });
    expect(Object.keys(unfurls()[0] ?? {})).toEqual([URL_1]);
    expect(rig.api.calls.map(({ method }) => method)).not.toContain("chat.postEphemeral");
  });

  it.each([
    ["shared with another company", { is_ext_shared: true }],
    ["about to be shared", { is_ext_shared: false, is_pending_ext_shared: true }],
    ["of a kind that Slack does not say", {}],
    ["a group direct message", { is_ext_shared: false, is_mpim: true }],
  ])("shows nothing in a channel that is %s", async (_, channel) => {
    await start();
    rig.api.script("conversations.info", () => ({ body: { channel: { id: CHANNEL, ...channel } } }));
    await share([URL_1]);
    expect([asked, unfurls()]).toEqual([[], []]);
  });

  it("shows nothing where the bot cannot look, and looks each time anew", async () => {
    await start();
    await share([URL_1]);
    rig.api.script("conversations.info", () => ({ body: { ok: false, error: "channel_not_found" } }));
    await share([URL_1], {}, { event_id: "Ev02" });
    expect(unfurls()).toHaveLength(1);
  });

  it("shows nothing when the event says that other companies read there, nor in a direct message", async () => {
    await start();
    await share([URL_1], {}, { is_ext_shared_channel: true });
    await share([URL_1], { channel: "D0OLIVIA" }, { event_id: "Ev02" });
    expect([asked, unfurls()]).toEqual([[], []]);
  });

  it("shows nothing while the message is being written: nobody knows yet where it goes", async () => {
    await start();
    const unfurl_id = "C0DEPLOYMENTS.1.2.abc";
    await share([URL_1], { channel: "COMPOSER", source: "composer", unfurl_id });
    expect([asked, unfurls(), rig.api.of("conversations.info")]).toEqual([[], [], []]);
  });

  it("is shown once when Slack sends the event again", async () => {
    const seen = new Set<string>();
    await start({
      seen: async (id) => {
        const before = seen.has(id);
        seen.add(id);
        return before;
      },
    });
    await share([URL_1]);
    await share([URL_1]);
    expect(unfurls()).toHaveLength(1);
  });

  it.each([
    ["without links", { links: undefined }],
    ["without a message", { message_ts: undefined }],
    ["without a person", { user: undefined }],
    ["with links of another shape", { links: [{ address: URL_1 }] }],
  ])("is nothing in an event %s", async (_, event) => {
    await start();
    await share([URL_1], event);
    expect([asked, unfurls()]).toEqual([[], []]);
  });

  it("is no matter of life and death: a refusal of Slack's or of the platform is logged, and said to nobody", async () => {
    await start();
    rig.api.script("chat.unfurl", () => ({ body: { ok: false, error: "cannot_unfurl_url" } }));
    await share([URL_1]);
    expect(rig.log.lines).toContainEqual(
      expect.objectContaining({ level: "warn", event: "slack.unfurl.failed" }),
    );
    await rig.close();
    await start({
      operations: {
        seeDeployment: async () => {
          throw new Error("the platform is gone");
        },
      },
    });
    await share([URL_1]);
    expect(rig.log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(rig.api.calls.map(({ method }) => method)).not.toContain("chat.postMessage");
  });
});
