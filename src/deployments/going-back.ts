// What counts as going back to an earlier champion: for the rule that a rollback needs no approval.
import type { Deployment } from "./deployment.ts";
import type { PackageId } from "./ids.ts";

/**
 * A model that was champion here before had served until its successor came. Null: it never served here, or it was itself gone back from:
 * what was taken away when something was on fire does not return by the same door. By the history, newest first.
 */
export function goingBackTo(
  { history }: Pick<Deployment, "history">,
  packageId: PackageId,
): { readonly servedUntil: number } | null {
  const index = history.findIndex((entry, at) => at > 0 && entry.packageId === packageId);
  const successor = index > 0 ? history[index - 1] : undefined;
  if (successor === undefined) return null;
  const before = history.slice(index + 1);
  return before.some((entry) => entry.packageId === successor.packageId)
    ? null
    : { servedUntil: successor.from };
}
