// The real process, as `npm start` runs it: started, listened to, ended.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT } from "./source-files.ts";

/** A computer that does much else takes long to start a process; nobody waits so long when all is well. */
const LIMIT_MS = 30_000;

/** Journeys start the bot scores of times: what Node made of the sources is kept, which takes a third off each start. */
const COMPILED = join(PROJECT, "node_modules", ".cache", "node-compile");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BotProcess {
  /** The bot's own server. */
  readonly url: string;
  /** The local workspace; empty with another Slack. */
  readonly workspace: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** A folder of its own under the system's temporary one, and what removes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "pointsman-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface ProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Where it is started; `policy.yml` is looked for here. */
  readonly cwd: string;
  readonly script?: string;
  readonly args?: readonly string[];
}

function spawned(
  options: ProcessOptions,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } & Pick<BotProcess, "stdout" | "stderr"> {
  const child = spawn(
    process.execPath,
    [join(PROJECT, options.script ?? "src/main.ts"), ...(options.args ?? [])],
    {
      cwd: options.cwd,
      env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: COMPILED, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

/** Runs until it ends by itself; what takes too long is killed and shows as ended by a signal. */
export async function runToEnd(options: ProcessOptions): Promise<Ended> {
  const { child, ended } = spawned(options);
  const late = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(late);
  }
}

/** Starts a bot, on free ports unless `env` says otherwise, and waits until it takes requests and has said where. */
export async function startBotProcess(options: ProcessOptions): Promise<BotProcess> {
  const bot = spawned({
    ...options,
    env: { PORT: "0", WORKSPACE_PORT: "0", ...options.env },
  });
  const { child, ended, stdout, stderr } = bot;
  const event = (name: string): Record<string, unknown> | null => {
    const line = stdout()
      .split("\n")
      .find((each) => each.endsWith(`"event":"${name}"}`));
    return line === undefined ? null : JSON.parse(line);
  };
  const ready = new Promise<BotProcess>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`Not ready in time.\n${stdout()}${stderr()}`));
    }, LIMIT_MS);
    const look = (): void => {
      const started = event("start.ready");
      // The words for people come by another pipe, and may come later.
      if (started === null || !/Pointsman is up.*\n$/s.test(stderr())) return;
      clearTimeout(late);
      resolve({
        url: `http://127.0.0.1:${String(started.port)}`,
        workspace: String(event("workspace.listening")?.url ?? ""),
        stdout,
        stderr,
        signal: (signal) => child.kill(signal),
        ended,
      });
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    ended.then(
      (how) => {
        clearTimeout(late);
        reject(new Error(`It ended with ${how.code ?? how.signal}.\n${how.stdout}${how.stderr}`));
      },
      (error: unknown) => {
        clearTimeout(late);
        reject(error);
      },
    );
  });
  return await ready;
}
