// Environment and policy file -> one typed Config, or every mistake at once.
import { join, resolve } from "node:path";
import type { DataRobotConfig } from "./config/datarobot.ts";
import { didYouMean } from "./config/did-you-mean.ts";
import {
  ENVIRONMENT,
  type LOG_LEVELS,
  VARIABLE_NAMES,
  type Values,
  type VariableName,
} from "./config/environment.ts";
import type { Sender, SmtpServer } from "./config/mail.ts";
import type { Secret } from "./config/secret.ts";
import { isLoopback } from "./deployments/addresses.ts";
import type { Edition } from "./deployments/validation/check.ts";
import { type MasterKey, parseSecretKeys } from "./keys.ts";
import { NO_POLICIES, parsePolicyFile } from "./policy-file.ts";
import type { PolicyFile } from "./requests/policy.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A port that was asked for must be free; another one may be exchanged for a free one. */
export interface Port {
  readonly number: number;
  readonly given: boolean;
}

export type SlackConfig =
  | { readonly mode: "workspace"; readonly port: Port }
  | {
      readonly mode: "http";
      readonly botToken: Secret;
      readonly signingSecret: Secret;
      readonly apiUrl: string | null;
    }
  | {
      readonly mode: "socket";
      readonly botToken: Secret;
      readonly appToken: Secret;
      readonly apiUrl: string | null;
    };

export interface MailConfig {
  readonly server: SmtpServer;
  readonly from: Sender;
}

export interface Storage {
  /** Absolute. */
  readonly dataDir: string;
  /** Null: they are kept in the data folder. */
  readonly secretKeys: readonly MasterKey[] | null;
}

export interface Config extends Storage {
  readonly slack: SlackConfig;
  readonly port: Port;
  readonly publicUrl: string | null;
  readonly policy: {
    readonly origin: "file" | "sample" | "none";
    /** Absolute; null when there is none. */
    readonly path: string | null;
    readonly rules: PolicyFile;
  };
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Null: the local platform. */
  readonly datarobot: DataRobotConfig | null;
  readonly edition: Edition;
  readonly plan: "current" | "legacy";
  readonly sampleFleet: boolean;
  readonly notifyChannel: string | null;
  /** Null: no mail is sent. */
  readonly mail: MailConfig | null;
  readonly commandPrefix: string;
  readonly environmentName: string | null;
  /** For the log at start; nothing that stops it. */
  readonly warnings: readonly string[];
}

export type ConfigAnswer =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly mistakes: readonly string[] };

export interface Surroundings {
  /** Folder of package.json. */
  readonly packageDir: string;
  /** Folder that relative paths are meant from. */
  readonly workingDir: string;
  /** Text of a file, null when there is none; throws when it is there and cannot be read. */
  readonly readFile: (path: string) => string | null;
}

const NEEDS_DATAROBOT: readonly VariableName[] = ["DATAROBOT_API_TOKEN", "DATAROBOT_APPLICATIONS"];

/** Prefixes that nobody else uses beside us: a name that starts so and is not ours is a slip. */
const OUR_PREFIXES = [
  "SLACK_",
  "DATAROBOT_",
  "WORKSPACE",
  "POLICY_",
  "SAMPLE_",
  "NOTIFY_",
  "SECRET_KEY",
  "DATA_DIR",
];

function strangers(names: readonly string[]): { mistakes: readonly string[]; warnings: readonly string[] } {
  const mistakes: string[] = [];
  const warnings: string[] = [];
  for (const name of names) {
    if (name in ENVIRONMENT || !OUR_PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    const meant = didYouMean(name, VARIABLE_NAMES);
    if (meant !== null) mistakes.push(`${name} is not read. Did you mean ${meant}?`);
    else warnings.push(`${name} is not a variable of Pointsman and is not read.`);
  }
  return { mistakes, warnings };
}

/** An empty text is how shells, compose files and CI say "not set". */
function setVariables(env: Environment): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(env).flatMap(([name, text]) =>
      text === undefined || text.trim() === "" ? [] : [[name, text.trim()] as const],
    ),
  );
}

/** Each variable by itself, as its row reads it; whether they fit together is `readConfig`'s to say. */
export function readValues(env: Environment): { values: Values; mistakes: readonly string[] } {
  const set = setVariables(env);
  const values: Partial<Record<VariableName, unknown>> = {};
  const mistakes: string[] = [];
  for (const name of VARIABLE_NAMES) {
    const text = set.get(name);
    if (text === undefined) continue;
    const read = ENVIRONMENT[name].read.safeParse(text);
    if (read.success) values[name] = read.data;
    else mistakes.push(`${name}: ${read.error.issues.map((issue) => issue.message).join("; ")}.`);
  }
  // Each value was read by the row of its own name, which is what `Values` says.
  return { values: values as Values, mistakes };
}

/** What does not work yet is refused: a setting that is silently without effect would be a promise not kept. */
function notBuilt(has: (name: VariableName) => boolean): readonly string[] {
  const refusals: string[] = [];
  if (has("REDIS_URL"))
    refusals.push(
      "REDIS_URL does not work yet: this version keeps its records in SQLite, one process. Unset it.",
    );
  return refusals;
}

