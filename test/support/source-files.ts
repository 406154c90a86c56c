// The project's own files as tests look at them: paths from the project's root, texts, imports.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Files under a folder, as paths from the project's root with `/`, sorted. */
export function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(PROJECT.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

export const textOf = (path: string): string => readFileSync(join(PROJECT, path), "utf8");

export interface Import {
  readonly from: string;
  /** A path from the project's root for our own files, else the specifier as it stands. */
  readonly to: string;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

/** Static, type-only and dynamic imports of one file. */
export function importsOf(path: string, text: string = textOf(path)): readonly Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const to = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
    return { from: path, to };
  });
}
