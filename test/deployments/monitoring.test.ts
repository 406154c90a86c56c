import { describe, expect, test } from "vitest";
import { packageId } from "../../src/deployments/ids.ts";
import {
  DAY_MS,
  lastDays,
  type Measured,
  type MeasuredHour,
  MONITORED_DAYS,
  monitoredDays,
  nothingRecorded,
} from "../../src/deployments/monitoring.ts";
import { HOUR_MS } from "../../src/deployments/statistics.ts";

const FROM = Date.UTC(2026, 10, 20);
const CHAMPION = packageId("p-3");
const measured = (over: Partial<Measured> = {}): Measured => ({
  refused: 0,
  failed: 0,
  responseMs: 40,
  drift: 0.1,
  accuracy: 0.8,
  ...over,
});
const hour = (at: number, over: Partial<MeasuredHour> = {}): MeasuredHour => ({
  hour: FROM + at * HOUR_MS,
  model: CHAMPION,
  predictions: 100,
  service: 10,
  drift: 100,
  accuracy: 25,
  measured: measured(),
  ...over,
});
const days = (hours: readonly MeasuredHour[], to = FROM + 3 * DAY_MS, championSince: number | null = null) =>
  monitoredDays(hours, { from: FROM, to }, { championId: CHAMPION, championSince });

describe("the last days", () => {
  test("are two weeks with the reader's today, which is not over", () => {
    const now = FROM + 5 * HOUR_MS;
    const time = lastDays(FROM, now);
    expect(time).toEqual({ from: FROM - 13 * DAY_MS, to: now });
    expect(monitoredDays([], time, { championId: CHAMPION, championSince: null })).toHaveLength(
      MONITORED_DAYS,
    );
  });

  test("are none where no time has gone by", () => {
    expect(days([], FROM)).toEqual([]);
  });
});

describe("a day", () => {
  test("adds up what is counted and weighs what is measured", () => {
    const [day] = days([
      hour(0, { measured: measured({ refused: 2, failed: 1 }) }),
      hour(23, {
        predictions: 300,
        service: 30,
        accuracy: 75,
        measured: measured({ failed: 4, responseMs: 80, drift: 0.3, accuracy: 0.6 }),
      }),
    ]);
    expect(day).toMatchObject({ from: FROM, predictions: 400, requests: 40, refused: 2, failed: 5 });
    expect(day?.responseMs).toBeCloseTo(70, 9);
    expect(day?.drift).toBeCloseTo(0.25, 9);
    expect(day?.accuracy).toBeCloseTo(0.65, 9);
  });

  test("counts every model, and measures drift and accuracy of the champion alone", () => {
    const other = hour(1, {
      model: packageId("p-2"),
      measured: measured({ failed: 3, drift: 9, accuracy: 0 }),
    });
    expect(days([hour(0), other])[0]).toMatchObject({
      predictions: 200,
      requests: 20,
      failed: 3,
      drift: 0.1,
      accuracy: 0.8,
    });
    expect(days([other])[0]).toMatchObject({ predictions: 100, drift: null, accuracy: null });
  });

  test("measures drift and accuracy of a champion that came back from then on alone, and counts all the same", () => {
    const cameBack = FROM + 25 * HOUR_MS + 60_000;
    const earlier = measured({ drift: 9, accuracy: 0 });
    const hours = [hour(1, { measured: earlier }), hour(24, { measured: earlier }), hour(25), hour(49)];
    const counts = { drift: null, accuracy: null, predictions: 100 };
    const own = { drift: 0.1, accuracy: 0.8 };
    expect(days(hours, FROM + 3 * DAY_MS, cameBack)).toMatchObject([
      counts,
      { ...own, predictions: 200 },
      { ...own, predictions: 100 },
    ]);
    expect(days(hours.slice(0, 2), FROM + 3 * DAY_MS, cameBack)[1]).toMatchObject(counts);
  });

  test("begins at its full hour and does not hold that of the next", () => {
    const seen = days([hour(23), hour(24), hour(47)]);
    expect(seen.map(({ predictions }) => predictions)).toEqual([100, 200, null]);
  });

  test("without a record has no figures, not noughts", () => {
    const [day] = days([hour(30)]);
    expect(day).toEqual({
      from: FROM,
      predictions: null,
      requests: null,
      refused: null,
      failed: null,
      responseMs: null,
      drift: null,
      accuracy: null,
    });
  });

  test("of which only counts were kept has nothing measured", () => {
    const { measured: _measured, ...counts } = hour(0);
    expect(days([counts])[0]).toMatchObject({
      predictions: 100,
      requests: 10,
      refused: null,
      failed: null,
      responseMs: null,
      drift: null,
      accuracy: null,
    });
  });

  test("without actual values has no accuracy, and without predictions no drift", () => {
    expect(days([hour(0, { accuracy: 0 })])[0]?.accuracy).toBeNull();
    expect(days([hour(0, { predictions: 0 })])[0]).toMatchObject({ predictions: 0, drift: null });
  });
});

test("nothing is recorded only where not one figure is", () => {
  expect(nothingRecorded({ days: days([]) })).toBe(true);
  expect(nothingRecorded({ days: days([hour(0, { predictions: 0, service: 0 })]) })).toBe(false);
});
