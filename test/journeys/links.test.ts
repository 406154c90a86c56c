// A deployment's link, from the card into a channel, for those who may see it and those who may not; by the real process.
import { expect, it } from "vitest";
import { ACTION_IDS } from "../../src/slack/action-ids.ts";
import type { WorkspaceMessage } from "../../src/workspace/state.ts";
import { at, expectNothingRefused, messageWords } from "../support/journey.ts";
import { oneBot } from "../support/one-bot.ts";

const { slack } = oneBot();

const linkOf = async (person: string): Promise<string> => {
  await slack.command(person, "general", "/deployments card-default");
  const seen = async () =>
    (await slack.messages("general", person)).findLast(({ ephemeral_to }) => ephemeral_to !== undefined);
  const card = await slack.waitFor(async () => (await seen()) ?? null, {
    what: "the card",
    timeoutMs: 10_000,
  });
  const [link] = /http:\/\/127\.0\.0\.1:\d+\/deployments\/[\w-]+/.exec(messageWords(card)) ?? [];
  if (link === undefined) throw new Error(`No link in ${messageWords(card)}`);
  return link;
};

const said = async (
  person: string,
  channel: string,
  text: string,
): Promise<() => Promise<WorkspaceMessage>> => {
  await slack.say(person, channel, text);
  return async () => {
    const found = (await slack.messages(channel, person)).findLast(
      (one) => one.text.replace(/<(http[^>]+)>/g, "$1") === text,
    );
    if (found === undefined) throw new Error(`Nobody said ${text}`);
    return found;
  };
};

it("a deployment's link is shown by name where its sharer may show it, and opens for each person by their own rights", async () => {
  const link = await linkOf("olivia");
  const page = await (await fetch(link)).text();
  expect(page).toContain("/deployments d-card-default");
  expect(page).not.toContain("Credit card");

  // What shows nothing comes first: what is shown behind it is also how long to wait.
  const byConsumer = await said("carl", "general", `carl: ${link}`);
  const outside = await said("olivia", "partners-otherco", `outside: ${link}`);
  const wrong = await said("olivia", "general", `wrong: ${link}/settings`);
  const inside = await said("olivia", "general", `Look at ${link}, please (or ${link}?again)`);
  const shown = await slack.waitFor(
    async () => ((await inside()).attachments === undefined ? null : await inside()),
    { what: "what is shown below the link", timeoutMs: 10_000 },
  );
  expect(shown.attachments).toMatchObject([{ from_url: link, is_app_unfurl: true }]);
  expect(JSON.stringify(shown.attachments)).toContain("card-default");
  expect(JSON.stringify(shown.attachments)).not.toContain("Credit card default v3");
  for (const message of [byConsumer, outside, wrong]) expect((await message()).attachments).toBeUndefined();
  expect(await slack.screen("uma")).toContain("│ *card-default*");

  const openedFor = async (person: string, words: RegExp) => {
    await slack.press({ person, actionId: ACTION_IDS.openDeployment, ...at(shown) });
    return await slack.waitFor(
      async () =>
        (await slack.messages("general", person)).find(
          (one) => one.ephemeral_to !== undefined && words.test(messageWords(one)),
        ) ?? null,
      { what: `${person}: ${words}`, timeoutMs: 10_000 },
    );
  };
  await openedFor("uma", /You are User here/);
  await openedFor("carl", /no deployment/i);
  await expectNothingRefused(slack);
});
