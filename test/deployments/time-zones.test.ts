import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clockAt,
  doubled,
  knownZone,
  leftOutNear,
  minuteOfFullHours,
  momentOn,
  momentWords,
} from "../../src/deployments/time-zones.ts";

const at = (iso: string): number => Date.parse(iso);

describe("a moment on somebody's clock", () => {
  it.each([
    ["UTC", "2026-11-24 05:00 UTC"],
    ["Europe/Berlin", "2026-11-24 06:00 UTC+01:00"],
    ["Asia/Kolkata", "2026-11-24 10:30 UTC+05:30"],
    ["Asia/Kathmandu", "2026-11-24 10:45 UTC+05:45"],
    ["America/St_Johns", "2026-11-24 01:30 UTC-03:30"],
    ["America/Los_Angeles", "2026-11-23 21:00 UTC-08:00"],
  ])("is called so in %s", (zone, words) => {
    expect(momentWords(at("2026-11-24T05:00Z"), zone)).toBe(words);
  });

  it("has a name of its own in every zone, also in the night when the clock is changed", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
    const hour = fc.integer({
      min: at("2025-01-01T00:00Z") / 900_000,
      max: at("2027-12-31T00:00Z") / 900_000,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), hour, (zone, quarter) => {
        const words = momentWords(quarter * 900_000, zone);
        const [, day, time, offset] = /^(\S+) (\S+) UTC(\S*)$/.exec(words) ?? [];
        expect(at(`${day}T${time}${offset === "" ? "Z" : offset}`)).toBe(quarter * 900_000);
      }),
    );
  });

  it("is in UTC for what is no zone", () => {
    for (const zone of [null, "", "Middle/Earth", "Europe/Berlin; --"]) expect(knownZone(zone)).toBe("UTC");
    expect(knownZone("Europe/Berlin")).toBe("Europe/Berlin");
  });
});

describe("full hours of UTC", () => {
  it.each([
    ["Europe/Berlin", 0],
    ["Asia/Kolkata", 30],
    ["Asia/Kathmandu", 45],
    ["America/St_Johns", 30],
  ])("begin on the clock of %s at minute %i", (zone, minute) => {
    expect(minuteOfFullHours(at("2026-11-24T05:00Z"), zone)).toBe(minute);
  });
});

describe("the night in which the clock is set back", () => {
  it.each([
    ["Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T01:00Z"],
    ["America/New_York", "2026-11-01T05:00Z", "2026-11-01T06:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T14:30Z", "2026-04-04T15:00Z"],
  ])("has two moments of one name in %s, whichever of them is asked about", (zone, first, second) => {
    const pair = [at(first), at(second)];
    expect(doubled(at(first), zone)).toEqual(pair);
    expect(doubled(at(second), zone)).toEqual(pair);
    expect(doubled(at(first) - 3_600_000, zone)).toBeNull();
    expect(doubled(at(second) + 3_600_000, zone)).toBeNull();
  });

  it("is no night at all where the clock is never changed", () => {
    expect(doubled(at("2026-10-25T01:00Z"), "Asia/Kolkata")).toBeNull();
    expect(doubled(at("2026-10-25T01:00Z"), "UTC")).toBeNull();
  });
});

describe("the night in which the clock is set forward", () => {
  it("leaves out an hour, which is told of the moments around it", () => {
    const gap = { from: "02:00", to: "03:00" };
    for (const moment of ["2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z"])
      expect(leftOutNear(at(moment), "Europe/Berlin")).toEqual(gap);
    expect(leftOutNear(at("2026-03-29T03:00Z"), "Europe/Berlin")).toBeNull();
    expect(leftOutNear(at("2026-10-25T01:00Z"), "Europe/Berlin")).toBeNull();
    expect(leftOutNear(at("2026-10-03T15:30Z"), "Australia/Lord_Howe")).toEqual({
      from: "02:00",
      to: "02:30",
    });
    expect(doubled(at("2026-03-29T01:00Z"), "Europe/Berlin")).toBeNull();
  });
});

describe("what a picker shows", () => {
  const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];

  it("is the clock of the zone, and read on it again it is the same moment, or the first one of that name", () => {
    const quarter = fc.integer({
      min: at("2025-01-01T00:00Z") / 900_000,
      max: at("2027-12-31T00:00Z") / 900_000,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), quarter, (zone, quarters) => {
        const moment = quarters * 900_000;
        const clock = clockAt(moment, zone);
        expect(momentWords(moment, zone)).toContain(clock.replace("T", " "));
        expect(momentOn(clock, zone)).toBe(doubled(moment, zone)?.[0] ?? moment);
      }),
    );
  });

  it.each([
    ["2026-07-01T10:00", "Europe/Berlin", "2026-07-01T08:00Z"],
    ["2026-11-24T10:00", "Europe/Berlin", "2026-11-24T09:00Z"],
    ["2026-11-24T10:00:30", "Asia/Kolkata", "2026-11-24T04:30:30Z"],
    // In the night when the clock is set back, and in the one when it is set forward.
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30Z"],
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30Z"],
    ["2026-03-29T03:30", "Europe/Berlin", "2026-03-29T01:30Z"],
  ])("reads %s in %s as %s", (clock, zone, moment) => {
    expect(momentOn(clock, zone)).toBe(at(moment));
  });

  it("is no moment without a date or with one that there is not", () => {
    for (const clock of ["", "10:30", "2026-13-01T10:00", "tomorrow"])
      expect(momentOn(clock, "UTC")).toBeNull();
  });
});
