// A bot in a process of its own: started, asked for its port, weighed, ended.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const START_LIMIT_MS = 60_000;

export interface Bot {
  readonly port: number;
  /** From spawning to the line that says that it takes requests. */
  readonly startMs: number;
  /** Address of the local workspace, where there is one. */
  workspace(): string;
  /** Resident memory now, in MB. */
  memory(): number;
  stop(): Promise<void>;
}

export function startBot(
  script: string,
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Bot> {
  const began = performance.now();
  const child = spawn(process.execPath, [script], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? "", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let heard = "";
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${script} is not ready after ${START_LIMIT_MS / 1000} s:\n${heard}`));
    }, START_LIMIT_MS);
    const listen = (text: string): void => {
      heard = (heard + text).slice(-20_000);
      const match = /"port":(\d+)[^\n]*"event":"start\.ready"/.exec(heard);
      if (match === null) return;
      const startMs = performance.now() - began;
      clearTimeout(late);
      for (const stream of [child.stdout, child.stderr]) {
        stream.off("data", listen);
        stream.resume();
      }
      resolve({
        port: Number(match[1]),
        startMs,
        workspace: () => /"url":"(http:[^"]+)"[^\n]*"event":"workspace\.listening"/.exec(heard)?.[1] ?? "",
        memory: () => residentMb(child),
        stop: () => ended(child),
      });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`${script} ended with ${code}:\n${heard}`));
    });
  });
}

function residentMb(child: ChildProcess): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  if (kb === undefined) throw new Error("The process has no resident memory.");
  return Number(kb) / 1024;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) {
      resolve();
      return;
    }
    const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
