import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ENVIRONMENT, environmentTable, VARIABLE_NAMES } from "../src/config/environment.ts";
import { Secret } from "../src/config/secret.ts";
import { type Config, readConfig } from "../src/config.ts";
import { textOf } from "./support/source-files.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const SOCKET = { SLACK_BOT_TOKEN: "xoxb-bot-text", SLACK_APP_TOKEN: "xapp-app-text" };
const HTTP = { SLACK_BOT_TOKEN: "xoxb-bot-text", SLACK_SIGNING_SECRET: "signing-text" };
const POLICY = textOf("policy.example.yml");

type Env = Readonly<Record<string, string>>;
const read = (env: Env, files: Readonly<Record<string, string>> = { "/app/policy.example.yml": POLICY }) =>
  readConfig(env, {
    packageDir: "/app",
    workingDir: "/work-dir",
    readFile: (path) => files[path] ?? null,
  });

function configOf(env: Env, files?: Readonly<Record<string, string>>): Config {
  const answer = read(env, files);
  if (!answer.ok) throw new Error(answer.mistakes.join("\n"));
  return answer.config;
}

function mistakesOf(env: Env, files?: Readonly<Record<string, string>>): readonly string[] {
  const answer = read(env, files);
  return answer.ok ? [] : answer.mistakes;
}

describe("which Slack the bot is in", () => {
  it("is the local workspace, with the sample fleet and its policy, when nothing is set", () => {
    const config = configOf({});
    expect(config.slack).toEqual({ mode: "workspace", port: { number: 3001, given: false } });
    expect(config.port).toEqual({ number: 3000, given: false });
    expect(config.sampleFleet).toBe(true);
    expect(config.policy).toMatchObject({ origin: "sample", path: "/app/policy.example.yml" });
    expect(config.policy.rules.policies.length).toBeGreaterThan(0);
    expect(config.dataDir).toBe("/app/data");
  });

  it("is a real one over HTTP with a bot token and a signing secret", () => {
    const config = configOf(HTTP);
    expect(config.slack.mode).toBe("http");
    expect(config.sampleFleet).toBe(false);
    expect(config.policy.origin).toBe("none");
  });

  it("is a real one over Socket Mode with an app token, also when both are given", () => {
    expect(configOf(SOCKET).slack.mode).toBe("socket");
    expect(configOf({ ...SOCKET, ...HTTP }).slack.mode).toBe("socket");
  });

  it.each([
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, /SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET .* is missing/],
    [{ SLACK_APP_TOKEN: "xapp-1" }, /SLACK_BOT_TOKEN is missing beside SLACK_APP_TOKEN/],
    [{ SLACK_SIGNING_SECRET: "s" }, /SLACK_BOT_TOKEN is missing beside SLACK_SIGNING_SECRET/],
    [{ SLACK_API_URL: "http://127.0.0.1:1/api/" }, /SLACK_BOT_TOKEN is missing beside SLACK_API_URL/],
    [{ WORKSPACE: "off" }, /No Slack is named/],
    [{ NODE_ENV: "production" }, /No Slack is named/],
    [{ WORKSPACE: "on", ...HTTP }, /WORKSPACE=on and SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET/],
  ])("is refused for %j, naming what is missing", (env, sentence) => {
    expect(mistakesOf(env)).toEqual([expect.stringMatching(sentence)]);
  });

  it("is the local workspace in production only when that is asked for", () => {
    expect(configOf({ NODE_ENV: "production", WORKSPACE: "on" }).slack.mode).toBe("workspace");
  });

  it("is never the local workspace beside a DataRobot that is not on this computer", () => {
    const elsewhere = { DATAROBOT_ENDPOINT: "https://app.datarobot.com/api/v2" };
    expect(mistakesOf({ WORKSPACE: "on", ...elsewhere })).toEqual([
      expect.stringContaining("app.datarobot.com"),
    ]);
    expect(mistakesOf(elsewhere)).toHaveLength(1);
    for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
      expect(mistakesOf({ DATAROBOT_ENDPOINT: `http://${host}:8080/api/v2` })).toEqual([]);
    for (const host of ["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1"])
      expect(mistakesOf({ DATAROBOT_ENDPOINT: `http://${host}/api/v2` })).toHaveLength(1);
  });
});

