// Who may review a request now: the reviewer sources of its policies, resolved to persons.
import type { Deployment } from "../deployments/deployment.ts";
import type { Freshness } from "../people/people.ts";
import { reviewerSources, sourceKey } from "../requests/approval.ts";
import type { Person } from "../requests/person.ts";
import type { MatchedPolicy } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";

export type Eligible = ReadonlyMap<string, readonly Person[]>;

/** Resolves every source of the policies. Throws `DirectoryUnavailable`: nobody votes on a guess. */
export async function eligibleReviewers(
  deps: Pick<Dependencies, "people">,
  policies: readonly MatchedPolicy[],
  deployment: Deployment,
  options: Freshness = {},
): Promise<Eligible> {
  const sources = new Map(
    policies
      .flatMap(({ policy }) => reviewerSources(policy.rule))
      .map((source) => [sourceKey(source), source]),
  );
  const resolved = await Promise.all(
    [...sources].map(async ([key, source]) => {
      return [key, await deps.people.reviewers(source, deployment, options)] as const;
    }),
  );
  return new Map(resolved);
}
