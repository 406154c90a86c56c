// users.*, usergroups.*, bots.info: people of every kind, and the groups they are in.
import type { UsersInfoResponse } from "@slack/web-api";
import type { Context } from "../context.ts";
import { APP, BOT, BOT_NAME, BOT_USER, type Group, type Person, SLACKBOT, TEAM } from "../people.ts";
import {
  type Answer,
  type Args,
  botMethod,
  findPerson,
  isTrue,
  type Method,
  missingArgument,
  page,
  refuse,
  textOf,
} from "./method.ts";

type User = NonNullable<UsersInfoResponse["user"]>;

/** Of deactivated people Slack tells neither zone nor roles; of people of other companies no email. */
export function shownPerson(context: Context, person: Person): User {
  return {
    id: person.id,
    team_id: person.team,
    name: person.name,
    real_name: person.realName,
    deleted: person.deleted,
    is_bot: person.bot,
    is_app_user: false,
    ...(person.deleted ? {} : rolesOf(person)),
    ...(person.team === TEAM ? {} : { is_stranger: !sharesChannel(context, person) }),
    profile: {
      real_name: person.realName,
      display_name: person.realName,
      team: person.team,
      ...(person.email !== null && person.team === TEAM && context.grants.hasScope("users:read.email")
        ? { email: person.email }
        : {}),
    },
  };
}

const rolesOf = (person: Person): User => ({
  tz: person.timeZone,
  is_admin: person.admin,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: person.guest !== "none",
  is_ultra_restricted: person.guest === "single-channel",
  is_email_confirmed: person.emailConfirmed && !person.invited && !person.bot,
  ...(person.invited ? { is_invited_user: true } : {}),
});

const sharesChannel = (context: Context, person: Person): boolean =>
  [...context.state.channels.values()].some((one) => one.members.has(person.id) && one.members.has(BOT_USER));

const shownBot = (): User => ({
  id: BOT_USER,
  team_id: TEAM,
  name: BOT_NAME,
  real_name: "Pointsman",
  deleted: false,
  tz: "Europe/Berlin",
  is_bot: true,
  is_app_user: false,
  is_email_confirmed: false,
  profile: { real_name: "Pointsman", bot_id: BOT, api_app_id: APP, team: TEAM },
});

/** Slack says of Slackbot that it is no bot. */
const shownSlackbot = (): User => ({
  id: SLACKBOT,
  team_id: TEAM,
  name: "slackbot",
  real_name: "Slackbot",
  deleted: false,
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_bot: false,
  is_app_user: false,
  is_email_confirmed: false,
  profile: { real_name: "Slackbot", display_name: "Slackbot", always_active: true, team: TEAM },
});

function info(context: Context, args: Args): Answer {
  const id = textOf(args, "user");
  if (id === undefined) return missingArgument("user");
  if (id === BOT_USER) return { ok: true, user: shownBot() };
  if (id === SLACKBOT) return { ok: true, user: shownSlackbot() };
  const person = findPerson(context, id);
  if (person === null) return refuse("user_not_found");
  return { ok: true, user: shownPerson(context, person) };
}

/** Finds active members only; whom Slack would not name by email it does not find. */
function lookupByEmail(context: Context, args: Args): Answer {
  const email = textOf(args, "email")?.toLowerCase();
  if (email === undefined) return missingArgument("email");
  const person = [...context.state.people.values()].find(
    (one) => one.email?.toLowerCase() === email && !one.deleted && !one.bot && one.team === TEAM,
  );
  return person ? { ok: true, user: shownPerson(context, person) } : refuse("users_not_found");
}

function list(context: Context, args: Args): Answer {
  const people = [...context.state.people.values()].map((person) => shownPerson(context, person));
  const part = page([...people, shownBot(), shownSlackbot()], args, 1000);
  if ("error" in part) return part;
  return { ok: true, members: part.items, response_metadata: { next_cursor: part.next } };
}

const shownGroup = (group: Group, withUsers: boolean) => ({
  id: group.id,
  team_id: TEAM,
  is_usergroup: true,
  name: group.name,
  handle: group.handle,
  is_external: false,
  date_delete: group.disabled ? 1 : 0,
  user_count: group.members.length,
  ...(withUsers ? { users: [...group.members] } : {}),
});

function groups(context: Context, args: Args): Answer {
  const disabled = isTrue(args.include_disabled);
  return {
    ok: true,
    usergroups: [...context.state.groups.values()]
      .filter((group) => disabled || !group.disabled)
      .map((group) => shownGroup(group, isTrue(args.include_users))),
  };
}

function groupMembers(context: Context, args: Args): Answer {
  const id = textOf(args, "usergroup");
  if (id === undefined) return missingArgument("usergroup");
  const group = context.state.groups.get(id);
  if (group === undefined || (group.disabled && !isTrue(args.include_disabled)))
    return refuse("no_such_subteam");
  return { ok: true, users: [...group.members] };
}

function botInfo(_context: Context, args: Args): Answer {
  const id = textOf(args, "bot");
  if (id !== undefined && id !== BOT) return refuse("bot_not_found");
  return { ok: true, bot: { id: BOT, app_id: APP, user_id: BOT_USER, name: BOT_NAME, deleted: false } };
}

export const usersMethods: Readonly<Record<string, Method>> = {
  "users.info": botMethod("users:read", info),
  "users.lookupByEmail": botMethod("users:read.email", lookupByEmail),
  "users.list": botMethod("users:read", list),
  "usergroups.list": botMethod("usergroups:read", groups),
  "usergroups.users.list": botMethod("usergroups:read", groupMembers),
  "bots.info": botMethod("users:read", botInfo),
};