interface SlackSetting {
  readonly slack: SlackConfig | null;
  readonly mistakes: readonly string[];
}

function readSlack(has: (name: VariableName) => boolean, values: Values, production: boolean): SlackSetting {
  const refused = (mistake: string): SlackSetting => ({ slack: null, mistakes: [mistake] });
  const given = VARIABLE_NAMES.filter((name) => name.startsWith("SLACK_") && has(name));
  // A WORKSPACE that could not be read is reported by its own row.
  const workspace = values.WORKSPACE ?? (given.length === 0 && !production && !has("WORKSPACE"));
  if (workspace) {
    if (given.length > 0)
      return refused(
        `WORKSPACE=on and ${given.join(", ")}: the bot is in one Slack, so unset one or the other.`,
      );
    if (values.DATAROBOT_ENDPOINT !== undefined && !isLoopback(values.DATAROBOT_ENDPOINT.hostname))
      return refused(
        `The local workspace lets anybody on this computer act as anybody, so it is refused beside DATAROBOT_ENDPOINT=${values.DATAROBOT_ENDPOINT.host}. Set WORKSPACE=off, or unset the endpoint.`,
      );
    return {
      slack: {
        mode: "workspace",
        port: { number: values.WORKSPACE_PORT ?? 3001, given: has("WORKSPACE_PORT") },
      },
      mistakes: [],
    };
  }
  const apiUrl = values.SLACK_API_URL?.href ?? null;
  if (!has("SLACK_BOT_TOKEN"))
    return refused(
      given.length === 0
        ? "No Slack is named. Set SLACK_BOT_TOKEN with SLACK_APP_TOKEN (Socket Mode, no public address) or with SLACK_SIGNING_SECRET (HTTP), or WORKSPACE=on to try it in the local workspace."
        : `SLACK_BOT_TOKEN is missing beside ${given.join(", ")}.`,
    );
  if (!has("SLACK_APP_TOKEN") && !has("SLACK_SIGNING_SECRET"))
    return refused(
      "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing beside SLACK_BOT_TOKEN.",
    );
  const botToken = values.SLACK_BOT_TOKEN;
  if (botToken === undefined) return { slack: null, mistakes: [] };
  if (has("SLACK_APP_TOKEN"))
    return values.SLACK_APP_TOKEN === undefined
      ? { slack: null, mistakes: [] }
      : { slack: { mode: "socket", botToken, appToken: values.SLACK_APP_TOKEN, apiUrl }, mistakes: [] };
  return values.SLACK_SIGNING_SECRET === undefined
    ? { slack: null, mistakes: [] }
    : {
        slack: { mode: "http", botToken, signingSecret: values.SLACK_SIGNING_SECRET, apiUrl },
        mistakes: [],
      };
}

interface PlatformSetting {
  /** Null: the local platform. */
  readonly datarobot: DataRobotConfig | null;
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}

function readPlatform(has: (name: VariableName) => boolean, values: Values): PlatformSetting {
  if (values.PLATFORM !== "datarobot") {
    const without = VARIABLE_NAMES.filter((name) => has(name) && NEEDS_DATAROBOT.includes(name));
    const warnings = without.map((name) => `${name} is without effect: PLATFORM is not datarobot.`);
    return { datarobot: null, mistakes: [], warnings };
  }
  const mistakes: string[] = [];
  if (!has("DATAROBOT_ENDPOINT"))
    mistakes.push(
      "DATAROBOT_ENDPOINT is missing beside PLATFORM=datarobot, for example https://app.datarobot.com/api/v2.",
    );
  if (!has("DATAROBOT_API_TOKEN"))
    mistakes.push(
      "DATAROBOT_API_TOKEN is missing beside PLATFORM=datarobot: an API key of the account that the bot reads by (DataRobot, API keys and tools).",
    );
  if (VARIABLE_NAMES.some((name) => name.startsWith("SLACK_") && has(name)) && !has("PUBLIC_URL"))
    mistakes.push(
      "PUBLIC_URL is missing beside PLATFORM=datarobot: people link their accounts on a page of the bot, and need its address.",
    );
  if (values.SAMPLE_FLEET === true)
    mistakes.push(
      "SAMPLE_FLEET=true and PLATFORM=datarobot: the sample fleet is of the local platform alone. Unset it.",
    );
  const { DATAROBOT_ENDPOINT: endpoint, DATAROBOT_API_TOKEN: token } = values;
  // What could not be read is reported by its own row.
  const datarobot =
    endpoint === undefined || token === undefined
      ? null
      : { endpoint, token, applications: values.DATAROBOT_APPLICATIONS ?? { kind: "none" as const } };
  const warnings = has("SMTP_URL") ? ["SMTP_URL is without effect: DataRobot sends its own mail."] : [];
  return { datarobot, mistakes, warnings };
}

