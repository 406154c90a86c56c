import type { Deployment, DeploymentSummary, HealthStatus } from "./deployment.ts";

interface Summarised extends Pick<Deployment, "id" | "label" | "importance" | "status" | "launchWarning"> {
  readonly championId: string;
  readonly environment: { readonly name: string };
  /** Newest first; the champion is the first. */
  readonly history: readonly { readonly packageName: string }[];
  readonly health: Readonly<Record<"service" | "drift" | "accuracy", { readonly status: HealthStatus }>>;
}

/** What lists show of a deployment. The champion goes by its name in the history, else by its id. */
export const summarise = (of: Summarised): DeploymentSummary => ({
  id: of.id,
  label: of.label,
  importance: of.importance,
  status: of.status,
  launchWarning: of.launchWarning,
  environmentName: of.environment.name,
  championName: of.history[0]?.packageName ?? of.championId,
  health: {
    service: of.health.service.status,
    drift: of.health.drift.status,
    accuracy: of.health.accuracy.status,
  },
});
