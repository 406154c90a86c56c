// Which channels are told of a request, by the policy file's routes.
import { labelMatches } from "./matching.ts";
import type { PolicyFile } from "./policy.ts";
import type { ChangeRequest } from "./request.ts";

/** Channels of all matching routes; when none matches, `fallback` (if there is one). Without duplicates. */
export function routeChannels(
  file: Pick<PolicyFile, "routes">,
  request: Pick<ChangeRequest, "action" | "deploymentLabel">,
  fallback: string | null,
): readonly string[] {
  const matching = file.routes.filter(
    ({ actions, labels }) =>
      (actions === null || actions.includes(request.action)) && labelMatches(labels, request.deploymentLabel),
  );
  if (matching.length > 0) return [...new Set(matching.map((route) => route.channel))];
  return fallback === null ? [] : [fallback];
}
