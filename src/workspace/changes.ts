// What administrators of a workspace do: people, groups, channels; the bot hears of it as events.
import { type Change, PersonCannot } from "./acts.ts";
import type { Context } from "./context.ts";
import { sendEvent } from "./events.ts";
import { channelNamed, personNamed } from "./find.ts";
import {
  BOT_USER,
  type Channel,
  type Group,
  idOf,
  newChannel,
  OTHER_TEAM,
  samplePerson,
  TEAM,
} from "./people.ts";
import type { Json } from "./state.ts";
import { shownPerson } from "./web-api/users.ts";

type Of<Key extends string> = Extract<Change, Readonly<Record<Key, unknown>>>;

/** Done when it returns; the bot's answers to the events are not waited for. */
export function change(context: Context, wanted: Change): void {
  if ("person" in wanted) changePerson(context, wanted);
  else if ("group" in wanted) changeGroup(context, wanted);
  else if ("app" in wanted) changeApp(context, wanted.app);
  else changeChannel(context, wanted);
  context.state.changed();
}

function event(context: Context, body: { readonly type: string } & Json, channel?: Channel): void {
  void sendEvent(context, body, channel ? { channel } : {});
}

function changePerson(context: Context, wanted: Of<"person">): void {
  const { people } = context.state;
  const id = idOf("U0", wanted.person);
  if (wanted.create && !people.has(id)) {
    const team = wanted.otherCompany ? OTHER_TEAM : TEAM;
    people.set(id, samplePerson(wanted.person, { team }));
    const everyone = ["general", "random", "ml-deployments"];
    for (const channel of context.state.channels.values()) {
      if (everyone.includes(channel.name) && !wanted.otherCompany) channel.members.add(id);
    }
  }
  const person = personNamed(context, wanted.person);
  if (wanted.deleted !== undefined) person.deleted = wanted.deleted;
  if (wanted.email !== undefined) person.email = wanted.email;
  if (wanted.emailConfirmed !== undefined) person.emailConfirmed = wanted.emailConfirmed;
  if (wanted.guest !== undefined) person.guest = wanted.guest;
  if (wanted.admin !== undefined) person.admin = wanted.admin;
  if (wanted.bot !== undefined) person.bot = wanted.bot;
  if (wanted.invited !== undefined) person.invited = wanted.invited;
  event(context, {
    type: "user_change",
    user: shownPerson(context, person) as Json,
    cache_ts: Math.floor(context.clock.now() / 1000),
  });
}

/** Slack says both when an app is uninstalled, in no particular order. */
function changeApp(context: Context, app: Of<"app">["app"]): void {
  if (app === context.state.app) return;
  context.state.app = app;
  if (app === "installed") return;
  event(context, { type: "tokens_revoked", tokens: { oauth: [], bot: [BOT_USER] } });
  if (app === "uninstalled") event(context, { type: "app_uninstalled" });
}

function changeGroup(context: Context, wanted: Of<"group">): void {
  const { groups } = context.state;
  const handle = wanted.group.replace(/^@/, "");
  let group: Group | undefined = [...groups.values()].find((one) => one.handle === handle);
  if (group === undefined) {
    group = { id: idOf("S0", handle), handle, name: handle, members: [], disabled: false };
    groups.set(group.id, group);
  }
  const added = (wanted.add ?? []).map((who) => personNamed(context, who).id);
  const removed = (wanted.remove ?? []).map((who) => personNamed(context, who).id);
  group.members = [...new Set([...group.members, ...added])].filter((id) => !removed.includes(id));
  if (wanted.disabled !== undefined) group.disabled = wanted.disabled;
  if (added.length + removed.length > 0) {
    event(context, {
      type: "subteam_members_changed",
      subteam_id: group.id,
      team_id: TEAM,
      added_users: added,
      removed_users: removed,
    });
  }
  event(context, {
    type: "subteam_updated",
    subteam: { id: group.id, team_id: TEAM, handle, name: group.name, date_delete: group.disabled ? 1 : 0 },
  });
}

function changeChannel(context: Context, wanted: Of<"channel">): void {
  const name = wanted.channel.replace(/^#/, "");
  const known = [...context.state.channels.values()].some((one) => one.name === name || one.id === name);
  if (wanted.create && !known) {
    const channel = newChannel(name, [], { kind: wanted.create });
    context.state.channels.set(channel.id, channel);
  }
  const channel = channelNamed(context, wanted.channel, null);
  if (channel.kind === "im") throw new PersonCannot("not_a_channel", "Direct messages stay as they are.");
  for (const who of wanted.add ?? []) channel.members.add(personNamed(context, who).id);
  for (const who of wanted.remove ?? []) channel.members.delete(personNamed(context, who).id);
  if (wanted.bot === true && !channel.members.has(BOT_USER)) {
    channel.members.add(BOT_USER);
    const joined = { type: "member_joined_channel", user: BOT_USER, channel: channel.id, team: TEAM };
    event(context, { ...joined, channel_type: channel.kind === "private" ? "G" : "C" }, channel);
  }
  if (wanted.bot === false) channel.members.delete(BOT_USER);
  if (wanted.archived !== undefined && wanted.archived !== channel.archived) {
    channel.archived = wanted.archived;
    const type = wanted.archived ? "channel_archive" : "channel_unarchive";
    event(context, { type, channel: channel.id, is_moved: 0 }, channel);
  }
  if (wanted.sharingPending !== undefined) channel.sharingPending = wanted.sharingPending;
  if (wanted.externallyShared === true) channel.sharingPending = false;
  if (wanted.externallyShared !== undefined && wanted.externallyShared !== channel.externallyShared) {
    channel.externallyShared = wanted.externallyShared;
    const type = wanted.externallyShared ? "channel_shared" : "channel_unshared";
    event(context, { type, channel: channel.id, connected_team_id: OTHER_TEAM }, channel);
  }
}
