// A replacement with nothing read but the tour, in a browser, each step by its own person.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askFor, become, goTo, openPage, send, startBrowser } from "../support/browser.ts";
import { oneBot } from "../support/one-bot.ts";

const local = oneBot();
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it("goes from the command to the approval, the notice and back, and the tour ticks off each step", async () => {
  const { page, wrong } = await openPage(browser, local.slack.url);
  const ticked = (count: number) =>
    page.locator(".side-panel .note", { hasText: `${count} of 8 done` }).waitFor();

  await page.getByRole("button", { name: "Put it in the box" }).click();
  await page.keyboard.press("Enter");
  await page.locator(".message.private .block.header", { hasText: "card-default" }).waitFor();
  await ticked(1);

  await page.getByRole("button", { name: "Replace model of card-default" }).click();
  // What Slack itself would stop stands beside its field, and nothing is sent.
  await page.locator("dialog footer .primary").click();
  await page.locator(".field-error", { hasText: "required" }).first().waitFor();
  await askFor(page, "v4");
  await page.locator("dialog", { hasText: "Waiting for review" }).waitFor();
  await ticked(2);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Go there as Ada" }).click();
  await page.getByRole("button", { name: /^Approve R-/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Approve" }).click();
  await page.locator(".message", { hasText: "Nothing is left to review here" }).waitFor();
  await ticked(3);

  await page.getByRole("button", { name: "Go there as Otto" }).click();
  await page
    .locator(".message", { hasText: /Olivia replaced the model of card-default/ })
    .first()
    .waitFor();
  await ticked(4);
  await goTo(page, "Messages");
  await page
    .locator(".message", { hasText: /replaced the model/ })
    .first()
    .waitFor();
  await become(page, "carl");
  expect(await page.locator(".sidebar li", { hasText: "Messages" }).count()).toBe(0);

  await page.getByRole("button", { name: "Put it in the box" }).click();
  await page.keyboard.press("Enter");
  await page.locator("dialog", { hasText: "Roll back model" }).waitFor();
  await page.locator("dialog footer .primary", { hasText: "Select" }).click();
  await page.locator("dialog footer .primary", { hasText: "Roll back now" }).click();
  await page
    .locator(".message", { hasText: /rolled back the model of card-default/ })
    .first()
    .waitFor();
  await ticked(5);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });

  for (const count of [6, 7]) {
    await page.getByRole("button", { name: "Put it in the box" }).click();
    await page.keyboard.press("Enter");
    await ticked(count);
  }
  await page.getByRole("button", { name: "Put it in the box" }).click();
  await page.keyboard.press("Enter");
  await page.locator(".side-panel .note", { hasText: "You have seen the main things" }).waitFor();

  // What was done is known after a reload too.
  await page.reload();
  await page.locator(".side-panel .note", { hasText: "You have seen the main things" }).waitFor();
  expect(wrong).toEqual([]);
});

it("shows each person their own: an unknown name to a consumer, a refusal to a guest, no command to an outsider", async () => {
  const { page, wrong } = await openPage(browser, local.slack.url);
  await become(page, "carl", "general");
  await send(page, "/deployments card-default");
  await page.locator(".message", { hasText: "No deployment that you may see" }).waitFor();
  await become(page, "gus", "ml-deployments");
  await send(page, "/deployments card-default");
  await page.locator(".message", { hasText: "guests are not admitted" }).waitFor();
  await become(page, "xena", "partners-otherco");
  await send(page, "/deployments");
  await page.locator(".slack-says", { hasText: "not available to people of other companies" }).waitFor();
  expect(wrong).toEqual([]);
});

it("keeps text from anywhere text", async () => {
  const { page, wrong } = await openPage(browser, local.slack.url);
  const hostile = `<img src=x onerror="document.title='owned'"> <!channel> *bold* [x](javascript:alert(1)) \u202Egnp.exe`;
  await send(page, hostile);
  await page.locator(".message", { hasText: "onerror" }).waitFor();
  await send(page, `/deployments ${hostile}`);
  await page.locator(".message.private", { hasText: "No deployment that you may see" }).waitFor();
  await send(page, "/deployments replace card-default");
  await page.locator('dialog [data-action="replace.comment"]').fill(hostile);
  await askFor(page, "v5");
  // It adds a feature: whoever asks says that they have read so.
  await page.locator('dialog [data-action="checks.warnings-read"] input').click();
  await page.locator("dialog footer .primary").click();
  await page.locator("dialog", { hasText: "Waiting for review" }).waitFor();
  await page.keyboard.press("Escape");
  await become(page, "ben", "Messages");
  await page.locator(".message", { hasText: "onerror" }).last().waitFor();
  expect(await page.title()).toBe("Pointsman workspace");
  expect(await page.locator(".message img, .message a[href^='javascript']").count()).toBe(0);
  expect(wrong).toEqual([]);
});

it("says what went both ways, and can make Slack misbehave", async () => {
  const { page, wrong } = await openPage(browser, local.slack.url);
  await page.getByRole("tab", { name: "Requests" }).click();
  await send(page, "/deployments whoami");
  await page.locator(".message", { hasText: "You are Olivia" }).waitFor();
  await page.locator(".requests summary", { hasText: "command" }).first().click();
  await page.locator(".requests pre", { hasText: "whoami" }).first().waitFor();

  await page.getByRole("tab", { name: "Faults" }).click();
  await page.getByLabel("What happens").selectOption({ label: "To the bot: Deliver late" });
  await page.getByLabel("milliseconds").fill("60");
  await page.getByLabel("How often").fill("2");
  await page.locator(".faults button").click();
  await page.locator("#side-body li", { hasText: "2 more times" }).waitFor();
  await send(page, "/deployments whoami");
  await page.locator("#side-body li", { hasText: "1 more time" }).waitFor();
  await page.getByRole("button", { name: "Clear all" }).click();
  await page.locator("#side-body .note", { hasText: "Slack behaves" }).waitFor();

  // Somebody who left: asked for by name the deployment is gone for them, and the page says why.
  await page.locator(".rows li", { hasText: "Olivia" }).getByRole("button").click();
  await page.locator(".rows li", { hasText: "Olivia" }).getByRole("button", { name: "Reactivate" }).waitFor();
  await send(page, "/deployments card-default");
  await page.locator("main .trouble").waitFor();
  await page.locator(".rows li", { hasText: "Olivia" }).getByRole("button", { name: "Reactivate" }).click();
  expect(wrong).toEqual([]);
});
