// `npm run pictures`: the pictures of the docs, taken of the real process in a real browser. Needs Chromium.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const project = join(import.meta.dirname, "..");
const images = join(project, "docs/images");
const folder = mkdtempSync(join(tmpdir(), "pointsman-pictures-"));
mkdirSync(images, { recursive: true });

const bot = spawn(process.execPath, [join(project, "src/main.ts")], {
  cwd: folder,
  env: { PATH: process.env.PATH ?? "", DATA_DIR: folder, PORT: "0", WORKSPACE_PORT: "0" },
  stdio: ["ignore", "pipe", "pipe"],
});

const address = await new Promise((resolve, reject) => {
  let heard = "";
  const listen = (text) => {
    heard += text;
    const match = /Workspace +(http:\/\/[\d.:]+)/.exec(heard);
    if (match !== null) resolve(match[1]);
  };
  bot.stdout.on("data", listen);
  bot.stderr.on("data", listen);
  bot.once("exit", (code) => reject(new Error(`The bot ended with ${code}:\n${heard}`)));
  setTimeout(() => reject(new Error(`Not up after 20 s:\n${heard}`)), 20_000).unref();
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const context = await browser.newContext({ viewport: { width: 1240, height: 720 }, colorScheme: "light" });
const page = await context.newPage();

const picture = async (name) => {
  // What comes a little later: edited cards, unread marks.
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
};
const send = async (text) => {
  await page.locator("main .composer textarea").fill(text);
  await page.keyboard.press("Enter");
};
const pick = async (action, option) => {
  const choices = page.locator(`dialog [data-action="${action}"]`);
  await choices.locator("input").click();
  await choices.locator(".offer", { hasText: option }).first().click();
};

try {
  await page.goto(address);
  await page.locator(".composer").waitFor();
  await send("/deployments card-default");
  await page.locator(".message.private").waitFor();
  await picture("deployment");

  await page.setViewportSize({ width: 1240, height: 1120 });
  await page.getByRole("button", { name: "Monitoring of card-default" }).click();
  await page.locator("dialog img").waitFor();
  await picture("monitoring");
  await page.setViewportSize({ width: 1240, height: 720 });
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Replace model of card-default" }).click();
  await page.locator('dialog [data-action="replace.version"]').waitFor();
  await pick("replace.reason", "Accuracy");
  await page.locator('dialog [data-action="replace.version"] input').click();
  await page.locator("dialog .offer").first().waitFor();
  await picture("replace-form");
  await page.locator("dialog .offer", { hasText: "v5" }).first().click();
  await page.locator("dialog footer .primary").click();
  await page.locator('dialog [data-action="checks.warnings-read"]').waitFor();
  await picture("checks");
  await page.locator('dialog [data-action="checks.warnings-read"] input').click();
  await page.locator("dialog footer .primary").click();
  await page.locator("dialog", { hasText: "Waiting for review" }).waitFor();
  await page.keyboard.press("Escape");

  await page.locator(".person select").selectOption("ada");
  await page.locator(".sidebar li button", { hasText: "Messages" }).click();
  await page.getByRole("button", { name: /^Approve R-/ }).waitFor();
  await picture("review");
  await page.getByRole("button", { name: /^Approve R-/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Approve" }).click();
  await page.locator(".message", { hasText: "Nothing is left to review here" }).waitFor();

  await page.locator(".person select").selectOption("otto");
  await page.locator(".sidebar li button", { hasText: "ml-deployments" }).click();
  await page.locator(".message", { hasText: "replaced the model" }).first().waitFor();
  await picture("notice");
  await page.locator(".person select").selectOption("uma");
  await page.locator(".sidebar li button", { hasText: "general" }).click();
  await send("/deployments why replace card-default");
  await page.locator(".message.private", { hasText: "Not allowed" }).waitFor();
  await page.getByRole("tab", { name: "Requests" }).click();
  await picture("why");
} finally {
  await browser.close();
  bot.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}
