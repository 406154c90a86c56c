import { expect, it } from "vitest";
import { aCandidate, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const KINDS = {
  "not time series": null,
  "single series": { multiseries: false, seriesColumn: null },
  multiseries: { multiseries: true, seriesColumn: "store" },
} as const;
type Kind = keyof typeof KINDS;

// Typed by hand from the reference, section 4, row 13.
it.each<[champion: Kind, candidate: Kind, status: string]>([
  ["not time series", "not time series", "passing"],
  ["not time series", "single series", "failing"],
  ["not time series", "multiseries", "failing"],
  ["single series", "not time series", "failing"],
  ["single series", "single series", "passing"],
  ["single series", "multiseries", "failing"],
  ["multiseries", "not time series", "failing"],
  ["multiseries", "single series", "failing"],
  ["multiseries", "multiseries", "passing"],
])("%s replaced by %s: %s, with both kinds shown", (champion, candidate, status) => {
  expect(
    resultOf("time-series", {
      champion: aPackage({ timeSeries: KINDS[champion] }),
      candidate: aCandidate({ timeSeries: KINDS[candidate] }),
    }),
  ).toMatchObject({ status, compared: { champion, candidate } });
});
