// Writes the files and parts of files that are made from code; with `--check` it only says which are out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentTable } from "../src/config/environment.ts";
import { manifestText } from "../src/slack/manifest.ts";

const project = join(import.meta.dirname, "..");
const BEGIN = "<!-- environment: made from src/config/environment.ts by npm run generate -->";
const END = "<!-- /environment -->";

/** @param {string} text */
function withTable(text) {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${BEGIN} with ${END} behind it.`);
  return `${text.slice(0, from)}${BEGIN}\n${environmentTable()}\n${text.slice(to)}`;
}

/** Path -> what it should hold, given what it holds. @type {Record<string, (now: string) => string>} */
const files = {
  "README.md": withTable,
  "manifest.yml": () => manifestText("http"),
  "manifest.socket.yml": () => manifestText("socket"),
};

const check = process.argv.includes("--check");
for (const [path, make] of Object.entries(files)) {
  const now = readFileSync(join(project, path), "utf8");
  const wanted = make(now);
  if (now === wanted) continue;
  if (check) {
    console.error(`${path} is out of date. Run: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(project, path), wanted);
    console.log(`${path} written`);
  }
}
