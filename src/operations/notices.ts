// Who hears that it has happened: channels, those whom the action tells, those to whom it was shared. Reference section 7.
import type { Recipients } from "../actions/action.ts";
import { effectAction } from "../actions/index.ts";
import type { Grant } from "../deployments/deployment.ts";
import type { Person } from "../requests/person.ts";
import type { ChangeRequest } from "../requests/request.ts";
import { routeChannels } from "../requests/routes.ts";
import { type Wish, wish } from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { subscribedChannels } from "./subscription-record.ts";

/** After it has happened, and only then: the channels, and those whom the action tells (reference section 7). */
export async function notices(deps: Dependencies, request: ChangeRequest): Promise<readonly Wish[]> {
  const exhibit = { kind: "outcome-notice", request: request.id } as const;
  const { tells } = effectAction(request.action);
  if (tells === "the-requester-alone") return [];
  const policies = deps.policies();
  const channels = new Set([
    // `NOTIFY_CHANNEL` is for replacements and deletions; what tells nobody goes where a route asks for it.
    ...routeChannels(policies, request, tellsByDefault(tells) ? deps.notifyChannel : null),
    ...(await subscribedChannels(deps, request.deploymentId)),
  ]);
  return [
    ...[...channels].map((channel) => wish(deps.ids, exhibit, { kind: "channel", channel })),
    ...(typeof tells === "object"
      ? await invitations(deps, request, tells.invited(request))
      : (await peopleToTell(deps, request, tells))
          .filter((person) => !isRequester(request, person))
          .map((person) => wish(deps.ids, exhibit, { kind: "user", user: person.slackUser }))),
  ];
}

const tellsByDefault = (tells: Recipients): boolean => tells !== "nobody" && typeof tells !== "object";

/** Whom it reaches for the first time: a member of an invited group who has a grant of their own knows it already. */
async function invitations(
  deps: Dependencies,
  request: ChangeRequest,
  invited: readonly Grant[],
): Promise<readonly Wish[]> {
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return [];
  const named = invited.filter(({ subject }) => subject.kind !== "organisation");
  const emails = (grants: readonly Grant[]) =>
    grants.flatMap(({ subject }) => (subject.kind === "user" ? [subject.email] : []));
  const known = emails(deployment.grants).filter((email) => !emails(named).includes(email));
  const { people } = await deps.people.sharedWith({ ...deployment, grants: named }, { consumers: true });
  return people
    .filter(({ email }) => email === null || !known.includes(email))
    .filter((person) => !isRequester(request, person))
    .map(({ role, slackUser }) =>
      wish(deps.ids, { kind: "invitation", request: request.id, role }, { kind: "user", user: slackUser }),
    );
}

async function peopleToTell(
  deps: Dependencies,
  request: ChangeRequest,
  tells: Exclude<Recipients, object>,
): Promise<readonly Person[]> {
  if (tells === "nobody" || tells === "the-requester-alone") return [];
  const { platform, people, policies } = deps;
  const consumers = tells === "everybody-it-was-shared-with" && policies().tellConsumersOfDeletion;
  // Deleted: those whom it was shared with just before.
  const deployment =
    (await platform.deployment(request.deploymentId)) ?? (await platform.former(request.deploymentId));
  return deployment === null ? [] : (await people.sharedWith(deployment, { consumers })).people;
}

const isRequester = ({ requester }: ChangeRequest, person: Person): boolean =>
  person.slackUser === requester.slackUser || person.id === requester.id;
