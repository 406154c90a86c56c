import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { filesUnder, type Import, importsOf, PROJECT, textOf } from "./support/source-files.ts";

/** A layer is the folder under `src`, or the file itself where it lies in `src` directly; some files are edges of their own. */
function layerOf(path: string): string {
  const inside = path.replace(/^src\//, "");
  if (/^actions\/[^/]+\/form\.ts$/.test(inside)) return "form";
  if (inside === "config/secret.ts") return "secret";
  // What the process is told: environment and policy file.
  if (inside === "policy-file.ts" || inside.startsWith("policy-file/")) return "config";
  if (inside.startsWith("config")) return "config";
  return inside.split("/", 1)[0]?.replace(/\.ts$/, "") ?? inside;
}

const CORE = ["deployments", "requests"];
const INWARDS = [...CORE, "ports"];
/** Small things without a side of their own. */
const PLAIN = ["secret", "ids", "clock"];

/** Layer -> layers that it may import beside itself. What is not listed here may import nothing of ours. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  deployments: [],
  requests: ["deployments"],
  ports: [...CORE, "secret"],
  actions: INWARDS,
  people: [...INWARDS, ...PLAIN],
  operations: [...INWARDS, ...PLAIN, "actions", "people"],
  form: [...INWARDS, "actions", "operations", "block-kit", "slack"],
  platforms: [...INWARDS, ...PLAIN],
  stores: [...INWARDS, ...PLAIN],
  slack: [...INWARDS, ...PLAIN, "actions", "operations", "people", "block-kit", "form"],
  mail: [...INWARDS, ...PLAIN, "actions", "block-kit"],
  workspace: [...INWARDS, ...PLAIN, "block-kit"],
  http: [...INWARDS, "log", "metrics"],
  "block-kit": [],
  secret: [],
  ids: ["ports"],
  clock: ["ports"],
  config: [...INWARDS, "secret", "keys", "actions"],
  keys: [...INWARDS, "project"],
  project: [],
  log: ["config"],
  metrics: [],
};
/** Wiring: these may import everything, and nobody imports them but each other. */
const WIRING = ["main", "start", "wiring", "cli"];

const files = filesUnder("src", ".ts");
const imports = files.flatMap((path) => importsOf(path));
const own = imports.filter((one) => one.to.startsWith("src/"));
const foreign = imports.filter((one) => !one.to.startsWith("src/"));
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

describe("the arrows of the design", () => {
  it("know every layer that there is", () => {
    const unknown = files.map(layerOf).filter((layer) => !(layer in ARROWS) && !WIRING.includes(layer));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it("point inwards", () => {
    const turned = own.filter(({ from, to }) => {
      const [a, b] = [layerOf(from), layerOf(to)];
      return a !== b && !WIRING.includes(a) && !(ARROWS[a] ?? []).includes(b);
    });
    expect(turned.map(show)).toEqual([]);
  });

  it("let only slack/forms.ts import the forms of actions", () => {
    const others = own.filter(
      ({ from, to }) => layerOf(to) === "form" && layerOf(from) !== "form" && from !== "src/slack/forms.ts",
    );
    expect(others.map(show)).toEqual([]);
  });

  it("never leave src", () => {
    const outside = imports.filter(
      ({ to }) => /^(test|bench|scripts|docs)\//.test(to) || to.startsWith(".."),
    );
    expect(outside.map(show)).toEqual([]);
  });

  it("would be seen if one turned around", () => {
    const turned = importsOf(
      "src/deployments/deployment.ts",
      'import type { Store } from "../ports/store.ts";\n',
    );
    expect(turned).toEqual([{ from: "src/deployments/deployment.ts", to: "src/ports/store.ts" }]);
    expect(ARROWS.deployments).not.toContain(layerOf("src/ports/store.ts"));
  });
});

describe("imports", () => {
  it("make no cycle between folders", () => {
    const next = new Map<string, Set<string>>();
    for (const { from, to } of own) {
      // A form is an edge file of its action, and the one way in which slack and forms know each other.
      const [a, b] = [layerOf(from), layerOf(to)];
      if (a === b || a === "form" || b === "form") continue;
      next.set(a, (next.get(a) ?? new Set()).add(b));
    }
    const cycles: string[] = [];
    const walk = (layer: string, way: readonly string[]): void => {
      if (way.includes(layer)) {
        cycles.push([...way.slice(way.indexOf(layer)), layer].join(" -> "));
        return;
      }
      for (const further of next.get(layer) ?? []) walk(further, [...way, layer]);
    };
    for (const layer of next.keys()) walk(layer, []);
    expect([...new Set(cycles)]).toEqual([]);
  });

  it("take Slack's packages only at the edges that speak Slack", () => {
    const allowed = ["slack", "form", "workspace", "block-kit"];
    const strays = foreign.filter(
      ({ from, to }) => to.startsWith("@slack/") && !allowed.includes(layerOf(from)),
    );
    expect(strays.map(show)).toEqual([]);
  });

  it("take HTTP, SQLite and files nowhere in the core", () => {
    const pure = [...CORE, "ports", "actions", "people"];
    const strays = foreign.filter(({ from, to }) => pure.includes(layerOf(from)) && to.startsWith("node:"));
    expect(strays.map(show)).toEqual([]);
  });

  it("take date-fns by subpath", () => {
    expect(foreign.filter(({ to }) => to === "date-fns").map(show)).toEqual([]);
  });

  it("name no slash command in a sentence: an install may have a prefix before it", () => {
    const typed = /["'`][^"'`\n]*\/(?:deployments|approvals)(?![\w./-])/;
    const strays = files
      .filter((file) => !["workspace", "cli"].includes(layerOf(file)))
      .flatMap((file) =>
        textOf(file)
          .split("\n")
          .map((line) => `${file}: ${line.trim()}`),
      )
      .filter((line) => typed.test(line) && !/: (?:\/\/|\*|\/\*)/.test(line));
    expect(strays).toEqual([]);
  });

  it("do nothing by themselves", () => {
    const empty = mkdtempSync(join(tmpdir(), "pointsman-import-"));
    try {
      const script = [
        "const before = process.getActiveResourcesInfo().length;",
        `for (const file of ${JSON.stringify(files.map((file) => pathToFileURL(join(PROJECT, file)).href))}) await import(file);`,
        "const open = process.getActiveResourcesInfo().slice(before).filter((kind) => kind !== 'PipeWrap');",
        "process.stdout.write(JSON.stringify(open));",
      ].join("\n");
      const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
        cwd: empty,
        env: { PATH: process.env.PATH ?? "" },
        encoding: "utf8",
        timeout: 15_000,
      });
      expect({ status: child.status, stdout: child.stdout, stderr: child.stderr }).toEqual({
        status: 0,
        stdout: "[]",
        stderr: "",
      });
      expect(readdirSync(empty)).toEqual([]);
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });
});
