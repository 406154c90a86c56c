// What a change of health is, and who wants to hear of which. Reference: deployment actions, sections 7 and 9.
import type { Deployment, Health } from "./deployment.ts";

/** In the order in which cards show them. */
export const METRICS = ["service", "drift", "accuracy"] as const;
export type Metric = (typeof METRICS)[number];

/** What a person hears of one deployment's health; `none` where nothing was chosen. */
export const HEALTH_LEVELS = ["none", "critical", "all"] as const;
export type HealthLevel = (typeof HEALTH_LEVELS)[number];

export interface HealthChange {
  readonly metric: Metric;
  readonly from: Health;
  readonly to: Health;
}

/** Two looks compared: only another status is a change, whatever the messages say. */
export const healthChanges = (
  before: Deployment["health"],
  now: Deployment["health"],
): readonly HealthChange[] =>
  METRICS.map((metric) => ({ metric, from: before[metric], to: now[metric] })).filter(
    ({ from, to }) => from.status !== to.status,
  );

/** Those of the changes that somebody with this level hears of. `critical`: it turned to failing. */
export function wanted(level: HealthLevel, changes: readonly HealthChange[]): readonly HealthChange[] {
  switch (level) {
    case "none":
      return [];
    case "critical":
      return changes.filter(({ to }) => to.status === "failing");
    case "all":
      return changes;
  }
}
