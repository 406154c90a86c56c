// What the page remembers of the tour: over a reload and a restart, and not for other records.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BotProcess, startBotProcess, temporaryFolder } from "../support/bot-process.ts";
import { openPage, startBrowser } from "../support/browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const folders = [temporaryFolder(), temporaryFolder()] as const;
let running: BotProcess | null = null;
async function stop(): Promise<void> {
  running?.signal("SIGTERM");
  await running?.ended;
  running = null;
}
/** At the same address, as somebody has it who starts the bot again. */
async function startOn(dataDir: string): Promise<string> {
  const port = running === null ? "0" : new URL(running.workspace).port;
  await stop();
  running = await startBotProcess({ env: { DATA_DIR: dataDir, WORKSPACE_PORT: port }, cwd: dataDir });
  return running.workspace;
}
afterAll(async () => {
  await stop();
  for (const { remove } of folders) remove();
});

it("keeps its place over a reload and a restart, and starts again in a fresh data folder", async () => {
  const [first, second] = folders;
  const { page } = await openPage(browser, await startOn(first.path));
  const ticked = (count: number) =>
    page.locator(".side-panel .note", { hasText: `${count} of 8 done` }).waitFor();
  await ticked(0);
  await page.getByRole("button", { name: "Put it in the box" }).click();
  await page.keyboard.press("Enter");
  await ticked(1);
  await page.reload();
  await ticked(1);
  // Nothing of it is in the log of another process.
  await startOn(first.path);
  await page.reload();
  await ticked(1);
  await page.getByRole("tab", { name: "Requests" }).click();
  expect(await page.locator(".requests summary", { hasText: "command" }).count()).toBe(0);
  await startOn(second.path);
  await page.reload();
  await ticked(0);
});
