// Inverts each replacement check in turn and runs the tests of the deployments core against it: a test has to notice.
// Status 0 only when every inverted check is killed by an assertion, and the tests are green without any inversion.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHECK_NAMES } from "../src/deployments/validation/check.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");
const CONFIG = join("test", "deployments", "mutate.config.ts");
const AT_ONCE = 2;
const TIME_LIMIT_MS = 120_000;

/**
 * Runs the tests once. `checkName` null: nothing is inverted. Never rejects.
 * @returns {Promise<{ outcome: "green" } | { outcome: "asserted", test: string } | { outcome: "crashed", why: string }>}
 */
async function runTests(checkName, directory) {
  const report = join(directory, `${checkName ?? "unchanged"}.json`);
  const { MUTATE_CHECK: _, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    [VITEST, "run", "--config", CONFIG, "--bail", "1", "--reporter", "json", "--outputFile", report],
    {
      cwd: ROOT,
      env: checkName === null ? environment : { ...environment, MUTATE_CHECK: checkName },
      stdio: ["ignore", "ignore", "pipe"],
      timeout: TIME_LIMIT_MS,
      killSignal: "SIGKILL",
    },
  );
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    complaint += text;
  });
  const ended = await new Promise((resolve) => {
    child.once("error", (error) => resolve({ why: error.message }));
    child.once("close", (status, signal) => resolve({ status, signal }));
  });
  if (ended.why !== undefined) return { outcome: "crashed", why: ended.why };
  if (ended.signal !== null)
    return { outcome: "crashed", why: `ended by ${ended.signal}, at the latest after ${TIME_LIMIT_MS} ms` };
  let results;
  try {
    results = JSON.parse(await readFile(report, "utf8"));
  } catch (error) {
    return { outcome: "crashed", why: `no report (${error.message}): ${complaint.trim().split("\n")[0]}` };
  }
  return read(results, ended.status);
}

/** Only a failed assertion shows that a test noticed; a file that does not load, or a thrown error, shows nothing. */
function read(results, status) {
  const tests = results.testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter((test) => test.status === "failed");
  const asserted = failed.find((test) => test.failureMessages.some(isAssertion));
  if (asserted !== undefined) return { outcome: "asserted", test: asserted.fullName };
  const broken = results.testResults.find((file) => file.status === "failed" && file.message);
  if (failed.length > 0 || broken !== undefined)
    return {
      outcome: "crashed",
      why: firstLine(failed[0]?.failureMessages[0] ?? broken?.message ?? "a test failed without a message"),
    };
  if (status !== 0 || tests.length === 0)
    return { outcome: "crashed", why: `${tests.length} tests ran, status ${status}` };
  return { outcome: "green" };
}

/** As Vitest prints a failed `expect`, by itself or as the cause of a failed fast-check property. */
const isAssertion = (message) => /^(Error: Property failed[\s\S]*)?AssertionError: /.test(message);
const firstLine = (text) => text.trim().split("\n")[0];

/** The line of one inverted check, and whether it was killed. */
async function judge(checkName, directory) {
  const result = await runTests(checkName, directory);
  switch (result.outcome) {
    case "asserted":
      return { killed: true, line: `${checkName}: killed by "${result.test}"` };
    case "green":
      return { killed: false, line: `${checkName}: SURVIVED` };
    default:
      return { killed: false, line: `${checkName}: CRASHED, which proves nothing: ${result.why}` };
  }
}

async function main() {
  const directory = await mkdtemp(join(tmpdir(), "pointsman-mutate-"));
  try {
    const unchanged = await runTests(null, directory);
    if (unchanged.outcome !== "green") {
      console.error(
        `The tests are not green without any inversion: ${unchanged.test ?? unchanged.why}. Repair that first.`,
      );
      return 1;
    }
    const waiting = [...CHECK_NAMES];
    let killed = 0;
    const work = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const verdict = await judge(name, directory);
        if (verdict.killed) killed += 1;
        console.log(verdict.line);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    console.log(`${killed} of ${CHECK_NAMES.length} killed`);
    return killed === CHECK_NAMES.length ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

process.exitCode = await main();
