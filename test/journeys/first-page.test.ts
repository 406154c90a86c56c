// The commands of the README's first page, as they stand, against the real process.
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { oneBot } from "../support/one-bot.ts";
import { PROJECT, textOf } from "../support/source-files.ts";

const local = oneBot();

/** `curl -s <address> [-d '<body>']`, run here: the tests need npm alone. */
async function curl(line: string): Promise<string> {
  const match = /^curl -s (?:http:\/\/)?(?:localhost|127\.0\.0\.1):\d+(\/\S*)(?: -d '(.*)')?$/.exec(line);
  if (match?.[1] === undefined) throw new Error(`Not understood: ${line}`);
  const address = local.bot.workspace.replace("127.0.0.1", "localhost") + match[1];
  const answer = await fetch(address, match[2] === undefined ? {} : { method: "POST", body: match[2] });
  const text = await answer.text();
  expect({ line, status: answer.status, text }).toMatchObject({ status: 200 });
  return text;
}

/** What somebody sees after each command; on a busy computer it comes later than the command's own answer. */
const SEEN: readonly (readonly [who: string, what: RegExp])[] = [
  ["olivia", /MODAL {2}Replace model[\s\S]*Replacement reason/],
  ["olivia", /Waiting for review/],
  ["ada", /you approved R-/],
  [
    "otto",
    /@olivia replaced the model of \*card-default\*[\s\S]*Credit card default v3 → \*Credit card default v4\*/,
  ],
  ["olivia", /MODAL {2}Roll back model[\s\S]*Replacement reason/],
  ["olivia", /\[ Roll back now ]/],
  // Otto hears of the way back as well.
  ["otto", /Credit card default v4 → \*Credit card default v3\*/],
  ["olivia", /champion \*Credit card default v3\*.*reason Errors/],
];

it("lead a newcomer from the start to an approved replacement and back, with a clean audit trail", async () => {
  const section = textOf("README.md")
    .split("## The first replacement, in the local workspace")[1]
    ?.split("\n## ")[0];
  const commands = (section ?? "").split("\n").filter((line) => /^(curl|npm) /.test(line));
  expect(commands.map((command) => command.split(" ")[0])).toEqual([...SEEN.map(() => "curl"), "npm"]);
  const { slack } = local;
  for (const [at, [who, what]] of SEEN.entries()) {
    // What Otto is told follows the approval of the command before his.
    const look = () =>
      slack.waitFor(async () => what.test(await slack.screen(who)), {
        what: String(what),
        timeoutMs: 20_000,
      });
    if (commands[at]?.includes("/control/as/")) await look();
    await curl(commands[at] ?? "");
    await look();
  }
  expect(commands.at(-1)).toBe("npm run pointsman -- audit verify");
  const verify = spawnSync(process.execPath, ["src/cli/main.ts", "audit", "verify"], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH ?? "", DATA_DIR: local.dataDir },
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(verify.stdout + verify.stderr).toMatch(/^Clean: \d+ entries in 1 lane\.$/m);
});

it("are not contradicted by what the start prints: those commands work as they stand, too", async () => {
  const printed = local.bot
    .stderr()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("curl "));
  expect(printed.length).toBeGreaterThanOrEqual(3);
  const answers: string[] = [];
  for (const command of printed) answers.push(await curl(command));
  expect(answers.at(0)).toContain("Olivia (olivia)");
  expect(answers.at(1)).toContain("card-default");
  expect(answers.at(-1)).toMatch(/MODAL {2}Replace model/);
});
