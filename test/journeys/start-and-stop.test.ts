// How the process starts, refuses to start, and stops.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandBody, SIGNING_SECRET, send, targetOn } from "../../bench/load.ts";
import { startSlackStub } from "../../bench/slack-stub.ts";
import {
  type BotProcess,
  type Ended,
  runToEnd,
  startBotProcess,
  temporaryFolder,
} from "../support/bot-process.ts";

let folder: ReturnType<typeof temporaryFolder>;
const bots: BotProcess[] = [];
const servers: Server[] = [];
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const bot of bots.splice(0)) {
    bot.signal("SIGKILL");
    await bot.ended;
  }
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  folder.remove();
});

const data = () => join(folder.path, "data");
async function start(env: Readonly<Record<string, string>> = {}): Promise<BotProcess> {
  const bot = await startBotProcess({ env: { DATA_DIR: data(), ...env }, cwd: folder.path });
  bots.push(bot);
  return bot;
}
const run = (env: Readonly<Record<string, string>>): Promise<Ended> =>
  runToEnd({ env: { DATA_DIR: data(), PORT: "0", WORKSPACE_PORT: "0", ...env }, cwd: folder.path });

/** Null when somebody has the port already, which is as good. */
async function occupy(port: number): Promise<number | null> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => {
      servers.push(server);
      const address = server.address();
      resolve(address === null || typeof address === "string" ? null : address.port);
    });
  });
}

function expectRefusal(ended: Ended, sentence: RegExp): void {
  expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 1, signal: null });
  expect(ended.stderr).toMatch(/^Pointsman does not start:/);
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
}

describe("a start that cannot be", () => {
  it("says everything that is wrong at once, without a stack, and leaves nothing behind", async () => {
    writeFileSync(
      join(folder.path, "policy.yml"),
      "policies:\n  - name: Fly\n    actions: fly\n    needs: {approvals: 1}\n",
    );
    const ended = await run({ SLACK_BOT_TOKEN: "xoxb-hush", PORT: "http", LOG_LEVEL: "loud" });
    expectRefusal(ended, /SLACK_APP_TOKEN .* is missing/);
    for (const start of [/^ {2}PORT: /m, /^ {2}LOG_LEVEL: /m, /^ {2}\S+policy\.yml:3: /m])
      expect(ended.stderr).toMatch(start);
    expect(ended.stderr + ended.stdout).not.toContain("hush");
    expect(readdirSync(folder.path)).toEqual(["policy.yml"]);
  });

  it.each(["PORT", "WORKSPACE_PORT"])("names the %s that was asked for and is taken", async (variable) => {
    const port = await occupy(0);
    expectRefusal(
      await run({ [variable]: String(port) }),
      new RegExp(`port ${port} \\(${variable}\\) is in use`),
    );
  });

  it("names the folder that cannot be used, the user and what to do", async () => {
    writeFileSync(join(folder.path, "file"), "");
    const ended = await run({ DATA_DIR: join(folder.path, "file", "data") });
    expectRefusal(ended, /data directory \S+file\/data cannot be used by user .+ set DATA_DIR to another/);
  });

  it("does not share the records of a running bot", async () => {
    await start();
    expectRefusal(await run({}), /Another running Pointsman uses the data directory/);
  });

  it("does not go on without the key that the records were written with", async () => {
    const bot = await start();
    bot.signal("SIGTERM");
    await bot.ended;
    rmSync(join(data(), "secret-keys"));
    expectRefusal(await run({}), /secret-keys is missing, .* Put the file back/);
    expect(existsSync(join(data(), "secret-keys"))).toBe(false);
  });

  it("is refused in words when Slack does not accept the token", async () => {
    const bot = await start();
    const ended = await run({
      DATA_DIR: join(folder.path, "other"),
      SLACK_BOT_TOKEN: "xoxb-hush",
      SLACK_SIGNING_SECRET: "hush",
      SLACK_API_URL: `${bot.workspace}/api/`,
    });
    expectRefusal(ended, /Slack does not accept SLACK_BOT_TOKEN/);
    expect(ended.stderr + ended.stdout).not.toContain("hush");
  });
});

