// Health notices under faults of every port, and with the process dying at every step: each change is told, and told once.
import { describe, expect, test } from "vitest";
import type { HealthStatus } from "../../src/deployments/deployment.ts";
import { verifyAudit } from "../../src/operations/audit-verify.ts";
import { TIMING } from "../../src/operations/timing.ts";
import type { Messenger } from "../../src/ports/messenger.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { Store } from "../../src/ports/store.ts";
import { value } from "../support/answers.ts";
import {
  faultyDirectory,
  faultyMessenger,
  faultyPlatform,
  faultyStore,
  underFaults,
} from "../support/fault-rig.ts";
import { mortalRig } from "../support/mortal-process.ts";
import { AUDIT_KEY, type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";

const LABEL = "card-default";
const LOOK = TIMING.healthLook;
const RUNS = 40;
/** One after the other, each for so long that a look finds it when all is well. */
const COURSE: readonly HealthStatus[] = ["failing", "passing", "warning", "failing", "unknown"];

async function turn(rig: OperationsRig, status: HealthStatus): Promise<void> {
  const { health } = await deploymentOf(rig, LABEL);
  await changeDeployment(rig, LABEL, { health: { ...health, service: { status, message: "" } } });
}

/** Uma hears of everything, Olivia of failures, and a channel has subscribed. */
async function watched(rig: OperationsRig): Promise<void> {
  await turn(rig, "passing");
  const id = await rig.byLabel(LABEL);
  value(await rig.operations.setHealthNotices(rig.actor("uma"), id, "all"));
  value(await rig.operations.setHealthNotices(rig.actor("olivia"), id, "critical"));
  value(await rig.operations.subscribe(rig.actor("olivia"), id, "C0ML", true));
  await rig.settle();
}

/** A store that does not answer ends a round of work; there is another one. */
async function passWhatever(rig: OperationsRig, ms: number): Promise<void> {
  const end = rig.clock.now() + ms;
  for (let tries = 0; tries < 100 && rig.clock.now() < end; tries += 1)
    await rig.pass(end - rig.clock.now()).catch(() => undefined);
}

/** What each reader was told, in the order of the looks. */
function toldTo(rig: OperationsRig, reader: string): string[] {
  return rig.messenger.healthNotices
    .filter(({ target }) => JSON.stringify(target).includes(reader))
    .toSorted((a, b) => a.exhibit.at - b.exhibit.at)
    .flatMap(({ view }) => view.changes.map(({ from, to }) => `${from.status} ${to.status}`));
}

/** Nothing is said twice, and nobody's chain of changes has a gap: from where one notice ends the next one begins. */
function expectOnceEach(rig: OperationsRig, last: HealthStatus): void {
  const said = rig.messenger.healthNotices.map(({ deliveryId }) => deliveryId);
  expect(new Set(said).size).toBe(said.length);
  for (const reader of ["U0UMA", "C0ML"]) {
    const told = toldTo(rig, reader);
    const ends = ["passing", ...told.map((change) => change.split(" ")[1])];
    expect(told.map((change) => change.split(" ")[0])).toEqual(ends.slice(0, -1));
    expect(ends.at(-1)).toBe(last);
  }
  expect(toldTo(rig, "U0OLIVIA")).toEqual(
    toldTo(rig, "U0UMA").filter((change) => change.endsWith(" failing")),
  );
}

describe("seeded faults of every port", () => {
  test(`${RUNS} runs: every change that was seen is told once to each`, { timeout: 60_000 }, async () => {
    let told = 0;
    for (let seed = 1; seed <= RUNS; seed += 1) {
      await underFaults({ seed }, async (faults) => {
        let calm = true;
        const when = <T extends object>(port: T, faulty: T): T =>
          new Proxy(port, { get: (_, key) => Reflect.get(calm ? port : faulty, key) });
        const rig = await operationsRig({
          seed,
          wrapStore: (store) => when<Store>(store, faultyStore(store, faults)),
          wrapPlatform: (platform) => when<Platform>(platform, faultyPlatform(platform, faults)),
          wrapMessenger: (messenger) =>
            // Where the bot cannot look, a notice whose answer was lost stays unsaid on purpose: that is tested on its own.
            when<Messenger>(messenger, { ...faultyMessenger(messenger, faults), find: messenger.find }),
          wrapDirectory: (directory) => when(directory, faultyDirectory(directory, faults)),
        });
        await watched(rig);
        for (const status of COURSE) {
          await turn(rig, status);
          calm = false;
          await passWhatever(rig, LOOK);
          calm = true;
        }
        rig.restart();
        await rig.pass(2 * LOOK);
        expectOnceEach(rig, "unknown");
        const report = await verifyAudit({ store: rig.store, keys: [AUDIT_KEY] });
        expect(report.findings).toEqual([]);
        told += rig.messenger.healthNotices.length;
      });
    }
    // Most of the course is seen: five changes for two of the readers, two for the third.
    expect(told).toBeGreaterThan(RUNS * 12 * 0.6);
  });
});

describe("the process dies at every step of a look and of its notices", () => {
  test.each([
    ["before the step took place", false],
    ["after the step took place", true],
  ])("%s", { timeout: 30_000 }, async (_, executed) => {
    let steps = 0;
    for (let nth = 1; nth < 100; nth += 1) {
      const { rig, dieAt } = await mortalRig();
      await watched(rig);
      await turn(rig, "failing");
      const died = await dieAt(nth, executed, () => rig.pass(LOOK));
      steps = nth;
      await rig.pass(LOOK);
      expectOnceEach(rig, "failing");
      expect(rig.messenger.healthNotices).toHaveLength(3);
      if (!died) break;
    }
    expect(steps).toBeGreaterThan(5);
    expect(steps).toBeLessThan(100);
  });
});
