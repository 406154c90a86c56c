// A fake DataRobot with a clock that stands still, for its own tests: work goes on only when the clock moves.
import { afterEach } from "vitest";
import { fakeClock } from "../clock.ts";
import { type FakeDataRobot, type FakeDataRobotOptions, startFakeDataRobot } from "./fake-datarobot.ts";
import type { Got } from "./person.ts";

export const WORK_MS = 1_000;

/** Start in a test, closed after it. */
export function rig() {
  const started: FakeDataRobot[] = [];
  afterEach(async () => {
    for (const fake of started.splice(0)) await fake.close();
  });
  return async (options: FakeDataRobotOptions = {}) => {
    const clock = fakeClock();
    const fake = await startFakeDataRobot({ clock, workMs: WORK_MS, ...options });
    started.push(fake);
    return { fake, clock };
  };
}

/** The path of a `Location` below `/api/v2`. */
export function locationOf(fake: FakeDataRobot, { headers }: Got): string {
  const location = headers.get("location") ?? "";
  if (!location.startsWith(fake.url)) throw new Error(`No Location of the fake: ${location}`);
  return location.slice(fake.url.length);
}
