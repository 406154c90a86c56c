// Does the bundle start with nothing around it? A folder with the bundle and what the image has beside it, no
// node_modules but its own; it has to become ready in the local workspace, and to stop with exit code 0 when it is told to.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LIMIT_MS = 20_000;
const project = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "pointsman-smoke-"));
for (const path of ["dist", "package.json", "policy.example.yml"]) {
  cpSync(join(project, path), join(folder, path), { recursive: true });
}
const env = {
  PATH: process.env.PATH ?? "",
  WORKSPACE: "on",
  DATA_DIR: join(folder, "data"),
  PORT: "0",
  WORKSPACE_PORT: "0",
};

/** The local workspace's page comes with the bundle: document, script and sheet. */
async function page(workspace) {
  for (const [path, words] of [
    ["/", "/page/app.js"],
    ["/page/app.js", "Put it in the box"],
    ["/page/app.css", ".composer"],
  ]) {
    const answer = await fetch(`${workspace}${path}`, { signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await answer.text();
    if (answer.status !== 200 || !text.includes(words))
      throw new Error(`${path} of the workspace answered ${answer.status} without ${words}`);
  }
}

/** What draws the picture of a deployment's monitoring comes with the bundle as well: the library for this system, and its font. */
async function picture(workspace) {
  const act = async (name, body) => {
    const answer = await fetch(`${workspace}/control/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ as: "olivia", ...body }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!answer.ok) throw new Error(`${name} in the workspace: ${await answer.text()}`);
  };
  const until = Date.now() + LIMIT_MS;
  const look = async (words) => {
    while (Date.now() < until) {
      const answer = await fetch(`${workspace}/control/as/olivia`, { headers: { accept: "text/plain" } });
      if ((await answer.text()).includes(words)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The workspace never showed "${words}"`);
  };
  await act("command", { channel: "general", text: "/deployments card-default" });
  await look("deployment.monitoring");
  await act("press", { action: "deployment.monitoring" });
  await look("[image: Charts by the day");
  const [file] = await (await fetch(`${workspace}/control/files`)).json();
  const bytes = new Uint8Array(await (await fetch(file.url_private)).arrayBuffer());
  if (String.fromCharCode(...bytes.slice(1, 4)) !== "PNG") throw new Error("the picture is no PNG");
}

/** Resolves with the bot's own address as its log tells it; rejects when the process ends before. */
function address(bot) {
  return new Promise((resolve, reject) => {
    let heard = "";
    const listen = (text) => {
      heard += text;
      const match = /"port":(\d+)[^\n]*"event":"start\.ready"/.exec(heard);
      if (match !== null) resolve(`http://127.0.0.1:${match[1]}`);
    };
    bot.stdout.on("data", listen);
    bot.stderr.on("data", listen);
    bot.once("exit", (code, signal) => reject(new Error(`It ended (${code ?? signal}):\n${heard}`)));
    setTimeout(() => reject(new Error(`Not ready after ${LIMIT_MS / 1000} s:\n${heard}`)), LIMIT_MS).unref();
  });
}

try {
  const help = spawnSync(process.execPath, ["dist/cli.mjs", "--help"], {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  if (help.status !== 0 || !help.stdout.includes("check-config"))
    throw new Error(`dist/cli.mjs --help: ${help.stderr}`);

  const began = performance.now();
  const bot = spawn(process.execPath, ["dist/main.mjs"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    bot.stdout.setEncoding("utf8");
    bot.stderr.setEncoding("utf8");
    let heard = "";
    for (const stream of [bot.stdout, bot.stderr]) stream.on("data", (text) => (heard += text));
    const url = await address(bot);
    const took = Math.round(performance.now() - began);
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(LIMIT_MS) });
    if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}: ${await ready.text()}`);
    const workspace = /"url":"(http:[^"]+)"[^\n]*"event":"workspace\.listening"/.exec(heard)?.[1];
    await page(workspace);
    await picture(workspace.replace(/\/$/, ""));
    const ended = new Promise((resolve) => bot.once("exit", (code, signal) => resolve(code ?? signal)));
    bot.kill("SIGTERM");
    const code = await Promise.race([
      ended,
      new Promise((resolve) => setTimeout(() => resolve("no end in time"), LIMIT_MS).unref()),
    ]);
    if (code !== 0) throw new Error(`After SIGTERM: ${code}`);
    console.log(`The bundle starts alone (ready after ${took} ms) and stops cleanly.`);
  } finally {
    bot.kill("SIGKILL");
  }
} catch (error) {
  console.error(`The bundle does not start alone. ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
