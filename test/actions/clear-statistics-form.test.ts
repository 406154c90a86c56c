// Times in the form of clearing statistics, on the clock of whoever fills it in.
import { describe, expect, it } from "vitest";
import { clearStatisticsFields } from "../../src/actions/clear-statistics/form.ts";
import { clearStatisticsInput, rangeLine, rangeOf } from "../../src/actions/clear-statistics/input.ts";
import { render } from "../../src/block-kit/text.ts";
import { HOUR_MS } from "../../src/deployments/statistics.ts";
import type { Json } from "../../src/requests/request.ts";
import { factWords } from "../../src/slack/cards/facts.ts";
import { aDeployment } from "../support/builders.ts";

const at = (iso: string): number => Date.parse(iso);
const NOW = at("2026-11-24T10:42:00Z");

/** What a submit of the form reads and what its schema says, for times as Slack's picker sends them. */
function sent(zone: string, picked: { start?: string; end?: string }, more: object = {}, now = NOW) {
  const seconds = (iso: string | undefined) => (iso === undefined ? null : at(iso) / 1_000);
  const values = {
    "clear.model": { "clear.model": { selected_option: { value: "p-1" } } },
    "clear.range": { "clear.range": { selected_option: { value: "between" } } },
    "clear.start": { "clear.start": { selected_date_time: seconds(picked.start) } },
    "clear.end": { "clear.end": { selected_date_time: seconds(picked.end) } },
    "clear.reason": { "clear.reason": { value: "Load test." } },
    "clear.confirmed": { "clear.confirmed": { selected_options: [{ value: "confirmed" }] } },
    ...more,
  };
  const input = clearStatisticsFields.read(values, { now, zone }, null) as { [key: string]: Json };
  const parsed = clearStatisticsInput.safeParse(input);
  const problems = Object.fromEntries(
    (parsed.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message]),
  );
  return { input, problems, range: parsed.success ? rangeOf(parsed.data) : null };
}
const which = (bound: "start" | "end", first: string, value: "first" | "second") => ({
  [`clear.which-${bound}:${at(first)}`]: { "clear.which": { selected_option: { value } } },
});
const drawn = (zone: string, input: Json, now = NOW): string => {
  const deployment = aDeployment();
  return JSON.stringify(
    clearStatisticsFields.fields(
      { deployment } as Parameters<typeof clearStatisticsFields.fields>[0],
      input,
      {
        now,
        zone,
      },
    ),
  );
};

describe("in a zone whose hours are those of the platform", () => {
  it("a full hour is taken as it is, and an open end is a fixed hour before anything is asked", () => {
    const { input, range } = sent("Europe/Berlin", { start: "2026-11-20T08:00Z" });
    expect(input).toMatchObject({ zone: "Europe/Berlin", until: at("2026-11-24T10:00Z") });
    expect(range).toEqual({ from: at("2026-11-20T08:00Z"), to: at("2026-11-24T10:00Z") });
  });

  it("says beside the field which hours are near, which is the last, and that an end comes after its start", () => {
    const zone = "Europe/Berlin";
    expect(sent(zone, { start: "2026-11-20T08:20Z" }).problems.start).toBe(
      "That is not a full hour. Choose 2026-11-20 09:00 UTC+01:00 or 2026-11-20 10:00 UTC+01:00.",
    );
    expect(sent(zone, { end: "2026-11-24T11:00Z" }).problems.end).toContain(
      "2026-11-24 11:00 UTC+01:00 is the latest",
    );
    expect(sent(zone, { start: "2026-11-20T08:00Z", end: "2026-11-20T08:00Z" }).problems.end).toContain(
      "after the start",
    );
  });

  it("the form repeats what it has understood", () => {
    const { input } = sent("Europe/Berlin", { start: "2026-11-20T08:00Z" });
    expect(drawn("Europe/Berlin", input)).toContain("2026-11-20 09:00 UTC+01:00.");
    expect(drawn("Europe/Berlin", input)).toContain("A full hour. What was recorded from then on stays.");
  });
});

describe("in a zone half an hour beside the platform's hours", () => {
  it("the hours that exist are those at half past on the reader's clock", () => {
    const zone = "Asia/Kolkata";
    expect(sent(zone, { start: "2026-11-20T04:30Z" }).problems.start).toBe(
      "Statistics are kept by full hours of UTC, which begin at :30 on your clock. Choose 2026-11-20 09:30 UTC+05:30 or 2026-11-20 10:30 UTC+05:30.",
    );
    expect(sent(zone, { start: "2026-11-20T05:00Z" }).problems).toEqual({});
    expect(drawn(zone, sent(zone, {}).input)).toContain("Hours begin at :30 on your clock");
    expect(drawn("Asia/Kathmandu", sent("Asia/Kathmandu", {}).input)).toContain("Hours begin at :45");
  });
});

