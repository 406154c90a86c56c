import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, type Rig } from "./open-workspace.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const text = (more: object = {}) => ({
  type: "input",
  block_id: "reason",
  label: plain("Reason"),
  element: { type: "plain_text_input", action_id: "reason.text", ...more },
});
const deeper = {
  type: "actions",
  block_id: "more",
  elements: [{ type: "button", action_id: "deeper", text: plain("Deeper") }],
};
const modal = (blocks: object[] = [text(), deeper], more: object = {}) => ({
  type: "modal",
  title: plain("Title"),
  submit: plain("Send"),
  blocks,
  ...more,
});

let rig: Rig;
beforeEach(async () => {
  rig = await openWorkspace();
});
afterEach(async () => {
  await rig.stop();
});

/** A trigger as the bot gets it: from a command, or from the button in the open modal. */
async function trigger(from: "command" | "deeper" = "command"): Promise<string> {
  if (from === "command") await rig.workspace.command("olivia", "general", "/deployments");
  else await rig.workspace.press({ person: "olivia", actionId: "deeper" });
  return String(rig.bot.heard.at(-1)?.body.trigger_id);
}
const call = (method: string, args: Record<string, unknown>) => rig.refusal(method, args);
async function open(view: object = modal()) {
  const answer = await call("views.open", { trigger_id: await trigger(), view });
  return answer.view as { id: string; hash: string; [key: string]: unknown };
}

describe("triggers", () => {
  it("open a modal once, within three seconds", async () => {
    const id = await trigger();
    expect(await call("views.open", { trigger_id: id, view: modal() })).toMatchObject({ ok: true });
    expect((await rig.workspace.openView("olivia"))?.title).toMatchObject({ text: "Title" });
    expect(await call("views.open", { trigger_id: id, view: modal() })).toMatchObject({
      error: "exchanged_trigger_id",
    });
  });

  it("are good for three seconds and not a moment longer", async () => {
    const [early, late] = [await trigger(), await trigger()];
    rig.clock.advance(3000);
    expect(await call("views.open", { trigger_id: early, view: modal() })).toMatchObject({ ok: true });
    rig.clock.advance(1);
    expect(await call("views.open", { trigger_id: late, view: modal() })).toMatchObject({
      error: "expired_trigger_id",
    });
  });

  it("cannot be made up, and are not used up by a view that Slack refuses", async () => {
    expect(await call("views.open", { trigger_id: "1.2.3", view: modal() })).toMatchObject({
      error: "invalid_trigger_id",
    });
    expect(await call("views.open", { view: modal() })).toMatchObject({ error: "invalid_arguments" });
    const id = await trigger();
    const wrong = await call("views.open", {
      trigger_id: id,
      view: modal([], { title: plain("a".repeat(25)) }),
    });
    expect(wrong).toMatchObject({
      error: "invalid_arguments",
      response_metadata: {
        messages: expect.arrayContaining([expect.stringContaining("json-pointer:/view/title/text")]),
      },
    });
    expect(await call("views.open", { trigger_id: id, view: modal() })).toMatchObject({ ok: true });
  });

  it("come expired when a fault says so", async () => {
    await rig.workspace.fault({ on: "bot:command", kind: "expired-trigger" });
    expect(await call("views.open", { trigger_id: await trigger(), view: modal() })).toMatchObject({
      error: "expired_trigger_id",
    });
  });
});

