// Debian's Chromium over the real process: the page as a person has it, and what they do there.
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page of its own, on which nothing goes wrong unseen and from which nothing leaves this computer. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts, refused loads and addresses elsewhere; empty when all is well. */
  readonly wrong: readonly string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1380, height: 860 }, ...options });
  const page = await context.newPage();
  // Shorter than the page's own wait for news: what only comes with the next round came too late.
  page.setDefaultTimeout(15_000);
  const wrong: string[] = [];
  const { origin } = new URL(address);
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // A refusal of the workspace (409) is shown to the person, and noted down by the browser too.
    if (message.type() === "error" && !message.text().includes("409"))
      wrong.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
      wrong.push(`elsewhere: ${request.url()}`);
  });
  await page.goto(address);
  return { page, wrong };
}

/** As typed into the message box of the open channel. */
export async function send(page: Page, text: string): Promise<void> {
  await page.locator("main .composer textarea").fill(text);
  await page.keyboard.press("Enter");
}

export async function become(page: Page, name: string, channel?: string): Promise<void> {
  await page.locator(".person select").selectOption(name);
  const shown = name.charAt(0).toUpperCase() + name.slice(1);
  await page
    .locator(".channel-head .who", { hasText: `as ${shown}` })
    .first()
    .waitFor();
  if (channel !== undefined) await goTo(page, channel);
}

/** By what the sidebar calls it. */
export async function goTo(page: Page, channel: string): Promise<void> {
  const entry = page.locator(".sidebar li button", { hasText: channel }).first();
  await entry.click();
  await page.locator(`.sidebar li button[aria-current="page"]`, { hasText: channel }).waitFor();
}

/** Opens the list of a select by its `action_id` and takes the option that says so. */
export async function pick(page: Page, action: string, option: string): Promise<void> {
  const choices = page.locator(`[data-action="${action}"]`).last();
  await choices.locator("input").click();
  await choices.locator(".offer", { hasText: option }).first().click();
}

/** The form of a replacement, filled in and sent; ends when its result is there. */
export async function askFor(page: Page, version: string, reason = "Accuracy"): Promise<void> {
  await page.locator('dialog [data-action="replace.version"]').waitFor();
  await pick(page, "replace.reason", reason);
  await pick(page, "replace.version", version);
  await page.locator("dialog footer .primary").click();
}
