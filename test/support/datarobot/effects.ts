// What changed the platform, by whom: written down at the moment it is done.
import type { Account, World } from "./state.ts";

export function recordEffect(
  world: World,
  account: Account | null,
  kind: string,
  deploymentId: string | null,
  detail: Readonly<Record<string, unknown>> = {},
): void {
  world.effects.push({
    kind,
    deploymentId,
    by: account?.key ?? "system",
    at: world.now(),
    detail,
    elsewhere: false,
  });
}
