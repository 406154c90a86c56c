// Check 13: time series stays time series, with the same kind of series.
import { seriesWords } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";

const { passing, failing } = resultsOf("time-series");

export const check = ({ champion, candidate }: Replacement): CheckResult => {
  const compared = { champion: seriesWords(champion), candidate: seriesWords(candidate) };
  if (champion.timeSeries === null && candidate.timeSeries === null)
    return passing("Not needed: neither model is a time-series model.", { compared });
  if (champion.timeSeries === null)
    return failing("The candidate is a time-series model, the champion is none.", { compared });
  if (candidate.timeSeries === null)
    return failing("The champion is a time-series model, so the candidate must be one too.", { compared });
  if (champion.timeSeries.multiseries !== candidate.timeSeries.multiseries)
    return failing("A multiseries and a single-series model cannot replace each other.", { compared });
  return passing("Both are time-series models with the same kind of series.", { compared });
};
