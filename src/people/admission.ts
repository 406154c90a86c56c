// Who counts as a person: the conditions of design section 5, each with its own refusal. Pure.
import { type Answer, allowed, type Decision, denied, ok, refuse } from "../deployments/decision.ts";
import { personId } from "../deployments/ids.ts";
import type { Directory, DirectoryUser } from "../ports/directory.ts";
import type { Actor, Person } from "../requests/person.ts";

export type Home = Awaited<ReturnType<Directory["home"]>>;

export interface Admission {
  readonly home: Home;
  readonly admitGuests: boolean;
  /** From the signed payload, where somebody pressed; what it says of team and enterprise must agree. */
  readonly actor: Actor | null;
}

interface Condition {
  readonly holds: (user: DirectoryUser, admission: Admission) => boolean;
  readonly yes: string;
  readonly no: string;
  /** Who can help. */
  readonly next: string;
}

/** In this order: the first that fails is the refusal's sentence. What Slack did not say counts as failing. */
const CONDITIONS: readonly Condition[] = [
  {
    holds: (user, { home }) => !user.bot && user.user !== home.botUser,
    yes: "The account is a human's.",
    no: "This Slack account is an app, not a human.",
    next: "Ask a member of the workspace to do it.",
  },
  {
    holds: (user) => !user.deleted,
    yes: "The account is active.",
    no: "This Slack account is deactivated.",
    next: "An administrator of the Slack workspace can activate it again.",
  },
  {
    holds: isMember,
    yes: "The account belongs to this workspace or its enterprise.",
    no: "This Slack account does not belong to this workspace; people of other organisations cannot use the bot.",
    next: "Ask a member of this workspace to do it.",
  },
  {
    holds: (user, { admitGuests }) => admitGuests || !user.guest,
    yes: "The account is a full member's, or guests are admitted.",
    no: "This Slack account is a guest's, and guests are not admitted here.",
    next: "An administrator of the Slack workspace can make it a full member, or the bot's administrators can admit guests in the policy file.",
  },
  {
    holds: (user) => emailOf(user).includes("@"),
    yes: "Slack shows the account's email.",
    no: "Slack shows no email for this account, so nobody can tell whose it is.",
    next: "Add an email to the Slack profile. If there is one, the bot's administrators have to grant the bot the scope users:read.email.",
  },
  {
    holds: (user) => user.emailConfirmed,
    yes: "The email is confirmed.",
    no: "The email of this Slack account is not confirmed.",
    next: "Confirm it through the mail that Slack has sent, or ask an administrator of the Slack workspace to send it again.",
  },
];

/** The person behind a Slack account, or the refusal of the first condition that fails, with all of them as its decision. */
export function admit(user: DirectoryUser | null, admission: Admission): Answer<Person> {
  if (user === null) {
    return refuse({
      code: "not-a-person",
      sentence: "Slack knows no such account in this workspace.",
      next: "Ask an administrator of the Slack workspace whether the account still exists.",
    });
  }
  const failed = CONDITIONS.find((condition) => !condition.holds(user, admission));
  if (failed !== undefined) {
    const decision = denied(failed.no, tree(user, admission));
    return refuse({ code: "not-a-person", sentence: failed.no, next: failed.next, decision });
  }
  const email = emailOf(user);
  return ok({
    id: personId(email),
    email,
    name: user.name.trim() === "" ? email : user.name,
    slackUser: user.user,
  });
}

const tree = (user: DirectoryUser, admission: Admission): Decision[] =>
  CONDITIONS.map((condition) =>
    condition.holds(user, admission) ? allowed(condition.yes) : denied(condition.no),
  );

/** In lower case; empty when there is none. */
const emailOf = (user: DirectoryUser): string => user.email?.trim().toLowerCase() ?? "";

/** Never a Slack Connect outsider: both what Slack says of the account and what the payload says of the actor must be ours. */
function isMember(user: DirectoryUser, { home, actor }: Admission): boolean {
  const ours = (place: { readonly team: string | null; readonly enterprise: string | null }): boolean =>
    place.team === home.team || (home.enterprise !== null && place.enterprise === home.enterprise);
  if (!ours(user)) return false;
  // A workspace of the enterprise whose payload leaves the enterprise out is still the one that the account belongs to.
  return actor === null || ours(actor) || actor.team === user.team;
}
