// The commands of the shell: what each is called, what it does, and the one line of help.
import type { Environment } from "../config.ts";
import { auditVerify } from "./audit-verify.ts";
import { checkConfig } from "./check-config.ts";
import { doctor } from "./doctor.ts";
import { printManifest } from "./manifest.ts";

/** What a command may touch. */
export interface Shell {
  readonly env: Environment;
  readonly workingDir: string;
  readonly packageDir: string;
  out(line: string): void;
  complain(line: string): void;
}

export interface Command {
  /** Its words, for example `audit verify`. */
  readonly name: string;
  /** Behind the name in the help. */
  readonly usage: string;
  readonly help: string;
  readonly options: Readonly<Record<string, { readonly type: "boolean" | "string" }>>;
  /** Answers the exit code: 0 fine, 1 something is wrong. */
  run(shell: Shell, options: Readonly<Record<string, string | boolean | undefined>>): Promise<number>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: "check-config",
    usage: "",
    help: "read the environment and the policy file, say every mistake and whether the mail server answers; start nothing",
    options: {},
    run: checkConfig,
  },
  {
    name: "manifest",
    usage: "[--socket]",
    help: "print the manifest of the Slack app, for HTTP or for Socket Mode",
    options: { socket: { type: "boolean" } },
    run: printManifest,
  },
  {
    name: "doctor",
    usage: "",
    help: "look at the Slack workspace and the mail server and name what is missing; posts and sends nothing",
    options: {},
    run: doctor,
  },
  {
    name: "audit verify",
    usage: "[--heads FILE]",
    help: "verify the audit trail, also beside a running bot; FILE holds noted heads, for example the bot's log",
    options: { heads: { type: "string" } },
    run: auditVerify,
  },
];

export function helpText(): string {
  const width = Math.max(...COMMANDS.map(({ name, usage }) => `${name} ${usage}`.length));
  const rows = COMMANDS.map(({ name, usage, help }) => `  ${`${name} ${usage}`.padEnd(width)}  ${help}`);
  return ["Usage: npm run pointsman -- <command>", "", ...rows].join("\n");
}
