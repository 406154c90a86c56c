// The sample fleet of design section 8: deployments and packages of every kind. Each deployment has a version that may replace
// its champion, and most have one that may not, for one reason each.
import {
  claimsTriage,
  documentClassifier,
  leadScoring,
  legacyScorecard,
  networkAnomalies,
} from "./brought-along.ts";
import type { FleetPart } from "./building.ts";
import { cardDefault } from "./card-default.ts";
import {
  customerChurn,
  houseValue,
  oddLabel,
  share,
  springCampaign,
  ticketRouting,
} from "./classification.ts";
import { extFraud, factoryVibration, priceElasticity } from "./external.ts";
import { energyDemand, regionalSales, shopSales } from "./time-series.ts";

const PARTS = [
  cardDefault,
  extFraud,
  factoryVibration,
  priceElasticity,
  ticketRouting,
  houseValue,
  customerChurn,
  springCampaign,
  share,
  oddLabel,
  energyDemand,
  shopSales,
  regionalSales,
  documentClassifier,
  claimsTriage,
  networkAnomalies,
  leadScoring,
  legacyScorecard,
] as const;

/** The same for the same `now`; every date lies before it. */
export function sampleFleet(now: number): FleetPart {
  const parts = PARTS.map((part) => part(now));
  return {
    deployments: parts.flatMap((part) => part.deployments),
    packages: parts.flatMap((part) => part.packages),
  };
}
