// The pages of the actions say what the code does.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ACTIONS } from "../src/actions/index.ts";
import { HEALTH_STATUSES } from "../src/deployments/deployment.ts";
import { HEALTH_LEVELS } from "../src/deployments/health.ts";
import { PERMISSIONS } from "../src/deployments/permissions.ts";
import { CHECK_NAMES, CONFIGURABLE_CHECKS } from "../src/deployments/validation/check.ts";
import { DEFAULT_SEVERITIES } from "../src/deployments/validation/severities.ts";
import { CHECK_TITLES, HEALTH_WORDS } from "../src/deployments/words.ts";
import { LINK_VALID } from "../src/operations/account-linking.ts";
import { MOST_TRIES, TRIES_WITHIN } from "../src/operations/link-tries.ts";
import { MINUTE, TIMING } from "../src/operations/timing.ts";
import { LEVEL_WORDS } from "../src/slack/cards/health-notices.ts";
import { parse } from "../src/slack/grammar.ts";

const page = (action: string) => join(import.meta.dirname, "..", "docs", "actions", `${action}.md`);

describe.each(ACTIONS.map(({ name, words }) => ({ name, words })))("the page of $name", ({ name, words }) => {
  const text = existsSync(page(name)) ? readFileSync(page(name), "utf8") : "";

  test("is there, under the action's title", () => {
    expect(text.split("\n")[0]).toBe(`# ${words.title}`);
  });

  test("is linked from the README, with a command that means the action", () => {
    const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
    const command = new RegExp(
      `\\| \\[${words.title}\\]\\(docs/actions/${name}\\.md\\) \\| \`/deployments ?(\\S*) <name>\` \\|`,
    );
    const word = command.exec(readme)?.[1];
    expect(name === "view" ? [""] : words.commands).toContain(word);
  });

  test("names the roles that may", () => {
    const mark = (may: boolean) => (may ? "✔" : "–");
    const { OWNER, USER, CONSUMER } = PERMISSIONS[name];
    expect(text).toContain(
      `| Owner | User | Consumer |\n| :-: | :-: | :-: |\n| ${mark(OWNER)} | ${mark(USER)} | ${mark(CONSUMER)} |`,
    );
  });
});

describe("the page of view", () => {
  const text = readFileSync(page("view"), "utf8");

  test("has every level of health notices, and how often health is looked at", () => {
    const rows = [...text.matchAll(/^\| (None|Critical only|All)\b[^|]*\|/gm)].map(([, level]) => level);
    expect(rows).toEqual(HEALTH_LEVELS.map((level) => LEVEL_WORDS[level]));
    expect(text).toContain(`looked at every ${TIMING.healthLook / MINUTE} minutes`);
    for (const status of HEALTH_STATUSES) expect(text).toContain(HEALTH_WORDS[status]);
  });
});

describe("the page of DataRobot", () => {
  const text = readFileSync(join(import.meta.dirname, "..", "docs", "datarobot.md"), "utf8");

  test("says how long a page for linking works, and how often a key may be tried", () => {
    expect(text).toContain(
      `works once, for ${LINK_VALID / MINUTE} minutes, and takes ${MOST_TRIES} tries within ${TRIES_WITHIN / MINUTE} minutes`,
    );
  });

  test("names the commands as they are read", () => {
    for (const word of ["link", "unlink"]) {
      expect(text).toContain(`/deployments ${word}\``);
      expect(parse(word, { actions: ACTIONS })[0]).toEqual({ kind: `${word}-account` });
    }
  });
});

describe("the page of replace-model", () => {
  const text = readFileSync(page("replace-model"), "utf8");

  test("has every check in order, with the severities that are ours", () => {
    const rows = [...text.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \|$/gm)];
    expect(rows.map(([, number, title]) => `${number} ${title}`)).toEqual(
      CHECK_NAMES.map((check, i) => `${i + 1} ${CHECK_TITLES[check]}`),
    );
    for (const check of CONFIGURABLE_CHECKS) {
      const row = rows[CHECK_NAMES.indexOf(check)]?.[3] ?? "";
      expect(row).toContain(`${DEFAULT_SEVERITIES[check]} (our rule)`);
    }
  });
});
