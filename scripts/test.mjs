// `npm test`: runs the suites that can run here, says which it left out, and ends with one plain line of counts.
// Arguments go to vitest, for example `npm test -- test/config.test.ts`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseSuites, readReport, SUITES } from "./suites.mjs";

const ci = ![undefined, "", "0", "false"].includes(process.env.CI);
const filters = process.argv.slice(2);
const chosen = chooseSuites(SUITES, ci);

const folder = mkdtempSync(join(tmpdir(), "pointsman-test-"));
let passed = 0;
let failed = 0;
const problems = chosen.failure ? [...chosen.leftOut] : [];

try {
  for (const suite of chosen.run) {
    const outputFile = join(folder, `${suite}.json`);
    const vitest = spawnSync(
      process.execPath,
      [
        "node_modules/vitest/vitest.mjs",
        "run",
        "--project",
        suite,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${outputFile}`,
        ...(filters.length > 0 ? ["--passWithNoTests"] : []),
        ...filters,
      ],
      { stdio: ["ignore", "inherit", "inherit"], timeout: 15 * 60_000 },
    );
    let report;
    try {
      report = JSON.parse(readFileSync(outputFile, "utf8"));
    } catch (error) {
      problems.push(`${suite}: vitest wrote no report (${error.message})`);
      continue;
    }
    // With a filter, a suite in which nothing matches is no problem.
    if (filters.length > 0 && report.testResults.length === 0) continue;
    const counts = readReport(report);
    passed += counts.passed;
    failed += counts.failed;
    problems.push(...counts.problems.map((problem) => `${suite}: ${problem}`));
    if (vitest.status !== 0 && counts.failed === 0 && counts.problems.length === 0) {
      problems.push(`${suite}: vitest ended with ${vitest.status ?? vitest.signal}; see above`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const line of chosen.leftOut) console.log(line);
for (const problem of problems) console.error(`Problem: ${problem}`);
// A problem that is no failed test is counted as one: nobody may read "0 failed" off a run that failed.
console.log(`${passed} passed, ${failed + problems.length} failed`);
process.exitCode = failed + problems.length === 0 && passed > 0 ? 0 : 1;
