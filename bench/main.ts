// `npm run bench`: the budgets, measured beside a bare Bolt app in the same run. Arguments choose measures by name.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datarobotCalls } from "./datarobot.ts";
import {
  acknowledgements,
  type Bench,
  buildBundle,
  commands,
  type Figure,
  formDepth,
  searches,
  startAndRest,
  validation,
  workspacePage,
} from "./measures.ts";
import { startSlackStub } from "./slack-stub.ts";

const MEASURES: Readonly<Record<string, (bench: Bench) => Promise<readonly Figure[]>>> = {
  validation,
  form: formDepth,
  start: startAndRest,
  page: workspacePage,
  commands,
  acknowledge: acknowledgements,
  search: searches,
  datarobot: datarobotCalls,
};

interface Verdict {
  readonly kept: boolean;
  readonly row: readonly string[];
}

function judge({ what, figure, baseline, unit, atLeast, budget }: Figure): Verdict {
  const measured = baseline === null ? figure : figure / baseline;
  const kept = atLeast === true ? measured >= budget : measured <= budget;
  const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  return {
    kept,
    row: [
      what,
      `${round(figure)} ${unit}`,
      baseline === null ? "" : `${round(baseline)} ${unit}`,
      baseline === null ? "" : round(measured),
      `${atLeast === true ? "at least" : "at most"} ${budget}${baseline === null ? ` ${unit}` : ""}`,
      kept ? "kept" : "BROKEN",
    ],
  };
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(MEASURES, name));
if (unknown.length > 0) {
  console.error(`There is no measure ${unknown.join(", ")}. There are ${Object.keys(MEASURES).join(", ")}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "pointsman-bench-"));
const stub = await startSlackStub();
try {
  buildBundle();
  const verdicts: Verdict[] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.error(`measuring ${name} ...`);
    verdicts.push(
      ...(await measure({ folder, apiUrl: stub.apiUrl, responseUrl: stub.responseUrl })).map(judge),
    );
  }
  console.log(
    table([["what", "figure", "bare Bolt", "ratio", "budget", "verdict"], ...verdicts.map(({ row }) => row)]),
  );
  const broken = verdicts.filter(({ kept }) => !kept).length;
  console.log(broken === 0 ? "All budgets are kept." : `${broken} of ${verdicts.length} budgets are broken.`);
  process.exitCode = broken === 0 ? 0 : 1;
} finally {
  await stub.close();
  rmSync(folder, { recursive: true, force: true });
}