describe("the stack", () => {
  it("holds three modals, pushed from inside each other", async () => {
    const first = await open();
    const push = async () => await call("views.push", { trigger_id: await trigger("deeper"), view: modal() });
    const second = (await push()).view;
    expect(second).toMatchObject({ previous_view_id: first.id, root_view_id: first.id });
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toMatchObject({ error: "push_limit_reached" });
  });

  it("takes no push from outside a modal", async () => {
    expect(await call("views.push", { trigger_id: await trigger(), view: modal() })).toMatchObject({
      error: "invalid_trigger_id",
    });
  });

  it("shows the one below when the top is closed, and tells the bot where it asked", async () => {
    const first = await open(modal(undefined, { notify_on_close: true }));
    await call("views.push", {
      trigger_id: await trigger("deeper"),
      view: modal(undefined, { private_metadata: "top" }),
    });
    const before = rig.bot.heard.length;
    await rig.workspace.closeView("olivia");
    expect(rig.bot.heard).toHaveLength(before);
    expect((await rig.workspace.openView("olivia"))?.id).toBe(first.id);
    await rig.workspace.closeView("olivia");
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({
      type: "view_closed",
      is_cleared: false,
      view: { id: first.id },
    });
    expect(await rig.workspace.openView("olivia")).toBeNull();
    await expect(rig.workspace.closeView("olivia")).rejects.toMatchObject({ code: "no_open_view" });
  });

  it("names the root when all is closed at once", async () => {
    const first = await open(modal(undefined, { notify_on_close: true }));
    await call("views.push", { trigger_id: await trigger("deeper"), view: modal() });
    await rig.workspace.closeView("olivia", { all: true });
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({
      type: "view_closed",
      is_cleared: true,
      view: { id: first.id },
    });
  });
});

describe("updates", () => {
  it("give a new hash, and refuse an old one", async () => {
    const first = await open();
    const second = (await call("views.update", { view_id: first.id, hash: first.hash, view: modal() })).view;
    expect(second).toMatchObject({ id: first.id });
    expect((second as { hash: string }).hash).not.toBe(first.hash);
    expect(await call("views.update", { view_id: first.id, hash: first.hash, view: modal() })).toMatchObject({
      error: "hash_conflict",
    });
    expect(await call("views.update", { view_id: first.id, view: modal() })).toMatchObject({ ok: true });
  });

  it("find a view by its external id, and none that is closed", async () => {
    const first = await open(modal(undefined, { external_id: "mine" }));
    expect(
      await call("views.update", { external_id: "mine", view: modal(undefined, { external_id: "mine" }) }),
    ).toMatchObject({
      view: { id: first.id },
    });
    expect(
      await call("views.open", {
        trigger_id: await trigger(),
        view: modal(undefined, { external_id: "mine" }),
      }),
    ).toMatchObject({
      error: "duplicate_external_id",
    });
    await rig.workspace.closeView("olivia");
    expect(await call("views.update", { view_id: first.id, view: modal() })).toMatchObject({
      error: "not_found",
    });
    expect(await call("views.update", { view: modal() })).toMatchObject({ error: "invalid_arguments" });
  });

  it("keep what was typed where block_id and action_id stay, and lose it where they change", async () => {
    const first = await open();
    await rig.workspace.fill({ person: "olivia", values: { reason: "because" } });
    const update = async (view: object) =>
      ((await call("views.update", { view_id: first.id, view })).view as { state: { values: object } }).state
        .values;
    expect(await update(modal())).toEqual({
      reason: { "reason.text": { type: "plain_text_input", value: "because" } },
    });
    const renamed = { ...text({ initial_value: "fresh" }), block_id: "reason-2" };
    expect(await update(modal([renamed]))).toEqual({
      "reason-2": { "reason.text": { type: "plain_text_input", value: "fresh" } },
    });
  });

  it("refuse a view that is too large or of the other kind", async () => {
    const first = await open();
    const home = { type: "home", blocks: [deeper] };
    expect(await call("views.update", { view_id: first.id, view: home })).toMatchObject({
      error: "invalid_arguments",
    });
    const huge = modal(
      Array.from({ length: 100 }, () => ({ type: "section", text: plain("a".repeat(2900)) })),
    );
    expect(await call("views.update", { view_id: first.id, view: huge })).toMatchObject({
      error: "view_too_large",
    });
  });
});

