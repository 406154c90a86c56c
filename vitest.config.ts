import { defineConfig } from "vitest/config";

// Suites by what they need: `unit` and `journeys` need npm alone, `browser` needs Chromium. scripts/test.mjs knows the same names.
const JOURNEYS_OF_ACTIONS = [
  "code-and-applications",
  "logs-and-statistics",
  "replace-model",
  "share-and-use-cases",
  "status-edit-delete",
];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/journeys/**", "test/browser/**"],
          // Importing a file does nothing here, so files can share one process; loading everything anew for each took half the time.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "journeys",
          include: ["test/journeys/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // They wait more than they compute: for starts, for retries after faults, for time-outs.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "journeys-datarobot",
          // The journeys of all actions once more, with the bot on a DataRobot that the test's own process plays.
          include: JOURNEYS_OF_ACTIONS.map((name) => `test/journeys/${name}.test.ts`),
          env: { JOURNEYS_PLATFORM: "datarobot" },
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