/** A sender without a server may be meant for something else in the same environment, so it is only warned about. */
function readMail(
  has: (name: VariableName) => boolean,
  { SMTP_URL: server, MAIL_FROM: from }: Values,
): Pick<Config, "mail" | "warnings"> & { readonly mistakes: readonly string[] } {
  if (!has("SMTP_URL")) {
    const warnings = has("MAIL_FROM") ? ["MAIL_FROM is without effect: SMTP_URL is not set."] : [];
    return { mail: null, warnings, mistakes: [] };
  }
  const mistakes = has("MAIL_FROM")
    ? []
    : ["MAIL_FROM is missing beside SMTP_URL: a mail needs a sender, for example pointsman@example.com."];
  // What could not be read is reported by its own row.
  const mail = server === undefined || from === undefined ? null : { server, from };
  return { mail, warnings: [], mistakes };
}

interface PolicySetting {
  readonly policy: Config["policy"] | null;
  readonly mistakes: readonly string[];
}

function readPolicy(given: string | undefined, sampleFleet: boolean, around: Surroundings): PolicySetting {
  const candidates: readonly { readonly origin: "file" | "sample"; readonly path: string }[] = [
    { origin: "file", path: resolve(around.workingDir, given ?? "policy.yml") },
    ...(sampleFleet && given === undefined
      ? [{ origin: "sample" as const, path: join(around.packageDir, "policy.example.yml") }]
      : []),
  ];
  for (const { origin, path } of candidates) {
    let text: string | null;
    try {
      text = around.readFile(path);
    } catch (error) {
      return { policy: null, mistakes: [`${path} cannot be read: ${String(error)}`] };
    }
    if (text === null) continue;
    const parsed = parsePolicyFile(text);
    return parsed.ok
      ? { policy: { origin, path, rules: parsed.policies }, mistakes: [] }
      : {
          policy: null,
          mistakes: parsed.mistakes.map((mistake) => `${path}:${mistake.line}: ${mistake.sentence}`),
        };
  }
  if (given !== undefined)
    return { policy: null, mistakes: [`POLICY_FILE: there is no file ${candidates[0]?.path ?? given}.`] };
  return { policy: { origin: "none", path: null, rules: NO_POLICIES }, mistakes: [] };
}

/** Where the records and their keys are; for what works on them without a Slack. */
export function readStorage(
  env: Environment,
  around: Pick<Surroundings, "packageDir" | "workingDir">,
): { readonly storage: Storage; readonly mistakes: readonly string[] } {
  const { values } = readValues(env);
  const keys = values.SECRET_KEYS === undefined ? null : parseSecretKeys(values.SECRET_KEYS.reveal());
  return {
    storage: {
      dataDir:
        values.DATA_DIR === undefined
          ? join(around.packageDir, "data")
          : resolve(around.workingDir, values.DATA_DIR),
      secretKeys: keys?.ok === true ? keys.keys : null,
    },
    mistakes: keys === null || keys.ok ? [] : keys.mistakes.map((mistake) => `SECRET_KEYS: ${mistake}.`),
  };
}

/**
 * Reads everything that can be set, and says everything that is wrong with it, one sentence a mistake. Reads the policy
 * file and no other; writes nothing. No mistake repeats a secret.
 */
export function readConfig(env: Environment, around: Surroundings): ConfigAnswer {
  const set = setVariables(env);
  const has = (name: VariableName): boolean => set.has(name);
  const unknown = strangers([...set.keys()]);
  const { values, mistakes: misread } = readValues(env);
  const { slack, mistakes: slackMistakes } = readSlack(has, values, set.get("NODE_ENV") === "production");
  const platform = readPlatform(has, values);
  const onDataRobot = values.PLATFORM === "datarobot";
  const sampleFleet = !onDataRobot && (values.SAMPLE_FLEET ?? slack?.mode === "workspace");
  const { policy, mistakes: policyMistakes } = readPolicy(values.POLICY_FILE, sampleFleet, around);
  const { storage, mistakes: storageMistakes } = readStorage(env, around);
  const { mail, warnings, mistakes: mailMistakes } = readMail(has, values);
  const mistakes = [
    ...misread,
    ...unknown.mistakes,
    ...slackMistakes,
    ...notBuilt(has),
    ...platform.mistakes,
    ...mailMistakes,
    ...storageMistakes,
    ...policyMistakes,
  ];
  if (mistakes.length > 0 || slack === null || policy === null) return { ok: false, mistakes };
  return {
    ok: true,
    config: {
      slack,
      port: { number: values.PORT ?? 3000, given: has("PORT") },
      publicUrl: values.PUBLIC_URL?.href ?? null,
      ...storage,
      policy,
      logLevel: values.LOG_LEVEL ?? "info",
      datarobot: platform.datarobot,
      edition: values.DATAROBOT_EDITION ?? "saas",
      plan: values.DATAROBOT_PLAN ?? "current",
      sampleFleet,
      notifyChannel: values.NOTIFY_CHANNEL ?? null,
      mail: onDataRobot ? null : mail,
      commandPrefix: values.COMMAND_PREFIX ?? "",
      environmentName: values.ENVIRONMENT_NAME ?? null,
      warnings: [...unknown.warnings, ...platform.warnings, ...warnings],
    },
  };
}
