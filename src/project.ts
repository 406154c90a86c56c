// Where the project's own files are, the same for the sources and for the bundle: both lie one folder below package.json.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** Folder of package.json. */
export const packageDir = (): string => fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

/** Version of package.json. */
export function version(): string {
  const text = readFileSync(join(packageDir(), "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** Text of a file, null when there is none; throws when it is there and cannot be read. */
export function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Adds the settings of a file `.env` in the working directory, if there is one, to the environment; what is set there already stays. */
export function loadEnvFile(): void {
  if (existsSync(".env")) process.loadEnvFile(".env");
}
