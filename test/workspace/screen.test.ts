// The screen as text: what a person reads in a terminal, and what they can send next.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, type Rig } from "./open-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const box = (blockId: string, text: string, value: string) => ({
  type: "input",
  block_id: blockId,
  label: plain("Before you go on"),
  element: { type: "checkboxes", action_id: "tick", options: [{ text: plain(text), value }] },
});

let rig: Rig;
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(async () => {
  await rig.stop();
});

const openModal = async (blocks: readonly object[]) => {
  await rig.workspace.command("olivia", "general", "/deployments");
  const view = { type: "modal", title: plain("Title"), submit: plain("Send"), blocks };
  const trigger = String(rig.bot.heard.at(-1)?.body.trigger_id);
  expect(await rig.refusal("views.open", { trigger_id: trigger, view })).toMatchObject({ ok: true });
};
/** What the screen offers to be sent to one path, as it would be sent. */
const offered = (screen: string, path: string): unknown[] =>
  [...screen.matchAll(/curl -d '(.*)' \S+\/control\/(\w+)/g)].flatMap(([, body = "", to]) =>
    to === path ? [JSON.parse(body)] : [],
  );

describe("the screen of a person", () => {
  it("shows the value of each box and whether it is ticked", async () => {
    await openModal([box("a", "I attest this", "p-6")]);
    expect(await rig.workspace.screen("olivia")).toContain("☐ I attest this (p-6)  checkboxes tick");
    await rig.workspace.fill({ person: "olivia", values: { tick: ["p-6"] } });
    expect(await rig.workspace.screen("olivia")).toContain("☑ I attest this (p-6)  checkboxes tick");
  });

  it("offers a submit that fills in just what is missing, and that goes through as it stands", async () => {
    await openModal([
      box("a", "I have read it", "read"),
      box("b", "I attest this", "p-6"),
      {
        type: "input",
        optional: true,
        block_id: "c",
        label: plain("Comment"),
        element: { type: "plain_text_input", action_id: "comment" },
      },
    ]);
    const [submit] = offered(await rig.workspace.screen("olivia"), "submit");
    expect(submit).toEqual({ as: "olivia", values: { a: ["I have read it"], b: ["I attest this"] } });
    const response = await fetch(`${rig.workspace.url}/control/submit`, {
      method: "POST",
      body: JSON.stringify(submit),
    });
    expect(await response.text()).not.toContain("Not done");
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({
      type: "view_submission",
      view: { state: { values: { b: { tick: { selected_options: [{ value: "p-6" }] } } } } },
    });
  });

  it("keeps the depth of a list in rich text", async () => {
    const item = (text: string, indent: number) => ({
      type: "rich_text_list",
      style: "bullet",
      indent,
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
    });
    rig.bot.answer(() => ({
      body: {
        text: "Why",
        blocks: [{ type: "rich_text", elements: [item("Allowed", 0), item("Owner", 1)] }],
      },
    }));
    await rig.workspace.command("olivia", "general", "/deployments why");
    expect(await rig.workspace.screen("olivia")).toMatch(/^ {4}• Allowed\n {6}• Owner$/m);
  });

  it("offers the controls of the newest message that has any", async () => {
    const blocks = [
      {
        type: "actions",
        elements: [
          { type: "button", action_id: "go", text: plain("Go") },
          {
            type: "static_select",
            action_id: "menu",
            placeholder: plain("Actions"),
            options: [{ text: plain("Replace"), value: "r" }],
          },
        ],
      },
    ];
    rig.bot.answer(() => ({ body: { text: "Card", blocks } }));
    await rig.workspace.command("olivia", "general", "/deployments");
    const screen = await rig.workspace.screen("olivia");
    expect(offered(screen, "press")).toEqual([{ as: "olivia", action: "go" }]);
    expect(offered(screen, "choose")).toEqual([{ as: "olivia", action: "menu", option: "Replace" }]);
  });

  it("says what a button opens: a terminal has no click that would", async () => {
    const url = "https://bot.example.com/account?token=t";
    const elements = [{ type: "button", action_id: "open", text: plain("Open page"), url }];
    rig.bot.answer(() => ({ body: { text: "Link", blocks: [{ type: "actions", elements }] } }));
    await rig.workspace.command("olivia", "general", "/deployments link");
    expect(await rig.workspace.screen("olivia")).toContain(`[ Open page ]  action open  opens ${url}`);
  });

  it.each(["gus", "xena"])(
    "who has nothing to press, like %s, is shown how to ask, where they can",
    async (who) => {
      const commands = offered(await rig.workspace.screen(who), "command");
      const texts = ["/deployments", "/deployments whoami", "/deployments help"];
      expect(commands).toMatchObject(texts.map((text) => ({ text })));
      for (const command of commands) {
        const response = await fetch(`${rig.workspace.url}/control/command`, {
          method: "POST",
          body: JSON.stringify(command),
        });
        expect(response.status).toBe(200);
      }
    },
  );

  it("says in which channels somebody is who tries to type elsewhere", async () => {
    await expect(rig.workspace.command("gus", "general", "/deployments")).rejects.toThrow(
      /gus is not in general\. Channels: \w+/,
    );
  });
});
