// Who hears that it has happened: channels, those whom the action tells, those to whom it was shared. Reference section 7.
import type { Recipients } from "../actions/action.ts";
import { effectAction } from "../actions/index.ts";
import type { Grant, Role } from "../deployments/deployment.ts";
import { grantedTo } from "../deployments/sharing.ts";
import type { Reached } from "../people/people.ts";
import type { Exhibit, Target } from "../ports/messenger.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { routeChannels } from "../requests/routes.ts";
import { eachOnce } from "./channels.ts";
import { type Wish, wish } from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { presentOrFormer } from "./former.ts";
import { subscribedChannels } from "./subscription-record.ts";

/** After it has happened, and only then: the channels, and those whom the action tells (reference section 7). */
export async function notices(deps: Dependencies, request: ChangeRequest): Promise<readonly Wish[]> {
  const exhibit = { kind: "outcome-notice", request: request.id } as const;
  const { tells } = effectAction(request.action);
  const { channels, reached } = await concerned(deps, request);
  return [
    ...(await eachOnce(deps, channels)).map((channel) =>
      wish(deps.ids, exhibit, { kind: "channel", channel }),
    ),
    ...toEach(deps, request, reached, (role) =>
      typeof tells === "object" ? { kind: "invitation", request: request.id, role } : exhibit,
    ),
  ];
}

/** Whether it would be told to this target now as well: what waited may have become nobody's news, or not this one's business any more. */
export async function stillConcerns(
  deps: Dependencies,
  request: ChangeRequest,
  target: Target,
): Promise<boolean> {
  const { channels, reached } = await concerned(deps, request);
  switch (target.kind) {
    case "channel":
      return channels.includes(target.channel);
    case "user":
      return reached.people.some(({ slackUser }) => slackUser === target.user);
    case "mail":
      // Also in place of a direct message that Slack refuses for good.
      return [
        ...reached.byMail.map(({ address }) => address),
        ...reached.people.map(({ email }) => email),
      ].includes(target.to);
    case "view":
    case "thread":
    case "unreachable":
      return true;
  }
}

/** The channels, each in every way in which it is named, and people as they are now. */
async function concerned(
  deps: Dependencies,
  request: ChangeRequest,
): Promise<{ readonly channels: readonly string[]; readonly reached: Reached }> {
  const { tells } = effectAction(request.action);
  if (tells === "the-requester-alone") return { channels: [], reached: NOBODY };
  const policies = deps.policies();
  const channels = new Set([
    // `NOTIFY_CHANNEL` is for replacements and deletions; what tells nobody goes where a route asks for it.
    ...routeChannels(policies, request, tellsByDefault(tells) ? deps.notifyChannel : null),
    ...(await subscribedChannels(deps, request.deploymentId)),
  ]);
  const reached =
    typeof tells === "object"
      ? await invited(deps, request, tells.invited(request))
      : await told(deps, request, tells);
  return { channels: [...channels], reached };
}

/** A message to each who is in Slack, a mail to each who is not, and a note of each whom nothing reaches. Never to whoever asked. */
function toEach(
  { ids }: Dependencies,
  request: ChangeRequest,
  { people, byMail, unreachable }: Reached,
  exhibit: (role: Role) => Exhibit,
): readonly Wish[] {
  const { requester } = request;
  return [
    ...people
      .filter((person) => person.slackUser !== requester.slackUser && person.id !== requester.id)
      .map(({ role, slackUser }) => wish(ids, exhibit(role), { kind: "user", user: slackUser })),
    ...byMail
      .filter(({ address }) => address !== requester.email)
      .map(({ role, address }) => wish(ids, exhibit(role), { kind: "mail", to: address })),
    ...unreachable.map(({ who, reason }) =>
      wish(ids, { kind: "outcome-notice", request: request.id }, { kind: "unreachable", who, reason }),
    ),
  ];
}

const NOBODY: Reached = { people: [], byMail: [], unreachable: [] };

const tellsByDefault = (tells: Recipients): boolean => tells !== "nobody" && typeof tells !== "object";

/** Whom it reaches for the first time: a member of an invited group who has a grant of their own knows it already. */
async function invited(
  deps: Dependencies,
  request: ChangeRequest,
  grants: readonly Grant[],
): Promise<Reached> {
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return NOBODY;
  // What the organisation is given is told in words on the card.
  const named = grants.filter(
    // Taken away or changed since: that tells nobody (reference 3.6).
    ({ subject, role }) => subject.kind !== "organisation" && grantedTo(deployment.grants, subject) === role,
  );
  const emails = (grants: readonly Grant[]) =>
    grants.flatMap(({ subject }) => (subject.kind === "user" ? [subject.email] : []));
  const known = emails(deployment.grants).filter((email) => !emails(named).includes(email));
  const reached = await deps.people.sharedWith({ ...deployment, grants: named }, { consumers: true });
  return {
    ...reached,
    people: reached.people.filter(({ email }) => email === null || !known.includes(email)),
  };
}

async function told(
  deps: Dependencies,
  request: ChangeRequest,
  tells: Exclude<Recipients, object>,
): Promise<Reached> {
  if (tells === "nobody" || tells === "the-requester-alone") return NOBODY;
  const { people, policies } = deps;
  const consumers = tells === "everybody-it-was-shared-with" && policies().tellConsumersOfDeletion;
  // Deleted: those whom it was shared with just before.
  const deployment = await presentOrFormer(deps, request.deploymentId);
  return deployment === null ? NOBODY : await people.sharedWith(deployment, { consumers });
}
