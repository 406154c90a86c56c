// The repository as a whole: what a newcomer, an installer and an image builder rely on.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { chooseSuites, readReport, SUITES } from "../scripts/suites.mjs";
import { filesUnder, PROJECT, textOf } from "./support/source-files.ts";

const tracked = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: PROJECT,
  encoding: "utf8",
})
  .stdout.split("\0")
  .filter((path) => path !== "" && existsSync(join(PROJECT, path)));
const packageJson = z
  .object({
    scripts: z.record(z.string(), z.string()),
    bin: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(textOf("package.json")));
const packages = { ...packageJson.dependencies, ...packageJson.devDependencies };
const readme = textOf("README.md");

describe("dependencies", () => {
  it.each(Object.keys(packages))("%s has its reason in the README", (name) => {
    expect(readme).toMatch(new RegExp(`^\\| .*\`${name.replace("/", "\\/")}\`.* \\| \\S.{10,} \\|$`, "m"));
  });

  it("are pinned to one version each", () => {
    expect(Object.entries(packages).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("let the one package run its install script that brings the project's Node", () => {
    expect(packageJson.allowScripts).toEqual({ node: true });
    expect(packages.node).toMatch(/^24\./);
  });

  it("are all used", () => {
    const texts = [
      ...filesUnder("src", ".ts"),
      ...filesUnder("src", ".tsx"),
      ...filesUnder("test", ".ts"),
      ...filesUnder("bench", ".ts"),
    ]
      .concat(filesUnder("scripts", ".mjs"))
      .concat(["package.json", "rolldown.config.mjs", "vitest.config.ts", "biome.json"])
      .map((path) => (path === "package.json" ? Object.values(packageJson.scripts).join("\n") : textOf(path)))
      .join("\n");
    const byName = Object.keys(packages).filter(
      (name) => !name.startsWith("@types/") && !new RegExp(`["'/ ]${name}["'/ ]`).test(texts),
    );
    // TypeScript's command is `tsc`, Biome's is `biome`, `node` is on the path; the Redis half of Keyv waits for Redis, and
    // its version has to fit Keyv's from the beginning.
    const known = ["typescript", "@biomejs/biome", "node", "@keyv/redis"];
    expect(byName.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("the scripts of package.json", () => {
  it("name files that are there", () => {
    const named = Object.values(packageJson.scripts)
      .concat(Object.values(packageJson.bin))
      .flatMap((script) => script.match(/(?:scripts|src|bench)\/[\w./-]+/g) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect([...new Set(named)].filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  it("check the version of Node before anything that needs it", () => {
    const unchecked = Object.entries(packageJson.scripts).filter(
      ([, script]) =>
        /\bnode (?!scripts\/require-node)/.test(script) &&
        !script.startsWith("node scripts/require-node.mjs && "),
    );
    expect(unchecked).toEqual([]);
  });
});

describe("files", () => {
  it("of src stay under 400 lines", () => {
    const long = filesUnder("src", ".ts")
      .map((path) => `${path}: ${textOf(path).trimEnd().split("\n").length}`)
      .filter((line) => Number(line.split(": ")[1]) > 400);
    expect(long).toEqual([]);
  });

  it("of test leave nothing out and run nothing alone", () => {
    const loose = filesUnder("test", ".ts").filter((path) =>
      /\b(?:it|test|describe|suite)\.(?:skip|only|todo|skipIf|runIf)\b/.test(textOf(path)),
    );
    expect(loose).toEqual([]);
  });

  it("name no folder of somebody's computer and no address inside a network", () => {
    const texts = tracked.filter(
      (path) =>
        /\.(?:[mc]?[jt]s|json|ya?ml|md|run)$|^\.ci\/|^Dockerfile$/.test(path) &&
        path !== "test/repository.test.ts",
    );
    const private_ = /(?<![\w.-])\/(?:home\/(?!\w+\/\.\.)[a-z]|Users\/|root\/|work\/)/;
    expect(texts.filter((path) => private_.test(textOf(path)))).toEqual([]);
    // Installs from whatever registry the installer uses.
    expect(textOf("package-lock.json")).not.toContain('"resolved": "http');
  });
});

describe("the documentation", () => {
  const pages = ["README.md", ...filesUnder("docs", ".md")];
  const anchorsOf = (path: string): readonly string[] =>
    [...textOf(path).matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
      (match[1] ?? "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    );

  it.each(pages)("%s links only to what is there", (page) => {
    const broken = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)]
      .map((match) => match[1] ?? "")
      .filter((link) => {
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? page : join(dirname(page), file);
        if (!existsSync(join(PROJECT, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it("names only npm scripts that there are", () => {
    const named = pages.flatMap((page) =>
      [...textOf(page).matchAll(/npm run ([\w-]+)/g)].map((match) => match[1] ?? ""),
    );
    expect([...new Set(named)].filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });
});

describe("the image", () => {
  const lines = textOf("Dockerfile")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM")));

  it("copies only what is there, and what is not left out of the build's sight", () => {
    const sources = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(3);
    const admitted = textOf(".dockerignore").split("\n");
    expect(sources.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
    expect(sources.filter((path) => !admitted.includes(`!${path.replace(/^\.\//, "")}`))).toEqual([]);
  });

  it("runs without privileges, with its own data folder and the local workspace off", () => {
    const user = last.indexOf("USER node");
    expect(user).toBeGreaterThan(0);
    expect(last.slice(user).some((line) => line.startsWith("RUN"))).toBe(false);
    expect(last.join("\n")).toMatch(/chown node:node \/data/);
    expect(last.join("\n")).toMatch(/ENV .*NODE_ENV=production.* WORKSPACE=off.* DATA_DIR=\/data/);
    expect(last).toContain("VOLUME /data");
  });

  it("asks after its health, and gets the signals itself", () => {
    expect(last.find((line) => line.startsWith("HEALTHCHECK"))).toContain("/healthz");
    expect(last.at(-1)).toBe('CMD ["node", "dist/main.mjs"]');
  });

  it("is built on the Node that the project is developed on", () => {
    const images = lines.filter((line) => line.startsWith("FROM ")).map((line) => line.split(" ")[1]);
    expect(new Set(images)).toEqual(new Set(["node:24-slim"]));
  });
});

describe("npm test", () => {
  const missing = {
    name: "redis",
    missing: () => "no Redis server",
    install: "apt-get install redis-server",
  };

  it("runs the suites whose servers are there and says how to get the others", () => {
    const npmAlone = SUITES.filter(({ install }) => install === "npm ci");
    expect(chooseSuites([...npmAlone, missing], false)).toEqual({
      run: ["unit", "journeys", "journeys-datarobot"],
      leftOut: ["Left out: redis, no Redis server. To run it: apt-get install redis-server"],
      failure: false,
    });
  });

  it("takes a suite that was left out for a failure on CI", () => {
    expect(chooseSuites([...SUITES, missing], true).failure).toBe(true);
    expect(
      chooseSuites(
        SUITES.filter(({ install }) => install === "npm ci"),
        true,
      ).failure,
    ).toBe(false);
  });

  it("needs npm alone", () => {
    const left = chooseSuites(SUITES, true).leftOut.join("\n");
    expect(left).not.toMatch(/Left out: (unit|journeys)/);
  });

  const test = (status: string) => ({ status, fullName: `a ${status} test` });
  const report = (assertionResults: readonly { status: string; fullName: string }[], message = "") => ({
    numPassedTests: assertionResults.filter(({ status }) => status === "passed").length,
    numFailedTests: assertionResults.filter(({ status }) => status === "failed").length,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ name: "some.test.ts", status: "passed", message, assertionResults }],
  });

  it.each([
    ["a skipped test", report([test("passed"), test("skipped")]), "skipped: a skipped test"],
    ["a test that is still to do", report([test("passed"), test("todo")]), "todo: a todo test"],
    [
      "a file that could not be loaded",
      report([], "Cannot find module"),
      "some.test.ts ran no test. Cannot find module",
    ],
    ["a suite without tests", { ...report([]), testResults: [] }, "no test ran"],
  ])("takes %s for a problem", (_what, given, problem) => {
    expect(readReport(given).problems).toContain(problem);
  });

  it("counts what passed and what failed", () => {
    expect(readReport(report([test("passed"), test("passed"), test("failed")]))).toEqual({
      passed: 2,
      failed: 1,
      problems: [],
    });
  });
});

describe("a Node that is too old", () => {
  it("is told so in words before anything else", () => {
    const folder = mkdtempSync(join(tmpdir(), "pointsman-node-"));
    try {
      const old = join(folder, "old.mjs");
      writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "20.20.2" });\n');
      const run = spawnSync(process.execPath, ["--import", old, "scripts/pointsman.mjs", "--help"], {
        cwd: PROJECT,
        encoding: "utf8",
        timeout: 15_000,
      });
      expect(run.status).toBe(1);
      expect(run.stderr).toContain("Pointsman needs Node 24.15 or later; this is Node 20.20.2");
      expect(run.stdout).toBe("");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("can run the command that says so", () => {
    expect(statSync(join(PROJECT, "scripts/pointsman.mjs")).mode & 0o111).not.toBe(0);
  });
});
