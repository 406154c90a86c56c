// Which test suites there are, and which of them can run here.
import { existsSync } from "node:fs";

/**
 * @typedef {object} Suite
 * @property {string} name A project of vitest.config.ts.
 * @property {() => string | null} missing Null: everything it needs is here. Otherwise what is not.
 * @property {string} install The command that brings it.
 */

/** Where Debian and others put it; `CHROMIUM` names another place. */
const chromium = () => process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Fast ones first. All but `browser` need npm alone. @type {readonly Suite[]} */
export const SUITES = [
  { name: "unit", missing: () => null, install: "npm ci" },
  { name: "journeys", missing: () => null, install: "npm ci" },
  { name: "journeys-datarobot", missing: () => null, install: "npm ci" },
  {
    name: "browser",
    missing: () => (existsSync(chromium()) ? null : `there is no ${chromium()}`),
    install: "apt-get install -y --no-install-recommends chromium (or set CHROMIUM to where one is)",
  },
];

/**
 * @param {readonly Suite[]} suites
 * @param {boolean} ci Whether leaving one out is a failure.
 */
export function chooseSuites(suites, ci) {
  const run = suites.filter((suite) => suite.missing() === null);
  const leftOut = suites
    .filter((suite) => suite.missing() !== null)
    .map((suite) => `Left out: ${suite.name}, ${suite.missing()}. To run it: ${suite.install}`);
  return { run: run.map((suite) => suite.name), leftOut, failure: ci && leftOut.length > 0 };
}

/**
 * What vitest's JSON report says, in numbers; a file that could not be loaded, a skipped test and a suite without tests
 * are problems, whatever vitest's exit code says.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *           testResults: readonly { name: string, status: string, message: string,
 *                                   assertionResults: readonly { status: string, fullName: string }[] }[] }} report
 */
export function readReport(report) {
  const problems = [];
  if (report.numPassedTests + report.numFailedTests === 0) problems.push("no test ran");
  for (const file of report.testResults) {
    if (file.assertionResults.length === 0) problems.push(`${file.name} ran no test. ${file.message}`.trim());
    for (const test of file.assertionResults) {
      if (test.status !== "passed" && test.status !== "failed")
        problems.push(`${test.status}: ${test.fullName}`);
    }
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests, problems };
}
