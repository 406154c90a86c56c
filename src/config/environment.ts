// Every environment variable of the process: name, meaning, default, and how its text is read. The README's table and
// the parser both come from here.
import { z } from "zod";
import { apiToken, applicationStrategy, endpoint } from "./datarobot.ts";
import { sender, smtpServer } from "./mail.ts";
import { Secret } from "./secret.ts";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

interface Variable {
  /** For the README; Markdown. */
  readonly meaning: string;
  /** For the README; Markdown. */
  readonly default: string;
  /** Reads a text that is not empty; messages go behind the name and a colon. */
  readonly read: z.ZodType;
}

const text = z.string();
const secret = z.string().transform((value) => new Secret(value));
const startsWith = (start: string, where: string) =>
  z
    .string()
    .refine((value) => value.startsWith(start), { error: `must start with \`${start}\` (${where})` })
    .transform((value) => new Secret(value));
const url = (protocols: readonly string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
      error: `must be an address that starts with ${protocols.map((protocol) => `\`${protocol}//\``).join(" or ")}`,
    })
    .transform((value) => new URL(value));
const port = z
  .string()
  .regex(/^\d{1,5}$/, { error: "must be a port number from 0 to 65535" })
  .transform(Number)
  .refine((value) => value <= 65_535, { error: "must be a port number from 0 to 65535" });
const onOff = z.stringbool({
  truthy: ["on", "true", "1", "yes"],
  falsy: ["off", "false", "0", "no"],
  error: "must be `on` or `off`",
});
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `must be one of ${words.map((word) => `\`${word}\``).join(", ")}` });

export const ENVIRONMENT = {
  SLACK_BOT_TOKEN: {
    meaning:
      "Bot token of a real workspace (`xoxb-…`); needs `SLACK_APP_TOKEN` or `SLACK_SIGNING_SECRET` beside it",
    default: "",
    read: startsWith("xoxb-", "OAuth & Permissions, Bot User OAuth Token"),
  },
  SLACK_APP_TOKEN: {
    meaning:
      "App-level token (`xapp-…`) with `connections:write`: Socket Mode, no public address needed. Given beside `SLACK_SIGNING_SECRET`, Socket Mode is used",
    default: "",
    read: startsWith("xapp-", "Basic Information, App-Level Tokens"),
  },
  SLACK_SIGNING_SECRET: {
    meaning: "Signing secret: Slack sends its requests over HTTP to `/slack/events`",
    default: "",
    read: secret,
  },
  SLACK_API_URL: {
    meaning: "Another Slack API address (GovSlack, a proxy); ends in `/api/`",
    default: "`https://slack.com/api/`",
    read: url(["https:", "http:"]).refine((value) => value.pathname.endsWith("/api/"), {
      error: "must end in `/api/`",
    }),
  },
  WORKSPACE: {
    meaning:
      "`on`: the bot runs in the local workspace, a Slack of its own on this computer. A door without a lock: refused beside a DataRobot endpoint that is not on this computer",
    default: "`on` when no `SLACK_…` is set and `NODE_ENV` is not `production`; `off` in the image",
    read: onOff,
  },
  PORT: {
    meaning: "Port of the bot's own HTTP server. Set and busy: start is refused",
    default: "`3000`; when busy a free one, printed",
    read: port,
  },
  WORKSPACE_PORT: {
    meaning: "Port of the local workspace, on loopback only. Set and busy: start is refused",
    default: "`3001`; when busy a free one, printed",
    read: port,
  },
  PUBLIC_URL: {
    meaning: "The bot's own address as people reach it, for links to its pages",
    default: "",
    read: url(["https:", "http:"]),
  },
  DATA_DIR: {
    meaning: "Folder for the records, the audit trail and the keys; on a local disk",
    default: "`data` beside `package.json`; `/data` in the image",
    read: text,
  },
  POLICY_FILE: {
    meaning: "The policy file, see [docs/policy-file.md](docs/policy-file.md)",
    default: "`policy.yml` when there is one",
    read: text,
  },
  LOG_LEVEL: {
    meaning: LOG_LEVELS.map((level) => `\`${level}\``).join(", "),
    default: "`info`",
    read: oneOf(LOG_LEVELS),
  },
  PLATFORM: {
    meaning:
      "Where deployments live: `local`, the registry that comes with the bot, or `datarobot`, an account there ([setting up](docs/datarobot.md))",
    default: "`local`",
    read: oneOf(["local", "datarobot"]),
  },
  DATAROBOT_ENDPOINT: {
    meaning:
      "Address of DataRobot's API, for example `https://app.datarobot.com/api/v2`; for `PLATFORM=datarobot`",
    default: "",
    read: endpoint,
  },
  DATAROBOT_API_TOKEN: {
    meaning:
      "API key of the service account that reads and polls there; people act by keys of their own. For `PLATFORM=datarobot`",
    default: "",
    read: apiToken,
  },
  DATAROBOT_APPLICATIONS: {
    meaning:
      "How *Create application* makes one there: `no-code`, `no-code:<application type id>`, `question-answering` or `template:<custom template id>`",
    default: "not set: the action is off, and links to DataRobot's own page",
    read: applicationStrategy,
  },
  DATAROBOT_EDITION: {
    meaning:
      "`saas` or `self-managed`: on `saas` an imported .mlpkg is no candidate for a replacement, and says why",
    default: "`saas`",
    read: oneOf(["saas", "self-managed"]),
  },
  DATAROBOT_PLAN: {
    meaning:
      "`current`, or `legacy`: there the first download of scoring code makes a deployment permanent, and is acknowledged before",
    default: "`current`",
    read: oneOf(["current", "legacy"]),
  },
  SAMPLE_FLEET: {
    meaning: "`true`: an empty local platform starts with the sample fleet",
    default: "`true` with the local workspace, else `false`",
    read: onOff,
  },
  NOTIFY_CHANNEL: {
    meaning:
      "Channel for replacement notices that no route of the policy file covers. Without any, the card says that no channel was told",
    default: "",
    read: z
      .string()
      .transform((value) => value.replace(/^#/, ""))
      .refine((value) => /^[^\s#@]{1,80}$/.test(value), { error: "must be a channel name or channel id" }),
  },
  REDIS_URL: {
    meaning: "Redis instead of SQLite, for several replicas. Refused: it is not built yet",
    default: "",
    read: url(["redis:", "rediss:"]),
  },
  SECRET_KEYS: {
    meaning:
      "`id:base64 of 32 bytes`, comma-separated: the first one is used for new entries, all for reading. Keep a copy: the audit trail cannot be verified without them",
    default: "made once in `DATA_DIR` (`secret-keys`, mode 0600)",
    read: secret,
  },
  SMTP_URL: {
    meaning:
      "Mail server for notices to those who are not in Slack: `smtps://user:password@host` (port 465), or `smtp://user:password@host` (port 587), which is refused unless the server changes over to encryption or is on this computer; needs `MAIL_FROM` beside it",
    default: "not set: nobody gets a mail, and cards name those whom no message reaches",
    read: smtpServer,
  },
  MAIL_FROM: {
    meaning: "Sender of those mails: `pointsman@example.com` or `Pointsman <pointsman@example.com>`",
    default: "",
    read: sender,
  },
  COMMAND_PREFIX: {
    meaning:
      "Put before the command names, so that two installs in one workspace are told apart: `dev-` makes `/dev-deployments`",
    default: "",
    read: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,15}$/, {
      error: "must be up to 16 lower-case letters, digits, `-` or `_`",
    }),
  },
  ENVIRONMENT_NAME: {
    meaning: "Name of this install on cards and in the App Home, for example `Staging`",
    default: "",
    read: z.string().max(40, { error: "may have at most 40 characters" }),
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof ENVIRONMENT;
export const VARIABLE_NAMES = Object.keys(ENVIRONMENT) as readonly VariableName[];
/** Each value as its row reads it; absent when the variable is not set. */
export type Values = { readonly [Name in VariableName]?: z.output<(typeof ENVIRONMENT)[Name]["read"]> };

/** The README's environment table, Markdown. */
export function environmentTable(): string {
  const rows = VARIABLE_NAMES.map((name) => {
    const { meaning, default: standard } = ENVIRONMENT[name];
    return `| \`${name}\` | ${meaning} | ${standard || "not set"} |`;
  });
  return ["| variable | meaning | default |", "| --- | --- | --- |", ...rows].join("\n");
}
