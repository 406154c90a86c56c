// A Use Case that was to be created and linked, and was not linked: one press goes on. Through signed requests to the real bot.
import { afterEach, beforeAll, expect, test } from "vitest";
import type { Modal } from "../../src/block-kit/blocks.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { ChangeRequest } from "../../src/requests/request.ts";
import { ACTION_IDS, requestValue } from "../../src/slack/action-ids.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { onlyScripted, type SlackRig, slackRig } from "../slack/rig.ts";
import { value } from "../support/answers.ts";
import { goThrough } from "../support/asking.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { deploymentOf } from "../support/registry.ts";
import { submitted } from "./forms.ts";

const REFUSED = { outcome: "refused", sentence: "The platform said no." } as const;
const WISH = {
  action: "use-cases",
  label: "card-default",
  input: { way: "create", name: "Late payers", description: "Why." },
} as const;

beforeAll(onlyScripted);
let bot: OperationsRig;
let slack: SlackRig;
afterEach(async () => {
  await slack.close();
  await bot.store.close();
});

/** Uma asked for it, and the step that `over` breaks was refused once. */
async function failed(over: (platform: Platform, broken: () => boolean) => Partial<Platform>) {
  let broken = true;
  bot = await operationsRig({
    wrapPlatform: (platform) => ({ ...platform, ...over(platform, () => broken) }),
  });
  slack = await slackRig({ operations: bot.operations });
  const request = await goThrough(bot, "uma", WISH);
  expect(request.state.name).toBe("failed");
  broken = false;
  return request;
}

const linkingFails = (platform: Platform, broken: () => boolean): Partial<Platform> => ({
  change: async (command) => (broken() ? REFUSED : await platform.change(command)),
});
const creatingFails = (platform: Platform, broken: () => boolean): Partial<Platform> => ({
  createUseCase: async (command) => (broken() ? REFUSED : await platform.createUseCase(command)),
});

async function pressed(request: ChangeRequest, user: string): Promise<Modal> {
  const view = value(await bot.operations.request(bot.actor("uma"), request.id));
  expect(JSON.stringify(requestCard(view).blocks)).toContain(ACTION_IDS.retry);
  const { team } = bot.actor("uma");
  await slack.press(ACTION_IDS.retry, requestValue(request.id, 1), { user: { id: user, team_id: team } });
  await slack.settled();
  return slack.api.of("views.update").at(-1)?.view as Modal;
}
const called = async () =>
  (await bot.platform.useCases({ text: "Late payers", limit: 100 }, { kind: "service" })).items.filter(
    ({ name }) => name === "Late payers",
  );

test("it opens with the created Use Case selected, and links it without creating another", async () => {
  const form = await pressed(await failed(linkingFails), "U0UMA");
  const [made] = await called();
  expect(JSON.stringify(form)).toContain('"text":"Late payers"');
  const input = submitted("use-cases", form);
  expect(input).toEqual({ way: "link", useCases: [made?.id] });
  const done = await goThrough(bot, "uma", { ...WISH, input });
  expect(done.state.name).toBe("succeeded");
  expect((await deploymentOf(bot, "card-default")).useCases).toContain(made?.id);
  expect(await called()).toHaveLength(1);
});

test("where nothing was created, it opens with what was asked for filled in", async () => {
  const form = await pressed(await failed(creatingFails), "U0UMA");
  expect(submitted("use-cases", form)).toEqual(WISH.input);
});

test("somebody else who sees the request has no rights on what it made, and is not offered it", async () => {
  const form = await pressed(await failed(linkingFails), "U0OTTO");
  expect(submitted("use-cases", form)).toMatchObject({ way: "create" });
});

test("a request that did not fail, and a failure that leaves nothing to go on from, have no such button", async () => {
  const request = await failed(linkingFails);
  const link = { way: "link", useCases: ["uc-credit-risk"] };
  const done = await goThrough(bot, "uma", {
    ...WISH,
    input: { way: "create", name: "Other", description: "" },
  });
  const refused = await goThrough(bot, "uma", { ...WISH, input: link });
  for (const { id } of [done, refused]) {
    const card = requestCard(value(await bot.operations.request(bot.actor("uma"), id)));
    expect(JSON.stringify(card.blocks)).not.toContain(ACTION_IDS.retry);
    const before = slack.api.of("views.update").length;
    await slack.press(ACTION_IDS.retry, requestValue(id, 1), {
      user: { id: "U0UMA", team_id: bot.actor("uma").team },
    });
    await slack.settled();
    expect(JSON.stringify(slack.api.of("views.update").slice(before))).not.toContain("use-cases.select");
  }
  expect(request.state.name).toBe("failed");
});
