// From what a person says (a name, a channel, a control) to the thing itself.
import { type At, PersonCannot } from "./acts.ts";
import type { Context } from "./context.ts";
import { buttonsOf, type Place, placesOf } from "./elements.ts";
import type { Surface } from "./interactions.ts";
import { blocksIn, findMessage, messagesSeenBy } from "./messages.ts";
import { BOT_NAME, type Channel, type Person } from "./people.ts";
import { openDirectMessage, type WorkspaceView } from "./state.ts";
import { topView } from "./views.ts";

export function personNamed(context: Context, who: string): Person {
  const wanted = who.replace(/^@/, "").toLowerCase();
  const found = [...context.state.people.values()].find(
    (person) => person.name.toLowerCase() === wanted || person.id.toLowerCase() === wanted,
  );
  if (found) return found;
  const names = [...context.state.people.values()].map((person) => person.name).join(", ");
  throw new PersonCannot("no_such_person", `There is no ${who} here. People: ${names}.`);
}

/** A person who can act: deactivated ones are signed out, invited ones not here yet, bots have no hands. */
export function activePerson(context: Context, who: string): Person {
  const person = personNamed(context, who);
  if (person.bot) throw new PersonCannot("not_a_person", `${person.name} is a bot.`);
  if (person.invited)
    throw new PersonCannot("not_here_yet", `${person.name} has not accepted the invitation.`);
  if (person.deleted) throw new PersonCannot("account_inactive", `${person.name}'s account is deactivated.`);
  return person;
}

/** Also of channels that the bot is not in. `person` says whose direct message `@pointsman` is. */
export function channelNamed(context: Context, where: string, person: Person | null): Channel {
  if (person && (where === `@${BOT_NAME}` || where === "dm")) return openDirectMessage(context.state, person);
  const name = where.replace(/^#/, "");
  const found =
    context.state.channels.get(where) ??
    [...context.state.channels.values()].find((channel) => channel.kind !== "im" && channel.name === name);
  if (found) return found;
  throw new PersonCannot("no_such_channel", `There is no channel ${where} here.`);
}

export function ownChannel(context: Context, where: string, person: Person): Channel {
  const channel = channelNamed(context, where, person);
  if (!channel.members.has(person.id)) {
    const own = [...context.state.channels.values()].filter(
      ({ kind, members }) => kind !== "im" && members.has(person.id),
    );
    throw new PersonCannot(
      "not_in_channel",
      `${person.name} is not in ${channel.name}. Channels: ${own.map(({ name }) => name).join(", ") || "none"}.`,
    );
  }
  return channel;
}

export interface FoundControl {
  readonly surface: Surface;
  readonly place: Place;
}

interface Wanted extends At {
  readonly actionId: string;
  readonly blockId?: string | undefined;
  readonly value?: string | undefined;
  /** Which one of several with this name; the first when it says so of none. */
  readonly prefer?: ((place: Place) => boolean) | undefined;
}

/** The control that is meant, if the person sees it. */
export function findControl(context: Context, person: Person, wanted: Wanted): FoundControl {
  const surfaces = surfacesFor(context, person, wanted);
  for (const surface of surfaces) {
    const places = placesOf(blocksOf(surface)).filter(
      (place) =>
        place.actionId === wanted.actionId &&
        (wanted.blockId === undefined || place.blockId === wanted.blockId) &&
        (wanted.value === undefined || buttonsOf(place.element).some((one) => one.value === wanted.value)),
    );
    const place = places.find((one) => wanted.prefer?.(one)) ?? places[0];
    if (place) return { surface, place };
  }
  const there = surfaces.flatMap((surface) => placesOf(blocksOf(surface))).map((place) => place.actionId);
  throw new PersonCannot(
    "no_such_control",
    `${person.name} sees no control ${wanted.actionId}${wanted.value === undefined ? "" : ` with this value`}. There: ${[...new Set(there)].join(", ") || "none"}.`,
  );
}

export const blocksOf = (surface: Surface) =>
  surface.kind === "view" ? surface.view.blocks : blocksIn(surface.message);

function surfacesFor(context: Context, person: Person, at: At): Surface[] {
  if (at.view) return [viewSurface(context, person, at.view.id)];
  if (at.message) return [messageSurface(context, person, at.message)];
  const top = topView(context, person.id);
  const home = context.state.views.get(context.state.homes.get(person.id) ?? "")?.view;
  const views = [top, home].filter((view): view is WorkspaceView => view !== null && view !== undefined);
  const messages = [...context.state.channels.values()]
    .flatMap((channel) =>
      messagesSeenBy(context, channel.id, person.id).map(
        (message): Surface => ({ kind: "message", message, channel }),
      ),
    )
    .sort((a, b) =>
      a.kind === "message" && b.kind === "message" ? Number(b.message.ts) - Number(a.message.ts) : 0,
    );
  return [...views.map((view): Surface => ({ kind: "view", view })), ...messages];
}

/** A view in the person's stack, or their Home. */
export function viewSurface(
  context: Context,
  person: Person,
  id: string,
): Extract<Surface, { kind: "view" }> {
  const open = context.state.views.get(id);
  if (open === undefined || open.owner !== person.id) {
    throw new PersonCannot("view_not_open", `${person.name} has no such view open.`);
  }
  return { kind: "view", view: open.view };
}

export function messageSurface(
  context: Context,
  person: Person,
  at: { readonly channel: string; readonly ts: string },
  options: { readonly force?: boolean } = {},
): Extract<Surface, { kind: "message" }> {
  const channel = context.state.channels.get(at.channel);
  const message = findMessage(context, at.channel, at.ts);
  const seen =
    channel?.members.has(person.id) === true &&
    (message?.ephemeral_to === undefined || message.ephemeral_to === person.id);
  if (channel === undefined || message === undefined || !(seen || options.force)) {
    throw new PersonCannot("message_not_seen", `${person.name} does not see this message.`);
  }
  return { kind: "message", message, channel };
}
