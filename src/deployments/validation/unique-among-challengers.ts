// Check 4: the candidate is none of the challengers' models, except for the one that is promoted.
import type { ChallengerId, PackageId } from "../ids.ts";
import type { ModelPackage } from "../model-package.ts";
import { counted, enumerated } from "../words.ts";
import type { CheckResult, Replacement } from "./check.ts";
import { resultsOf } from "./results.ts";
import { isSameModel } from "./same-model.ts";

const { passing, failing, notEvaluated } = resultsOf("unique-among-challengers");

export const check = (r: Replacement): CheckResult => {
  const challengers = known(r);
  const promoted = challengers.find(({ id }) => id === r.promote);
  if (r.promote !== null && promoted === undefined)
    return failing("The challenger to promote is not one of this deployment. Choose from those it has now.");
  if (promoted !== undefined && promoted.packageId !== r.candidate.id)
    return failing(
      "The candidate is not the version of the challenger to promote. Choose the challenger again.",
    );

  const others = challengers.filter((one) => one !== promoted);
  const clashing = others.filter(
    (one) =>
      one.packageId === r.candidate.id || (one.package !== null && isSameModel(one.package, r.candidate)),
  );
  if (clashing.length > 0) {
    const names = clashing.map(nameOf);
    const itself = clashing.every(({ packageId }) => packageId === r.candidate.id);
    const what = itself
      ? "is a challenger of this deployment already"
      : `is the same model as the challenger ${enumerated(names)}`;
    return failing(`${r.candidate.name} ${what}. Promote that challenger, or remove it first.`, {
      items: names,
    });
  }
  const unread = others.filter((one) => one.package === null);
  if (unread.length > 0)
    return notEvaluated(
      `${counted(unread.length, "challenger")} cannot be read, so it is not known whether the candidate is the same model.`,
      { items: unread.map(nameOf) },
    );
  const other = promoted === undefined ? "" : " other";
  if (others.length === 0) return passing(`There is no${other} challenger.`);
  return passing(
    `The candidate is another model than ${others.length === 1 ? `the${other} challenger` : `all ${others.length}${other} challengers`}.`,
  );
};

interface KnownChallenger {
  readonly id: ChallengerId;
  /** Null only for a challenger that was handed in without its package and that the deployment does not list. */
  readonly packageId: PackageId | null;
  readonly package: ModelPackage | null;
}

/** Those that the deployment lists and those that were handed in: one that was not handed in counts as unread. */
function known(r: Replacement): KnownChallenger[] {
  const all = new Map<ChallengerId, KnownChallenger>();
  for (const { id, packageId } of r.deployment.challengers) all.set(id, { id, packageId, package: null });
  for (const { id, package: own } of r.challengers)
    all.set(id, { id, packageId: all.get(id)?.packageId ?? own?.id ?? null, package: own });
  return [...all.values()];
}

const nameOf = (one: KnownChallenger): string => one.package?.name ?? one.packageId ?? one.id;