describe("Home", () => {
  const home = (words: string) => ({
    type: "home",
    blocks: [{ type: "section", text: plain(words) }, deeper],
  });

  it("is published for one person, with a hash of its own", async () => {
    const first = (await call("views.publish", { user_id: "U0OLIVIA", view: home("one") })).view as {
      hash: string;
    };
    expect(
      await call("views.publish", { user_id: "U0OLIVIA", hash: first.hash, view: home("two") }),
    ).toMatchObject({ ok: true });
    expect(
      await call("views.publish", { user_id: "U0OLIVIA", hash: first.hash, view: home("three") }),
    ).toMatchObject({ error: "hash_conflict" });
    expect((await rig.workspace.home("olivia"))?.blocks[0]).toMatchObject({ text: { text: "two" } });
    expect(await rig.workspace.home("otto")).toBeNull();
    expect(await call("views.publish", { user_id: "U0NOBODY", view: home("x") })).toMatchObject({
      error: "user_not_found",
    });
    expect(await call("views.publish", { user_id: "U0OLIVIA", view: modal() })).toMatchObject({
      error: "invalid_arguments",
    });
  });

  it("tells the bot that it was opened, and its buttons work", async () => {
    await call("views.publish", { user_id: "U0OLIVIA", view: home("one") });
    await rig.workspace.openHome("olivia");
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({
      event: { type: "app_home_opened", tab: "home", user: "U0OLIVIA", view: { type: "home" } },
    });
    await rig.workspace.press({ person: "olivia", actionId: "deeper" });
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({ type: "block_actions", container: { type: "view" } });
  });
});