describe("in the night in which the clock is set back", () => {
  const zone = "Europe/Berlin";
  const [first, second] = ["2026-10-25T00:00Z", "2026-10-25T01:00Z"];

  it("an hour that comes twice is asked about, whichever of the two the picker sent", () => {
    for (const start of [first, second]) {
      const { input, problems } = sent(zone, { start });
      expect(problems.start).toContain("twice");
      const form = drawn(zone, input);
      expect(form).toContain("The first: 2026-10-25 02:00 UTC+02:00");
      expect(form).toContain("The second: 2026-10-25 02:00 UTC+01:00");
      expect(sent(zone, { start }, which("start", first, "first")).range?.from).toBe(at(first));
      expect(sent(zone, { start }, which("start", first, "second")).range?.from).toBe(at(second));
    }
  });

  it("both bounds can be the same hour on the clock", () => {
    const answers = { ...which("start", first, "first"), ...which("end", first, "second") };
    const { range, problems } = sent(zone, { start: first, end: first }, answers);
    expect(problems).toEqual({});
    expect(range).toEqual({ from: at(first), to: at(second) });
    const turned = { ...which("start", first, "second"), ...which("end", first, "first") };
    expect(sent(zone, { start: first, end: first }, turned).problems.end).toContain("after the start");
  });

  it("an answer about another time does not count, and other hours are not asked about", () => {
    const other = which("start", "2025-10-26T00:00Z", "second");
    expect(sent(zone, { start: first }, other).problems.start).toContain("twice");
    expect(sent(zone, { start: "2026-10-25T02:00Z" }).problems).toEqual({});
    expect(drawn(zone, sent(zone, { start: "2026-10-25T02:00Z" }).input)).not.toContain("twice");
  });

  it("of two of which one is no hour of the platform the other is meant", () => {
    // On Lord Howe the clock goes back by half an hour: 01:30 is 14:30 and then 15:00 UTC.
    const { range, problems } = sent("Australia/Lord_Howe", { start: "2026-04-04T14:30Z" });
    expect(problems).toEqual({});
    expect(range?.from).toBe(at("2026-04-04T15:00Z"));
  });
});

describe("in the night in which the clock is set forward", () => {
  it("the form says what is left out and what it took instead", () => {
    const form = drawn("Europe/Berlin", sent("Europe/Berlin", { start: "2026-03-29T01:00Z" }).input);
    expect(form).toContain("2026-03-29 03:00 UTC+02:00. The clock goes from 02:00 to 03:00 then");
  });

  it("hours before and after it are told apart and are one hour from each other", () => {
    const { range } = sent("Europe/Berlin", { start: "2026-03-29T00:00Z", end: "2026-03-29T01:00Z" });
    expect((range?.to ?? 0) - (range?.from ?? 0)).toBe(HOUR_MS);
  });
});

describe("afterwards", () => {
  it("each reader of a card sees the time on their own clock, and UTC stands where there is no reader", () => {
    const fact = rangeLine({ from: at("2026-11-20T05:00Z"), to: at("2026-11-24T10:00Z") });
    expect(fact.value).toBe("from 2026-11-20 05:00 UTC up to 2026-11-24 10:00 UTC");
    expect(render(factWords(fact))).toMatch(
      /^from <!date\^1795\d+\^[^|>]+\|2026-11-20 05:00 UTC> up to <!date\^\d+\^[^|>]+\|2026-11-24 10:00 UTC>$/,
    );
    expect(render(factWords(rangeLine({ from: null, to: at("2026-11-24T10:00Z") })))).toMatch(
      /^everything up to <!date/,
    );
  });

  it("an input of before, or with what is no zone, is one in UTC", () => {
    const { input } = sent("UTC", { start: "2026-11-20T08:00Z" });
    const { zone: _, whichStart: __, whichEnd: ___, ...before } = input;
    expect(clearStatisticsInput.parse(before)).toMatchObject({ zone: "UTC", whichStart: null });
    expect(clearStatisticsInput.parse({ ...input, zone: "Middle/Earth" })).toMatchObject({ zone: "UTC" });
  });
});
