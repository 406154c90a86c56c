import { describe, expect, test } from "vitest";
import { knownZone, todayIn } from "../../src/deployments/time-zones.ts";

const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => new Date(time).toISOString().slice(0, 16);

describe("a reader's zone", () => {
  test("is UTC where there is none, or one that nobody knows", () => {
    expect(knownZone(null)).toBe("UTC");
    expect(knownZone("Mars/Olympus_Mons")).toBe("UTC");
    expect(knownZone("")).toBe("UTC");
    expect(knownZone("Asia/Tokyo")).toBe("Asia/Tokyo");
  });
});

describe("today", () => {
  test.each([
    ["UTC", "2026-11-24T09:00Z", "2026-11-24T00:00"],
    ["Europe/Berlin", "2026-11-24T22:59Z", "2026-11-23T23:00"],
    ["Europe/Berlin", "2026-11-24T23:00Z", "2026-11-24T23:00"],
    ["Europe/Berlin", "2026-07-24T09:00Z", "2026-07-23T22:00"],
    ["Asia/Tokyo", "2026-11-24T14:59Z", "2026-11-23T15:00"],
    ["America/New_York", "2026-11-24T04:59Z", "2026-11-23T05:00"],
    ["Pacific/Kiritimati", "2026-11-24T09:59Z", "2026-11-23T10:00"],
  ])("in %s at %s began at %s", (zone, now, began) => {
    expect(iso(todayIn(zone, at(now)))).toBe(began);
  });

  test("begins at a full hour also where zones have halves: statistics are kept by full hours", () => {
    expect(iso(todayIn("Asia/Kolkata", at("2026-11-24T09:00Z")))).toBe("2026-11-23T18:00");
  });
});
