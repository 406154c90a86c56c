import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMANDS } from "../src/cli/commands.ts";
import { runCommand } from "../src/cli/main.ts";
import { randomIds } from "../src/ids.ts";
import { openKeys } from "../src/keys.ts";
import { headLine } from "../src/operations/audit-heads.ts";
import { openAuditLane } from "../src/operations/audit-lane.ts";
import type { LaneHead } from "../src/ports/store.ts";
import { openSqliteStore } from "../src/stores/sqlite/sqlite-store.ts";
import { fakeClock } from "./support/clock.ts";
import { mailServer } from "./support/mail-server.ts";
import { PROJECT, textOf } from "./support/source-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pointsman-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const out: string[] = [];
  const complaints: string[] = [];
  const code = await runCommand(args, {
    env,
    workingDir: folder,
    packageDir: PROJECT,
    out: (line) => out.push(line),
    complain: (line) => complaints.push(line),
  });
  return { code, out: out.join("\n"), complaints: complaints.join("\n") };
}

describe("a shell command", () => {
  it("is in the help with one line", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    for (const { name, help } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name}.*${help}$`, "m"));
  });

  it.each(COMMANDS.map(({ name }) => name))("%s explains itself", async (name) => {
    const { code, out } = await run([...name.split(" "), "--help"]);
    expect([code, out.startsWith(name)]).toEqual([0, true]);
  });

  it.each([
    [["fly"], /There is no command "fly"/],
    [["audit"], /There is no command "audit"/],
    [["manifest", "--sockets"], /--sockets/],
    [["check-config", "now"], /now/],
    [["import", "file"], /There is no command "import file"/],
    [["audit", "verify", "--heads"], /--heads/],
  ])("%j is not understood, and the help follows", async (args, sentence) => {
    const { code, complaints } = await run(args);
    expect(code).toBe(2);
    expect(complaints).toMatch(sentence);
    expect(complaints).toContain("Usage: ");
  });

  it("alone shows the help and is no success", async () => {
    expect((await run([])).code).toBe(2);
  });
});

describe("check-config", () => {
  it("says what the configuration means", async () => {
    const { code, out } = await run(["check-config"], { WORKSPACE: "on" });
    expect(code).toBe(0);
    expect(out).toContain("Slack: the local workspace");
    expect(out).toContain(join(PROJECT, "policy.example.yml"));
    expect(out).toContain("Nothing is wrong");
  });

  it("says every mistake and fails", async () => {
    writeFileSync(join(folder, "policy.yml"), "policies: 3\n");
    const { code, out, complaints } = await run(["check-config"], { PORT: "x", SLACK_BOT_TOKEN: "xoxb-1" });
    expect([code, out]).toEqual([1, ""]);
    expect(complaints).toMatch(/^PORT: /m);
    expect(complaints).toMatch(/^SLACK_APP_TOKEN /m);
    expect(complaints).toMatch(/policy\.yml:1: /);
  });
});

describe("the mail server", () => {
  const settings = (port: number, password = "hush-hush") => ({
    WORKSPACE: "on",
    SMTP_URL: `smtp://bot:${password}@127.0.0.1:${port}`,
    MAIL_FROM: "pointsman@example.com",
  });
  const server = () => mailServer({ login: { user: "bot", password: "hush-hush" } });

  it("is asked by check-config and by the doctor whether it takes mails, and gets none", async () => {
    const smtp = await server();
    try {
      const { code, out } = await run(["check-config"], settings(smtp.port));
      expect(code).toBe(0);
      expect(out).toContain(`Mail: The mail server 127.0.0.1, port ${smtp.port}, answers`);
      expect((await run(["doctor"], settings(smtp.port))).out).toContain("ok       The mail server");
      expect([smtp.asked, smtp.taken]).toEqual([[], []]);
    } finally {
      await smtp.stop();
    }
  });

  it("that does not accept the login is a mistake, said without the password", async () => {
    const smtp = await server();
    try {
      const { code, out, complaints } = await run(["check-config"], settings(smtp.port, "wrong-hush"));
      expect(code).toBe(1);
      expect(out).toContain("does not serve the bot as SMTP_URL is set");
      expect(out).not.toContain("Nothing is wrong");
      expect(complaints).toContain("Correct SMTP_URL");
      expect(out + complaints).not.toContain("wrong-hush");
    } finally {
      await smtp.stop();
    }
  });

  it("that does not answer is said, and is no mistake of the configuration", async () => {
    const smtp = await server();
    await smtp.stop();
    const { code, out, complaints } = await run(["check-config"], settings(smtp.port));
    expect(code).toBe(0);
    expect(out).toContain("could not be asked");
    expect(complaints).toContain("Look at host and port of SMTP_URL");
    expect((await run(["doctor"], settings(smtp.port))).out).toContain("warning  The mail server");
  });

  it("is not looked for where none is set", async () => {
    expect((await run(["check-config"], { WORKSPACE: "on" })).out).toContain(
      "Mail: none, SMTP_URL is not set",
    );
  });
});

describe("the process of a shell command", () => {
  const checkConfig = () =>
    spawnSync(process.execPath, [join(PROJECT, "src/cli/main.ts"), "check-config"], {
      cwd: folder,
      env: { DATA_DIR: folder },
      encoding: "utf8",
      timeout: 15_000,
    });

  it("reads a file .env where there is one, and says nothing where there is none", () => {
    expect(checkConfig()).toMatchObject({ status: 0, stderr: "" });
    writeFileSync(join(folder, ".env"), "WORKSPACE_PORT=abc\n");
    expect(checkConfig()).toMatchObject({ status: 1, stderr: expect.stringMatching(/^WORKSPACE_PORT: /) });
  });
});