describe("a start", () => {
  it("takes a free port where none was asked for and the usual one is taken, and prints it", async () => {
    await occupy(3000);
    const bot = await startBotProcess({ env: { DATA_DIR: data(), PORT: "" }, cwd: folder.path });
    bots.push(bot);
    const port = new URL(bot.url).port;
    expect(port).not.toBe("3000");
    expect(bot.stderr()).toContain(`http://localhost:${port}`);
    expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
  });

  it("says where everything is, and which policy is in force", async () => {
    const bot = await start({ ENVIRONMENT_NAME: "Staging" });
    expect(bot.stderr()).toContain("Pointsman is up (Staging).");
    expect(bot.stderr()).toContain(data());
    expect(bot.stderr()).toMatch(/the sample policy \(\S+policy\.example\.yml\), 2 policies/);
    expect(bot.stderr()).toContain(bot.workspace);
  });

  it("is reached from this computer only, with a local workspace", async () => {
    const bot = await start();
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && !each.internal && each.family === "IPv4");
    const ports = [new URL(bot.url).port, new URL(bot.workspace).port];
    for (const port of ports) {
      // Without a second interface only the loopback itself can be asked.
      const host = outside?.address ?? "127.0.0.2";
      await expect(
        fetch(`http://${host}:${port}/healthz`, { signal: AbortSignal.timeout(5_000) }),
      ).rejects.toThrow();
    }
  });

  it("goes on with the records of a process that was killed", async () => {
    const killed = await start();
    killed.signal("SIGKILL");
    await killed.ended;
    const next = await start();
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  });
});

describe("a stop", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("on %s ends with 0 after everything was closed", async (signal) => {
    const bot = await start();
    bot.signal(signal);
    const ended = await bot.ended;
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 0, signal: null });
    expect(ended.stdout.trimEnd().split("\n").at(-1)).toContain('"event":"stop.done"');
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });

  it("answers the command that is under way before anything is closed", async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const slack = await startSlackStub(async (method) => {
      if (method !== "users.info") return;
      asked.resolve();
      await mayAnswer.promise;
    });
    try {
      const bot = await start({
        LOG_LEVEL: "debug",
        SLACK_BOT_TOKEN: "xoxb-1",
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_API_URL: slack.apiUrl,
      });
      const answered = send(
        targetOn(Number(new URL(bot.url).port)),
        commandBody("card-default", slack.responseUrl),
      );
      await asked.promise;
      bot.signal("SIGTERM");
      await vi.waitFor(() => expect(bot.stdout()).toContain("stop.began"));
      await expect(fetch(`${bot.url}/healthz`)).rejects.toThrow();
      mayAnswer.resolve();
      await answered;
      const ended = await bot.ended;
      expect(ended.code).toBe(0);
      expect(ended.stdout).toMatch(/stop\.began[\s\S]*"route":"slack","status":200[\s\S]*stop\.done/);
    } finally {
      await slack.close();
    }
  });

  it("follows at once on what nobody foresaw, with an id in the log and no secret", async () => {
    const surprise = [
      "const wait = () => process.listenerCount('unhandledRejection') > 0",
      "? Promise.reject(new Error('xoxb-hush nobody foresaw this')) : setTimeout(wait, 5); wait();",
    ].join(" ");
    const ended = await run({
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(surprise)}`,
    });
    expect(ended.code).toBe(1);
    const line = ended.stdout.split("\n").find((each) => each.includes("process.unhandled-rejection"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: "error", id: expect.stringMatching(/^\S{8}$/) });
    expect(ended.stdout).toContain("nobody foresaw this");
    expect(ended.stdout + ended.stderr).not.toContain("hush");
  });
});
