// The picture of monitoring: what is drawn, what its alt text says, and that a picture comes of it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEALTH_STATUSES } from "../../src/deployments/deployment.ts";
import { DAY_MS, type MonitoredDay, type Monitoring } from "../../src/deployments/monitoring.ts";
import { escapeXml, monitoringSvg } from "../../src/slack/pictures/chart-svg.ts";
import { countFigure, measureFigure } from "../../src/slack/pictures/figures.ts";
import { altText, monitoringPicture } from "../../src/slack/pictures/monitoring-picture.ts";
import { pngOf } from "../../src/slack/pictures/png.ts";
import { aDeployment } from "../support/builders.ts";
import { foreignText } from "../support/foreign-text.ts";

const FROM = Date.UTC(2026, 10, 11);

const aDay = (at: number, over: Partial<MonitoredDay> = {}): MonitoredDay => ({
  from: FROM + at * DAY_MS,
  predictions: 1_000 + at,
  requests: 100,
  refused: at,
  failed: 1,
  responseMs: 42,
  drift: 0.05 + at / 100,
  accuracy: 0.8 - at / 1_000,
  ...over,
});
const monitoring = (over: Partial<Monitoring> = {}): Monitoring => ({
  days: Array.from({ length: 14 }, (_, at) => aDay(at)),
  metric: { name: "AUC", atDeployment: 0.81 },
  driftLimit: 0.15,
  ...over,
});
const pictureOf = (over: Partial<Monitoring> = {}, of = aDeployment({ championSince: 0 })) =>
  monitoringPicture(of, monitoring(over), "UTC");

const readable = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
/** What can be read in the picture, one text element each. */
const textsIn = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, inner = ""]) =>
    readable(inner.replace(/<[^>]*>/g, "")),
  );

describe("the alt text", () => {
  it("says this", () => {
    const days = [aDay(0), aDay(1, { drift: null, accuracy: null }), aDay(2)];
    expect(altText(pictureOf({ days }))).toBe(
      "Charts by the day, 11 Nov to 13 Nov so far. – is not recorded. " +
        "Predictions a day. Scale from 0 to 1,200. By the day: 1,000; 1,001; 1,002. Newest, 13 Nov: 1,002. " +
        "Errors a day, service health passing. Scale from 0 to 3. By the day: 1; 2; 3. Newest, 13 Nov: 3. " +
        "Data drift, passing, dashed: limit 0.15. Scale from 0 to 0.15. By the day: 0.05; –; 0.07. Newest, 13 Nov: 0.07. " +
        "AUC, accuracy passing, dashed: 0.81 at deployment. Scale from 0.7787 to 0.8293. By the day: 0.8; –; 0.798. Newest, 13 Nov: 0.798.",
    );
  });

  it("has every word of the picture, whatever there is to draw", () => {
    const figure = fc.option(
      fc.oneof(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), fc.constantFrom(0, 1e300, -5, 3e15)),
    );
    const day = fc.record({
      predictions: figure,
      requests: figure,
      refused: figure,
      failed: figure,
      responseMs: figure,
      drift: figure,
      accuracy: figure,
    });
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 14 }),
        fc.option(fc.record({ name: foreignText(), atDeployment: figure })),
        figure,
        fc.constantFrom(...HEALTH_STATUSES),
        fc.integer({ min: -3, max: 20 }),
        (days, metric, driftLimit, status, since) => {
          const health = { status, message: "" };
          const of = aDeployment({
            health: { service: health, drift: health, accuracy: health },
            championSince: FROM + since * DAY_MS + 1,
          });
          const all = days.map((one, at) => ({ ...one, from: FROM + at * DAY_MS }));
          const picture = pictureOf({ days: all, metric, driftLimit }, of);
          const svg = monitoringSvg(picture);
          const alt = altText(picture);
          for (const words of textsIn(svg)) expect(alt).toContain(words);
          expect(svg).not.toMatch(/NaN|Infinity|undefined/);
          expect(alt).not.toMatch(/NaN|Infinity|undefined/);
          // Beyond this Slack refuses it.
          expect(alt.length).toBeLessThanOrEqual(2_000);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("says of charts without any value that nothing is recorded, without a limit that nothing is held against", () => {
    const days = [aDay(0, { drift: null, accuracy: null }), aDay(1, { drift: null, accuracy: null })];
    const alt = altText(pictureOf({ days }));
    expect(alt).toContain("Data drift, passing: nothing recorded.");
    expect(alt).toContain("AUC, accuracy passing: nothing recorded.");
    expect(alt).not.toContain("dashed");
    expect(monitoringSvg(pictureOf({ days }))).not.toContain("stroke-dasharray");
  });

  it("tells of another champion within these days, and only then", () => {
    const since = (at: number) => pictureOf({}, aDeployment({ championSince: at }));
    expect(altText(since(FROM + 3.5 * DAY_MS))).toContain("A vertical line: champion since 14 Nov.");
    expect(textsIn(monitoringSvg(since(FROM + 3.5 * DAY_MS)))).toContain("champion since 14 Nov");
    for (const outside of [FROM - 1, FROM + 14 * DAY_MS]) {
      expect(altText(since(outside))).not.toContain("champion since");
      expect(monitoringSvg(since(outside))).not.toContain("champion since");
    }
  });

  it("names days as the reader's zone does", () => {
    const days = [aDay(0, { from: Date.UTC(2026, 10, 10, 15) })];
    expect(monitoringPicture(aDeployment(), monitoring({ days }), "Asia/Tokyo").days).toEqual([
      "11 Nov so far",
    ]);
  });
});

