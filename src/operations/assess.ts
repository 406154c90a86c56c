// Checks one edition of a request: person, role, availability, input, validation, matching policies.
// The same function runs when it is asked and again just before the effect.
import { effectAction } from "../actions/index.ts";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import { importancesOf } from "../deployments/deployment.ts";
import { isVisible } from "../deployments/permissions.ts";
import type { Freshness } from "../people/people.ts";
import { digestBytes } from "../requests/digest.ts";
import { matchPolicies } from "../requests/matching.ts";
import type { Person } from "../requests/person.ts";
import { type Assessment, type ChangeRequest, effectKeyOf } from "../requests/request.ts";
import { authorise } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";

type Deps = Pick<Dependencies, "platform" | "people" | "clock" | "ids" | "policies" | "edition" | "commands">;

export interface Assessed {
  readonly person: Person;
  /** As it is now. */
  readonly deploymentLabel: string;
  readonly assessment: Assessment;
}

/** Throws `PlatformUnavailable` or `DirectoryUnavailable`; a refusal is final for this edition. */
export async function assessRequest(
  deps: Deps,
  request: ChangeRequest,
  options: Freshness = {},
): Promise<Answer<Assessed>> {
  const action = effectAction(request.action);
  const input = action.input.safeParse(request.input);
  if (!input.success) return refuse(invalidInput(input.error.issues));

  const authorised = await authorise(
    deps,
    { actor: request.requesterActor, action: request.action, deployment: request.deploymentId },
    { ...options, named: request.deploymentLabel },
  );
  if (!authorised.ok) return authorised;
  const { person, role, withoutGrant, deployment } = authorised.value;

  const now = deps.clock.now();
  const policies = deps.policies();
  const groups = await deps.people.groups(person, options);
  const found = await action.assess(request.input, {
    platform: deps.platform,
    deployment,
    role,
    withoutGrant,
    caller: { kind: "person", person, groups },
    effectKey: effectKeyOf(request),
    grantees: deps.people.grantees(options),
    edition: deps.edition,
    severities: policies.severities,
    now,
  });
  if ("refusal" in found) return refuse(found.refusal);

  const matched = matchPolicies(policies, {
    action: request.action,
    importances: found.importances ?? importancesOf(deployment),
    label: deployment.label,
    requesterGroups: groups,
    rollbackTo: found.rollbackTo,
    now,
    hash: deps.ids.hash,
  });
  return ok({
    person,
    // Whoever may not open it knows it by its id.
    deploymentLabel: isVisible("view", role) ? deployment.label : deployment.id,
    assessment: {
      at: now,
      status: found.status,
      checks: found.checks,
      facts: found.facts,
      shown: found.shown,
      toAttest: found.toAttest,
      importance: deployment.importance,
      policies: matched.policies,
      policyNote: matched.note,
    },
  });
}

/** The bytes under the digest of what was confirmed or approved (design section 4, promise 3). */
export function bytesOf(request: ChangeRequest, assessment: Assessment): string {
  return digestBytes({
    action: request.action,
    deploymentId: request.deploymentId,
    input: request.input,
    facts: assessment.facts,
    checks: assessment.checks,
    importance: assessment.importance,
    policies: assessment.policies,
    attested: request.confirmation?.attested ?? [],
  });
}

/** What the action's schema says about an input, with the first field that it is about. */
export function invalidInput(
  issues: readonly { readonly path: PropertyKey[]; readonly message: string }[],
): Refusal {
  const first = issues[0];
  const field = first?.path[0];
  return {
    code: "invalid",
    sentence: issues.map((issue) => issue.message).join(" "),
    next: "Correct it in the form and submit again.",
    ...(typeof field === "string" ? { field } : {}),
  };
}
