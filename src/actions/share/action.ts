// Give people, groups and the organisation a role on a deployment, or take it away. Reference: deployment actions, section 3.6.
import type { Deployment, Grant, Role } from "../../deployments/deployment.ts";
import { roleOf } from "../../deployments/permissions.ts";
import {
  applyChanges,
  beyondLevel,
  differences,
  type GrantDifference,
  grantedTo,
  lastingRole,
  lastOwner,
  mergeChanges,
  subjectName,
  takesAnOwner,
  userOwners,
} from "../../deployments/sharing.ts";
import { ACTION_TITLES, counted, enumerated, ROLE_WORDS } from "../../deployments/words.ts";
import type { Caller } from "../../ports/platform.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import type { AssessContext, EffectAction } from "../action.ts";
import { deploymentState } from "../goal-state.ts";
import { type NamedChange, namedChanges, shareInput } from "./input.ts";
import { domainOf, resolveNamed } from "./recipients.ts";

interface ShareFacts {
  readonly changes: readonly GrantDifference[];
  /** Addresses without an account in Slack: no message reaches them. */
  readonly notInSlack: readonly string[];
}

/** What the checking found; null before. */
export const shareFacts = (request: ChangeRequest): ShareFacts | null =>
  request.assessment === null ? null : (request.assessment.facts as unknown as ShareFacts);

const changesOf = (request: ChangeRequest): readonly GrantDifference[] => shareFacts(request)?.changes ?? [];

export const roleWords = (role: Role | null): string => (role === null ? "no access" : ROLE_WORDS[role]);

/** Somebody who can act as an Owner has an account that the bot knows: an address alone cannot. */
async function anOwnerRemains(after: readonly Grant[], { grantees }: AssessContext): Promise<boolean> {
  for (const email of userOwners(after)) {
    const { slackUser, cannot } = await grantees.person({ email });
    if (slackUser !== null && cannot === null) return true;
  }
  return false;
}

/** Whether whoever asks would have a role by it: in person, by a group of theirs, or as one of the organisation. */
const reachesCaller = ({ subject, role }: GrantDifference, caller: Caller): boolean =>
  role !== null &&
  caller.kind === "person" &&
  roleOf([{ subject, role }], {
    email: caller.person.email ?? "",
    groups: caller.groups,
    inOrganisation: true,
  }).role !== null;

const assess: EffectAction["assess"] = async (raw, context) => {
  const { deployment, role, caller, grantees } = context;
  const { grants } = deployment;
  const domain = domainOf(caller.kind === "person" ? caller.person.email : null);
  const resolved = await resolveNamed(namedChanges(shareInput.parse(raw)), { grantees, grants, domain });
  if ("refusal" in resolved) return resolved;
  const { merged, contradictory } = mergeChanges(resolved.changes);
  if (contradictory.length > 0)
    return {
      refusal: {
        code: "invalid",
        sentence: `Two different roles are asked for ${enumerated(contradictory.map(subjectName))}.`,
        next: "Name each of them once.",
      },
    };
  const changes = differences(grants, merged);
  if (changes.length === 0)
    return {
      refusal: {
        code: "conflict",
        sentence: "It is shared like this already, so there is nothing to change.",
        next: "Choose another role, or close the form.",
      },
    };
  const beyond = beyondLevel(changes, role);
  if (beyond !== null) return { refusal: beyond };
  if (context.withoutGrant) {
    const own = changes.filter((change) => reachesCaller(change, caller));
    if (own.length > 0) return { refusal: lastingRole(own) };
  }
  if (takesAnOwner(grants, changes) && !(await anOwnerRemains(applyChanges(grants, changes), context)))
    return { refusal: lastOwner() };
  const facts: ShareFacts = {
    changes,
    notInSlack: resolved.notInSlack.filter((email) =>
      changes.some(({ subject }) => subject.kind === "user" && subject.email === email),
    ),
  };
  return {
    status: "passing",
    checks: [],
    facts: facts as unknown as Json,
    shown: changes.map(({ subject, before, role: to }) => ({
      label: subjectName(subject),
      value: `${roleWords(before)} → ${roleWords(to)}`,
    })),
    toAttest: [],
    rollbackTo: null,
  };
};

/** The grants of those whom the request changes, as they are now. */
const grantsConcerned = (deployment: Deployment, request: ChangeRequest): Json =>
  changesOf(request).map(({ subject }) => ({
    subject: subjectName(subject),
    role: grantedTo(deployment.grants, subject),
  }));

/** Before the checks have found anybody, or when they have refused it: as it was typed. */
export function askedFor(request: ChangeRequest): readonly NamedChange[] {
  const input = shareInput.safeParse(request.input);
  return input.success ? namedChanges(input.data) : [];
}

function askedChange(request: ChangeRequest): { readonly from: string; readonly to: string } {
  const [first, ...more] = askedFor(request);
  if (first === undefined) return { from: "as it is", to: "nothing that can be read" };
  // Who was picked is known by an account alone, which cards show beside.
  const whom = "slackUser" in first.to ? "somebody of this workspace" : subjectName(first.to);
  const others = more.length === 0 ? "" : `, and ${counted(more.length, "more change")}`;
  return { from: "as it is", to: `${roleWords(first.role)} for ${whom}${others}` };
}

export const share: EffectAction = {
  kind: "effect",
  name: "share",
  words: {
    title: ACTION_TITLES.share,
    commands: ["share"],
    help: "Give people, groups or the organisation a role, change it, or take it away.",
  },
  input: shareInput,
  assess,
  effect: deploymentState({
    command: (request) => ({ kind: "share", changes: changesOf(request) }),
    shows: grantsConcerned,
    reached: (deployment, request) =>
      deployment !== null &&
      changesOf(request).every(({ subject, role }) => grantedTo(deployment.grants, subject) === role),
    concernsStatus: false,
  }),
  auditName: () => "Model Deployment Shared",
  tells: {
    invited: (request) =>
      changesOf(request).flatMap(({ subject, before, role }) =>
        before === null && role !== null ? [{ subject, role }] : [],
      ),
  },
  change: (request) => {
    const changes = changesOf(request);
    const [only, ...more] = changes;
    if (only === undefined) return askedChange(request);
    const { subject, before, role } = only;
    const to = `${roleWords(role)} for ${subjectName(subject)}`;
    if (more.length === 0) return { from: roleWords(before), to };
    return { from: "as it was", to: `${to}, and ${counted(more.length, "more change")}` };
  },
};