describe("reading the environment", () => {
  it("takes an empty text for not set", () => {
    const blank = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, " "]));
    expect(configOf(blank)).toEqual(configOf({}));
  });

  it("reads false as false", () => {
    expect(configOf({ SAMPLE_FLEET: "false" }).sampleFleet).toBe(false);
    expect(configOf({ ...SOCKET, SAMPLE_FLEET: "true" }).sampleFleet).toBe(true);
  });

  it("says every mistake at once, each with the variable's name", () => {
    const mistakes = mistakesOf({
      PORT: "http",
      WORKSPACE_PORT: "70000",
      LOG_LEVEL: "loud",
      WORKSPACE: "maybe",
      DATAROBOT_EDITION: "cloud",
      COMMAND_PREFIX: "Dev Team",
      SLACK_API_URL: "https://slack.com/api",
      PUBLIC_URL: "bot.example.com",
      SECRET_KEYS: "k1:short",
      POLICY_FILE: "nowhere.yml",
    });
    for (const name of [
      "PORT",
      "WORKSPACE_PORT",
      "LOG_LEVEL",
      "WORKSPACE",
      "DATAROBOT_EDITION",
      "COMMAND_PREFIX",
      "SLACK_API_URL",
      "PUBLIC_URL",
      "SECRET_KEYS",
      "POLICY_FILE",
    ])
      expect(mistakes.filter((mistake) => mistake.startsWith(`${name}:`))).toHaveLength(1);
  });

  it("refuses a misspelt name and says which was meant, and only warns of a stranger", () => {
    expect(mistakesOf({ SLACK_BOT_TOKE: "xoxb-1" })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKE is not read\. Did you mean SLACK_BOT_TOKEN\?$/),
    ]);
    expect(mistakesOf({ SECRET_KEY: "k1:x" })).toEqual([
      expect.stringContaining("Did you mean SECRET_KEYS?"),
    ]);
    expect(configOf({ SLACK_HOME_PLANET: "earth" }).warnings).toEqual([
      "SLACK_HOME_PLANET is not a variable of Pointsman and is not read.",
    ]);
    expect(configOf({ PATH: "/bin", HOME: "/root", REDIS_PORT: "tcp://10.0.0.1:6379" }).warnings).toEqual([]);
  });

  it("refuses REDIS_URL in clear words until it works", () => {
    expect(mistakesOf({ REDIS_URL: "redis://127.0.0.1:6379" })).toEqual([
      expect.stringMatching(/does not work yet: .*Unset it\.$/),
    ]);
  });

  describe("DataRobot", () => {
    const own = {
      PLATFORM: "datarobot",
      DATAROBOT_ENDPOINT: "http://127.0.0.1:8080/api/v2/",
      DATAROBOT_API_TOKEN: "t0k3n",
    };

    it("is not the platform unless that is said, and is then asked at its endpoint without a slash at the end", () => {
      expect(configOf({}).datarobot).toBeNull();
      const { datarobot, sampleFleet } = configOf(own);
      expect(datarobot?.endpoint.href).toBe("http://127.0.0.1:8080/api/v2");
      expect(datarobot?.token.reveal()).toBe("t0k3n");
      expect(datarobot?.applications).toEqual({ kind: "none" });
      expect(sampleFleet).toBe(false);
      expect(JSON.stringify(configOf(own))).not.toContain("t0k3n");
    });

    it.each<[Record<string, string>, RegExp]>([
      [{ PLATFORM: "datarobot", DATAROBOT_API_TOKEN: "t" }, /^DATAROBOT_ENDPOINT is missing/],
      [
        { PLATFORM: "datarobot", DATAROBOT_ENDPOINT: "http://localhost/api/v2" },
        /^DATAROBOT_API_TOKEN is missing/,
      ],
      [{ ...own, SAMPLE_FLEET: "true" }, /sample fleet is of the local platform/],
      [
        { ...own, ...SOCKET, DATAROBOT_ENDPOINT: "https://app.datarobot.com/api/v2" },
        /^PUBLIC_URL is missing beside PLATFORM=datarobot/,
      ],
      [{ ...own, DATAROBOT_ENDPOINT: "http://dr.example.com/api/v2" }, /must start with `https:\/\/`/],
      [{ ...own, DATAROBOT_ENDPOINT: "http://localhost:8080" }, /must end in `\/api\/v2`/],
      [{ ...own, DATAROBOT_ENDPOINT: "http://a:b@localhost/api/v2" }, /no user and no password/],
      [{ ...own, DATAROBOT_ENDPOINT: "localhost" }, /must be an address/],
      [
        { ...own, DATAROBOT_API_TOKEN: "t0k3n\nt0k3n" },
        /^DATAROBOT_API_TOKEN: must be one key, without blanks or line breaks\.$/,
      ],
      [{ ...own, DATAROBOT_API_TOKEN: "t0k3n\u2026" }, /^DATAROBOT_API_TOKEN: must be one key/],
      [{ ...own, DATAROBOT_APPLICATIONS: "template" }, /^DATAROBOT_APPLICATIONS: must be/],
      [{ ...own, DATAROBOT_APPLICATIONS: "no-code:x" }, /^DATAROBOT_APPLICATIONS: must be/],
    ])("is refused for %j, saying what is wrong", (env, sentence) => {
      expect(mistakesOf(env)).toEqual([expect.stringMatching(sentence)]);
    });

    it("takes the ways to create an application", () => {
      const id = "5f".repeat(12);
      const way = (text: string) =>
        configOf({ ...own, DATAROBOT_APPLICATIONS: text }).datarobot?.applications;
      expect(way("no-code")).toEqual({ kind: "no-code", type: null });
      expect(way(`no-code:${id}`)).toEqual({ kind: "no-code", type: id });
      expect(way("question-answering")).toEqual({ kind: "question-answering" });
      expect(way(`template:${id}`)).toEqual({ kind: "template", template: id });
    });

    it("says what has no effect on either platform", () => {
      expect(configOf({ DATAROBOT_API_TOKEN: "t" }).warnings).toEqual([
        "DATAROBOT_API_TOKEN is without effect: PLATFORM is not datarobot.",
      ]);
      const mail = { SMTP_URL: "smtps://u:p@mail.example.com", MAIL_FROM: "bot@example.com" };
      const config = configOf({ ...own, ...mail });
      expect(config.mail).toBeNull();
      expect(config.warnings).toEqual(["SMTP_URL is without effect: DataRobot sends its own mail."]);
    });
  });

  describe("the mail server", () => {
    const from = { MAIL_FROM: "Pointsman <pointsman@example.com>" };
    const mail = (url: string) => configOf({ SMTP_URL: url, ...from }).mail;

    it("is none unless one is named", () => {
      expect(configOf({}).mail).toBeNull();
    });

    it("is spoken to encrypted, but on this computer", () => {
      expect(mail("smtps://mail.example.com")?.server).toEqual({
        host: "mail.example.com",
        port: 465,
        encryption: "tls",
        login: null,
      });
      expect(mail("smtp://mail.example.com")?.server).toMatchObject({ port: 587, encryption: "starttls" });
      for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
        expect(mail(`smtp://${host}:2525`)?.server).toMatchObject({ port: 2525, encryption: "plain" });
      for (const host of ["localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "[::2]"])
        expect(mail(`smtp://${host}:2525`)?.server.encryption).toBe("starttls");
      expect(mail("smtps://localhost")?.server.encryption).toBe("tls");
    });

    it("gets user and password as they are written for an address", () => {
      const login = mail("smtps://bot%40example.com:p%40ss%2Fw%25rd@mail.example.com")?.server.login;
      expect([login?.user, login?.password.reveal()]).toEqual(["bot@example.com", "p@ss/w%rd"]);
      expect(inspect(mail("smtps://bot:hush-hush@mail.example.com"))).not.toContain("hush-hush");
    });

    it("is told from whom", () => {
      expect(mail("smtps://mail.example.com")?.from).toEqual({
        name: "Pointsman",
        address: "pointsman@example.com",
      });
      const alone = { SMTP_URL: "smtps://mail.example.com", MAIL_FROM: "pointsman@example.com" };
      expect(configOf(alone).mail?.from).toEqual({ name: null, address: "pointsman@example.com" });
    });

    it.each([
      "mail.example.com",
      "http://mail.example.com",
      "smtp://",
      "smtp:mail.example.com",
      "smtp://mail.example.com:0",
      "smtp://mail.example.com:99999",
      "smtp://mail.example.com/path",
      "smtp://mail.example.com?tls.rejectUnauthorized=false",
      "smtps://mail.example.com#x",
      "smtp://mäil.example.com",
      "smtp://-mail",
      "smtp://bot@mail.example.com",
      "smtp://:hush-hush@mail.example.com",
      "smtp://bot:hush-hush%zz@mail.example.com",
      "smtp://a b:hush-hush@mail example.com",
    ])("refuses %s without repeating it", (url) => {
      const mistakes = mistakesOf({ SMTP_URL: url, ...from });
      expect(mistakes).toEqual([expect.stringMatching(/^SMTP_URL: /)]);
      expect(mistakes.join()).not.toContain("hush-hush");
    });

    it.each([
      "pointsman",
      "Pointsman <pointsman>",
      "a@example.com, b@example.com",
      "<a@example.com> x",
      "A\nB <a@example.com>",
    ])("refuses the sender %j", (sender) => {
      expect(mistakesOf({ SMTP_URL: "smtps://mail.example.com", MAIL_FROM: sender })).toEqual([
        expect.stringMatching(/^MAIL_FROM: must be an email address/),
      ]);
    });

    it("never takes what is not a server for one, nor repeats a password, whatever is written", () => {
      fc.assert(
        fc.property(fc.string(), fc.string(), (password, rest) => {
          const answer = read({
            SMTP_URL: `smtp://bot:hush-${encodeURIComponent(password)}@${rest}`,
            ...from,
          });
          if (!answer.ok) return !answer.mistakes.join().includes("hush-");
          return answer.config.mail?.server.encryption !== "plain" || /^(localhost|127|\[::1)/i.test(rest);
        }),
      );
    });

    it("says at once what is missing, and only warns of a sender without a server", () => {
      expect(mistakesOf({ SMTP_URL: "smtps://mail.example.com" })).toEqual([
        expect.stringMatching(/^MAIL_FROM is missing beside SMTP_URL/),
      ]);
      expect(mistakesOf({ SMTP_URL: "mail.example.com" })).toHaveLength(2);
      const config = configOf(from);
      expect(config.mail).toBeNull();
      expect(config.warnings).toEqual(["MAIL_FROM is without effect: SMTP_URL is not set."]);
    });
  });

  it("puts relative folders and files where the process was started", () => {
    const config = configOf({ DATA_DIR: "records", POLICY_FILE: "rules.yml" }, { "/work-dir/rules.yml": "" });
    expect(config.dataDir).toBe("/work-dir/records");
    expect(config.policy).toMatchObject({ origin: "file", path: "/work-dir/rules.yml" });
  });

  it("takes policy.yml when it is there, before the sample policy", () => {
    const config = configOf({}, { "/work-dir/policy.yml": POLICY, "/app/policy.example.yml": POLICY });
    expect(config.policy.origin).toBe("file");
  });

  it("says every mistake of the policy file with its line, beside those of the environment", () => {
    const mistakes = mistakesOf(
      { PORT: "x" },
      { "/work-dir/policy.yml": "policies:\n  - name: 3\n    actions: [fly]\nnonsense: true\n" },
    );
    expect(
      mistakes.filter((mistake) => /^\/work-dir\/policy\.yml:\d+: ./.test(mistake)).length,
    ).toBeGreaterThan(1);
    expect(mistakes.some((mistake) => mistake.startsWith("PORT:"))).toBe(true);
  });

  it("says that a policy file is there and cannot be read", () => {
    const answer = readConfig(
      {},
      {
        packageDir: "/app",
        workingDir: "/work-dir",
        readFile: () => {
          throw new Error("EACCES: permission denied");
        },
      },
    );
    expect(answer).toEqual({
      ok: false,
      mistakes: [expect.stringMatching(/policy\.yml cannot be read: .*EACCES/)],
    });
  });

  it("is described row by row in the README, from the table that reads it", () => {
    expect(textOf("README.md")).toContain(environmentTable());
    expect(environmentTable().split("\n")).toHaveLength(Object.keys(ENVIRONMENT).length + 2);
  });
});

describe("a secret", () => {
  it("prints as stars wherever somebody looks at it", () => {
    const secret = new Secret("open sesame");
    const looks = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
      inspect(configOf({ ...SOCKET, ...HTTP, SECRET_KEYS: `k1:${KEY}` }), { showHidden: true, depth: 9 }),
      JSON.stringify(configOf({ ...HTTP, SECRET_KEYS: `k1:${KEY}` })),
    ].join("\n");
    for (const text of ["open sesame", "bot-text", "app-text", "signing-text", KEY])
      expect(looks).not.toContain(text);
    expect(secret.reveal()).toBe("open sesame");
  });

  it("is not repeated by a mistake about it", () => {
    const mistakes = mistakesOf({
      SLACK_BOT_TOKEN: "hush-bot",
      SLACK_APP_TOKEN: "hush-app",
      SECRET_KEYS: "k1:hush-key,hush",
    });
    expect(mistakes.length).toBeGreaterThanOrEqual(4);
    expect(mistakes.join("\n")).not.toContain("hush");
  });
});
