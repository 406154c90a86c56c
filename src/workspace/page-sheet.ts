// The page's sheet in one piece: a browser loads one file, however many it is written in.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const IMPORT = /^@import "([^"]+)";\n/gm;

/** `entry` with each `@import` replaced by the file that it names. */
export async function joinedSheet(entry: string): Promise<string> {
  const sheet = await readFile(entry, "utf8");
  const folder = dirname(entry);
  const named = [...sheet.matchAll(IMPORT)].map(([, path = ""]) => readFile(join(folder, path), "utf8"));
  const parts = await Promise.all(named);
  return sheet.replace(IMPORT, () => parts.shift() ?? "");
}