describe("figures", () => {
  it("are short whatever their size", () => {
    expect([0, 12, 28_412, 999_999, 1_234_567, 9e12, null].map(countFigure)).toEqual([
      "0",
      "12",
      "28,412",
      "999,999",
      "1.2M",
      "9T",
      "–",
    ]);
    expect([0.153_42, 18_510.4, 2_500_000, 1e-9, null].map(measureFigure)).toEqual([
      "0.1534",
      "18,510",
      "2.5M",
      "1E-9",
      "–",
    ]);
    expect([1e300, 5e-324, -2e18].map(measureFigure)).toEqual(["1E300", "5E-324", "-2E18"]);
    expect(countFigure(Number.POSITIVE_INFINITY)).toBe("–");
  });
});

describe("the drawing", () => {
  it("has a scale beside what it draws, in a short form, and none where nothing is recorded", () => {
    const days = [aDay(0, { predictions: 184_000, drift: null, accuracy: null })];
    const picture = pictureOf({ days });
    expect(textsIn(monitoringSvg(picture))).toContain("200K");
    expect(altText(picture)).toContain("Scale from 0 to 200K.");
    expect(picture.panels.map(({ scale }) => scale?.words ?? null)).toEqual([
      ["200K", "0"],
      ["1", "0"],
      null,
      null,
    ]);
  });

  it("prints the words for another champion where no date stands, wherever in the days it was", () => {
    for (let at = 0; at < 14; at += 1) {
      const of = aDeployment({ championSince: FROM + (at + 0.5) * DAY_MS });
      const svg = monitoringSvg(pictureOf({}, of));
      const placed = [
        ...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*?( text-anchor="end")?>([^<]*)</g),
      ];
      const [, x, y, anchor, words = ""] =
        placed.find(([, , , , each]) => each?.startsWith("champion")) ?? [];
      expect(placed.filter(([, , other]) => Math.abs(Number(other) - Number(y)) < 11)).toHaveLength(1);
      // 7.5 to a character is more than the font takes.
      const width = words.length * 7.5;
      const from = anchor === undefined ? Number(x) : Number(x) - width;
      expect(from).toBeGreaterThanOrEqual(78);
      expect(from + width).toBeLessThanOrEqual(600);
    }
  });

  it("does not say accuracy twice where no metric has a name", () => {
    expect(altText(pictureOf({ metric: null }))).toContain("Accuracy, passing.");
    expect(altText(pictureOf())).toContain("AUC, accuracy passing");
  });

  const rects = (svg: string, colour: string) =>
    [...svg.matchAll(new RegExp(`<rect [^>]*height="([\\d.]+)" fill="${colour}"`, "g"))].map(([, height]) =>
      Number(height),
    );

  it("has bars as high as what they count, and tells one from none", () => {
    const days = [
      aDay(0, { predictions: 1_000_000 }),
      aDay(1, { predictions: 500_000 }),
      aDay(2, { predictions: 1 }),
      aDay(3, { predictions: 0 }),
      aDay(4, { predictions: null }),
    ];
    const [whole = 0, half, one, ...more] = rects(monitoringSvg(pictureOf({ days })), "#2f5f9e");
    expect(half).toBeCloseTo(whole / 2, 0);
    expect(one).toBeGreaterThan(0);
    expect(more).toEqual([]);
  });

  it("breaks a line where nothing is recorded", () => {
    const days = [aDay(0), aDay(1), aDay(2, { drift: null }), aDay(3)];
    const [, path = ""] =
      /<path d="([^"]+)" fill="none" stroke="#6b3fa0"/.exec(monitoringSvg(pictureOf({ days }))) ?? [];
    expect(path.match(/[ML]/g)).toEqual(["M", "L", "M"]);
  });

  it("stays within its panel, also where the limit is far above", () => {
    const svg = monitoringSvg(pictureOf({ driftLimit: 50 }));
    const ys = [...svg.matchAll(/c?y[12]?="([\d.-]+)"/g)].map(([, y]) => Number(y));
    const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThanOrEqual(height);
  });

  it("takes foreign text as text", () => {
    expect(escapeXml(`<b a="1">&'\u0000\u001b\uffff\ud800`)).toBe(
      "&lt;b a=&quot;1&quot;&gt;&amp;&#39;\ufffd",
    );
    const svg = monitoringSvg(pictureOf({ metric: { name: "<b>'\"", atDeployment: null } }));
    expect(svg).not.toContain("<b>");
    expect(textsIn(svg).join()).toContain("<b>'\"");
  });
});

describe("the PNG", () => {
  /** Width and height stand behind the header of 16 bytes. */
  const sizeOf = (png: Uint8Array) => {
    const view = new DataView(png.buffer, png.byteOffset);
    expect([...png.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return [view.getUint32(16), view.getUint32(20)];
  };
  const sized = (svg: string) => [
    Number(/width="(\d+)"/.exec(svg)?.[1]) * 2,
    Number(/height="(\d+)"/.exec(svg)?.[1]) * 2,
  ];

  it("is a picture of double width, with the text in it", async () => {
    const svg = monitoringSvg(pictureOf());
    const png = await pngOf(svg);
    expect(sizeOf(png)).toEqual(sized(svg));
    // Without a font the text would be left out without a word.
    const mute = await pngOf(svg.replace(/<text.*<\/text>/g, ""));
    expect(png.length).toBeGreaterThan(mute.length * 1.5);
  });

  it("comes of foreign text and of figures without measure", async () => {
    const days = [aDay(0, { predictions: 1e300, drift: -1e9, accuracy: 1e-300 }), aDay(1)];
    const metric = { name: 'Größe <&> "漢字" \u202e\ud800', atDeployment: 1e300 };
    const svg = monitoringSvg(pictureOf({ days, metric }));
    expect(sizeOf(await pngOf(svg))).toEqual(sized(svg));
  });
});
