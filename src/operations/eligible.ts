// Who may review a request now: the reviewer sources of its policies, resolved to persons.
import type { Deployment } from "../deployments/deployment.ts";
import { canReview, reviewerSources, sourceKey } from "../requests/approval.ts";
import { type Actor, type Person, samePerson } from "../requests/person.ts";
import type { ChangeRequest } from "../requests/request.ts";
import type { Dependencies } from "./dependencies.ts";

export type Eligible = ReadonlyMap<string, readonly Person[]>;
type Deps = Pick<Dependencies, "people">;

/** Resolves every source of the request's policies, for showing. Throws `DirectoryUnavailable`. */
export async function eligibleReviewers(
  deps: Deps,
  request: ChangeRequest,
  deployment: Deployment,
  options: { readonly fresh?: boolean } = {},
): Promise<Eligible> {
  const policies = request.assessment?.policies ?? [];
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

/** Whether this person may answer the request now; a deployment that is gone counts as it was. Throws `DirectoryUnavailable`. */
export async function mayReview(
  deps: Deps,
  request: ChangeRequest,
  person: Person,
  deployment: Deployment | null,
): Promise<boolean> {
  const policies = request.assessment?.policies ?? [];
  if (policies.length === 0 || deployment === null) return false;
  const eligible = await eligibleReviewers(deps, request, deployment);
  return canReview({ request, eligible }, person).outcome === "allowed";
}

/**
 * The same for counting votes: groups are read past the cache, and so is everybody who voted on this edition. A leaver's vote drops out.
 * Throws `DirectoryUnavailable`: nobody's vote counts on a guess.
 */
export async function eligibleVoters(
  deps: Deps,
  request: ChangeRequest,
  deployment: Deployment,
): Promise<Eligible> {
  const votes = request.reviews.filter(
    (review) => review.edition === request.edition && review.decision !== "comment",
  );
  const actors = new Map<string, Actor>(votes.map(({ actor }) => [`${actor.team} ${actor.user}`, actor]));
  const [eligible, voters] = await Promise.all([
    eligibleReviewers(deps, request, deployment, { fresh: true }),
    Promise.all(
      [...actors.values()].map(async (actor) => ({
        actor,
        now: await deps.people.person(actor, { fresh: true }),
      })),
    ),
  ]);
  const gone = new Set(voters.filter(({ now }) => !now.ok).map(({ actor }) => actor.user));
  if (gone.size === 0) return eligible;
  const left = votes.filter(({ actor }) => gone.has(actor.user)).map(({ by }) => by);
  const stays = (person: Person) => !left.some((one) => samePerson(one, person));
  return new Map([...eligible].map(([key, people]) => [key, people.filter(stays)]));
}
