// What takes something away for good: a deployment, and what was recorded of it. Reference section 10.
import type { EffectAnswer } from "../../../ports/platform.ts";
import { pathOf } from "../client.ts";
import { modelIdOf } from "../read-monitoring.ts";
import { actingAs } from "./acting.ts";
import { isGone, notDone, notKept, refused, soAlready } from "./answers.ts";
import { forgetFormer, keepFormer } from "./kept.ts";
import type { EffectParts } from "./parts.ts";
import { gone } from "./replace-model.ts";
import type { Command, On } from "./settings.ts";
import { accepted } from "./ticket.ts";

/** Kept as it is before it goes: who saw it can look back at it. DataRobot cleans up behind its answer, so it is done once a read says so. */
export const remove = (
  parts: EffectParts,
  { deploymentId, as }: On,
  { ignoreManagementAgent }: Command<"delete">,
) =>
  actingAs(parts, as, async ({ send }): Promise<EffectAnswer> => {
    const former = await parts.deployment(deploymentId);
    if (former === null) return gone;
    if (!(await keepFormer(parts.store, former, { at: parts.clock.now(), by: as.name }))) return notKept;
    const answer = await send("DELETE", pathOf("deployments", deploymentId), {
      query: ignoreManagementAgent ? { ignoreManagementAgent: true } : {},
    });
    if (answer.outcome === "answered")
      return accepted("delete", { location: null, by: as, at: parts.clock.now() });
    if (isGone(answer)) return soAlready;
    if (answer.outcome !== "unknown") await forgetFormer(parts.store, deploymentId);
    return notDone(answer, parts.console.deployment(deploymentId));
  });

/** The reason stays with us: DataRobot takes none. */
export const clearStatistics = (
  parts: EffectParts,
  { deploymentId, as }: On,
  { model, range }: Command<"clear-statistics">,
) =>
  actingAs(parts, as, async ({ account, send }): Promise<EffectAnswer> => {
    const { token } = account;
    const modelId = await modelIdOf(parts.client, { id: deploymentId, model, token });
    if (modelId === null)
      return refused("DataRobot does not show which model this version is of, so nothing was cleared.");
    const hour = (at: number): string => new Date(at).toISOString();
    const answer = await send("POST", pathOf("deployments", deploymentId, "monitoringDataDeletions"), {
      body: {
        modelId,
        end: hour(range.to),
        ...(range.from === null ? {} : { start: hour(range.from) }),
      },
    });
    if (answer.outcome !== "answered") return notDone(answer, parts.console.deployment(deploymentId));
    const at = parts.clock.now();
    // 200 without an address: it is over. Whatever has an address is asked for, whichever code it came with.
    if (answer.location === null && answer.status !== 202) return { outcome: "done", at };
    return accepted("clear-statistics", { location: answer.location, by: as, at });
  });