describe("manifest", () => {
  it("is what the repository has, for both ways, and needs no tokens", async () => {
    expect((await run(["manifest"])).out).toBe(textOf("manifest.yml").trimEnd());
    expect((await run(["manifest", "--socket"], { NODE_ENV: "production" })).out).toBe(
      textOf("manifest.socket.yml").trimEnd(),
    );
  });

  it("tells two installs apart", async () => {
    const { out } = await run(["manifest"], {
      COMMAND_PREFIX: "dev-",
      PUBLIC_URL: "https://bot.example.com",
    });
    expect(out).toContain("/dev-deployments");
    expect(out).toContain("https://bot.example.com/slack/events");
    expect((await run(["manifest"], { COMMAND_PREFIX: "DEV " })).code).toBe(1);
  });
});

describe("doctor", () => {
  let slack: Server;
  let apiUrl: string;
  beforeEach(async () => {
    slack = createServer((request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ ok: false, error: `invalid_auth`, at: request.url }));
    });
    await new Promise<void>((resolve) => slack.listen(0, "127.0.0.1", resolve));
    const address = slack.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    apiUrl = `http://127.0.0.1:${address.port}/api/`;
  });
  afterEach(async () => {
    slack.closeAllConnections();
    await new Promise((resolve) => slack.close(resolve));
  });

  it("names what is missing in a workspace, with its fix, and no secret", async () => {
    const { code, out } = await run(["doctor"], {
      SLACK_BOT_TOKEN: "xoxb-hush",
      SLACK_APP_TOKEN: "xapp-hush",
      SLACK_API_URL: apiUrl,
    });
    expect(code).toBe(1);
    expect(out).toMatch(/MISTAKE {2}.*SLACK_BOT_TOKEN: invalid_auth/);
    expect(out).toMatch(/MISTAKE {2}.*SLACK_APP_TOKEN: invalid_auth/);
    expect(out).toContain("OAuth & Permissions");
    expect(out).not.toContain("hush");
  });

  it("has nothing to look at in the local workspace", async () => {
    const { code, complaints } = await run(["doctor"], { WORKSPACE: "on" });
    expect(code).toBe(1);
    expect(complaints).toContain("SLACK_BOT_TOKEN");
  });
});

describe("audit verify", () => {
  const env = () => ({ DATA_DIR: folder });

  /** A store with two entries, left open as by a running bot. */
  async function running() {
    const store = await openSqliteStore({ dir: folder });
    const clock = fakeClock();
    const keys = await openKeys({ secretKeys: null, dataDir: folder, store, clock });
    if (!keys.ok) throw new Error(keys.sentence);
    const heads: LaneHead[] = [];
    const lane = openAuditLane({
      store,
      key: keys.keyring.subKey("audit"),
      lane: "test-lane",
      ids: randomIds,
      heads: { note: (head) => heads.push(head), close: async () => undefined },
    });
    for (const why of ["first", "second"]) {
      const answer = await lane.commit({
        expect: [],
        put: [],
        audit: [
          {
            at: clock.now(),
            event: "process.started",
            action: null,
            request: null,
            deployment: null,
            who: "system",
            allowed: true,
            why,
            details: null,
          },
        ],
      });
      expect(answer).toEqual({ outcome: "committed" });
    }
    return { store, heads };
  }

  it("finds an untouched trail clean, beside the running bot, and says what it cannot know", async () => {
    const { store } = await running();
    try {
      const { code, out } = await run(["audit", "verify"], env());
      expect([code, out]).toEqual([0, expect.stringContaining("Clean: 2 entries in 1 lane.")]);
      expect(out).toContain("Not known: Without heads");
    } finally {
      await store.close();
    }
  });

  it("finds a changed entry", async () => {
    const { store } = await running();
    await store.close();
    const db = new DatabaseSync(join(folder, "store.sqlite"));
    const table = db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%mac%'")
      .get();
    db.exec(`UPDATE ${String(table?.name)} SET at = at + 1 WHERE seq = 2`);
    db.close();
    const { code, out } = await run(["audit", "verify"], env());
    expect([code, out]).toEqual([1, expect.stringMatching(/^altered: Entry 2 of lane test-lane/m)]);
    expect(out).toContain("NOT clean");
  });

  it("finds a rollback with the heads of a log", async () => {
    const { store, heads } = await running();
    await store.close();
    const log = join(folder, "bot.log");
    const last = heads.at(-1);
    if (last === undefined) throw new Error("No head was noted.");
    const noted = (head: LaneHead) => `{"level":"info","head":"${headLine(head)}","event":"audit.head"}\n`;
    writeFileSync(log, `some other line\n${noted(last)}`);
    expect((await run(["audit", "verify", "--heads", log], env())).code).toBe(0);
    writeFileSync(log, noted(last) + noted({ ...last, seq: 3 }));
    const { code, out } = await run(["audit", "verify", "--heads", log], env());
    expect([code, out]).toEqual([1, expect.stringMatching(/^rollback: .*entry 3 was noted outside/m)]);
  });

  it("says in one sentence what it could not read", async () => {
    expect(await run(["audit", "verify"], env())).toEqual({
      code: 1,
      out: "",
      complaints: expect.stringContaining("There is no key file"),
    });
    const { store } = await running();
    await store.close();
    expect((await run(["audit", "verify", "--heads", join(folder, "none.log")], env())).complaints).toContain(
      "none.log cannot be read (ENOENT)",
    );
    const elsewhere = { ...env(), SECRET_KEYS: `other:${Buffer.alloc(32, 1).toString("base64")}` };
    expect((await run(["audit", "verify"], elsewhere)).out).toMatch(/^unknown-key: /m);
  });
});