describe("submitting", () => {
  const form = modal([
    text({ max_length: 10 }),
    {
      type: "input",
      block_id: "age",
      optional: true,
      label: plain("Age"),
      element: { type: "number_input", action_id: "age.number", is_decimal_allowed: false, min_value: "1" },
    },
    {
      type: "input",
      block_id: "how",
      label: plain("How"),
      element: {
        type: "radio_buttons",
        action_id: "how.pick",
        options: [
          { text: plain("Now"), value: "now" },
          { text: plain("Later"), value: "later" },
        ],
        initial_option: { text: plain("Now"), value: "now" },
      },
    },
    deeper,
  ]);
  const submit = (values: Record<string, string> = { reason: "because" }) =>
    rig.workspace.submit({ person: "olivia", values });

  it("sends everything: what was entered, what stood there before, and null for the rest", async () => {
    const view = await open({ ...form, private_metadata: "kept", callback_id: "form" });
    expect(await submit()).toMatchObject({ error: null, closed: true });
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({
      type: "view_submission",
      user: { id: "U0OLIVIA", team_id: "T0POINTSMAN" },
      api_app_id: "A0POINTSMAN",
      view: {
        id: view.id,
        private_metadata: "kept",
        callback_id: "form",
        app_installed_team_id: "T0POINTSMAN",
      },
    });
    const sent = rig.bot.heard.at(-1)?.body.view as { state: object } | undefined;
    expect(sent?.state).toEqual({
      values: {
        reason: { "reason.text": { type: "plain_text_input", value: "because" } },
        age: { "age.number": { type: "number_input", value: null } },
        how: {
          "how.pick": {
            type: "radio_buttons",
            selected_option: { text: { ...plain("Now"), emoji: true }, value: "now" },
          },
        },
      },
    });
    expect(await rig.workspace.openView("olivia")).toBeNull();
  });

  it("sends nothing while a required field is empty or an entry makes no sense", async () => {
    await open(form);
    const before = rig.bot.heard.length;
    expect(await submit({})).toMatchObject({
      error: "fields_incomplete",
      fieldErrors: { reason: expect.any(String) },
    });
    expect(await submit({ reason: "a".repeat(11) })).toMatchObject({
      fieldErrors: { reason: expect.stringContaining("10") },
    });
    expect(await submit({ reason: "ok", age: "0" })).toMatchObject({
      fieldErrors: { age: expect.stringContaining("1") },
    });
    expect(await submit({ age: "1.5" })).toMatchObject({
      fieldErrors: { age: expect.stringContaining("whole") },
    });
    expect(rig.bot.heard).toHaveLength(before);
    expect(await submit({ age: "2" })).toMatchObject({ closed: true });
  });

  it("takes no option that is not offered and no field that is not there", async () => {
    await open(form);
    await expect(submit({ how: "never" })).rejects.toMatchObject({ code: "option_not_offered" });
    await expect(submit({ nothing: "x" })).rejects.toMatchObject({ code: "no_such_field" });
    await expect(rig.workspace.submit({ person: "otto" })).rejects.toMatchObject({ code: "no_open_view" });
  });

  it("shows errors beside input blocks", async () => {
    await open(form);
    rig.bot.answer(() => ({ body: { response_action: "errors", errors: { reason: "Say more." } } }));
    expect(await submit()).toMatchObject({
      error: "fields_refused",
      fieldErrors: { reason: "Say more." },
      closed: false,
    });
    expect(await rig.workspace.openView("olivia")).not.toBeNull();
    expect(await rig.workspace.notices("olivia")).toEqual([]);
  });

  it.each([
    ["errors beside other blocks", { response_action: "errors", errors: { more: "x" } }],
    ["no errors at all", { response_action: "errors", errors: {} }],
    ["an unknown response_action", { response_action: "explode" }],
    ["a body that is none", { text: "thanks" }],
    ["an invalid view", { response_action: "update", view: { type: "modal" } }],
    ["a plain text", "thanks"],
    ["status 500", null],
  ])("shows the person that something went wrong for %s", async (_name, body) => {
    await open(form);
    rig.bot.answer(() => (body === null ? { status: 500 } : { body }));
    const outcome = await submit();
    expect(outcome.error).not.toBeNull();
    expect(outcome.closed).toBe(false);
    expect(await rig.workspace.notices("olivia")).toEqual(["We had some trouble connecting. Try again?"]);
  });

  it("updates in place, pushes on top, and clears all", async () => {
    const first = await open(form);
    rig.bot.answer(() => ({
      body: { response_action: "push", view: modal([text()], { callback_id: "second" }) },
    }));
    await submit();
    expect(await rig.workspace.openView("olivia")).toMatchObject({
      callback_id: "second",
      previous_view_id: first.id,
    });
    rig.bot.answer(() => ({
      body: { response_action: "update", view: modal([text()], { callback_id: "third" }) },
    }));
    await submit();
    expect(await rig.workspace.openView("olivia")).toMatchObject({
      callback_id: "third",
      previous_view_id: first.id,
    });
    rig.bot.answer(() => ({ body: { response_action: "clear" } }));
    expect(await submit()).toMatchObject({ closed: true });
    expect(await rig.workspace.openView("olivia")).toBeNull();
  });

  it("can be pressed twice before the first answer came", async () => {
    const view = await open(form);
    await rig.workspace.fill({ person: "olivia", values: { reason: "because" } });
    const both = await Promise.all([
      rig.workspace.submit({ person: "olivia" }),
      rig.workspace.submit({ person: "olivia" }),
    ]);
    expect(both.map((one) => one.closed)).toEqual([true, true]);
    const submitted = rig.bot.heard.filter((one) => one.body.type === "view_submission");
    expect(submitted.map((one) => (one.body.view as { id: string }).id)).toEqual([view.id, view.id]);
  });

  it("can be forged with a view that is closed by now, by force alone", async () => {
    await open(form);
    await rig.workspace.fill({ person: "olivia", values: { reason: "because" } });
    const old = await rig.workspace.openView("olivia");
    await rig.workspace.closeView("olivia");
    await expect(rig.workspace.submit({ person: "olivia", view: old ?? { id: "" } })).rejects.toMatchObject({
      code: "no_open_view",
    });
    await rig.workspace.submit({ person: "olivia", view: old ?? { id: "" }, force: true });
    expect(rig.bot.heard.at(-1)?.body).toMatchObject({ type: "view_submission", view: { id: old?.id } });
  });
});
