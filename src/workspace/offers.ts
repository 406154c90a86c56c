// What selects of people, channels and conversations offer: the workspace's own, by name or id.
import { type FieldValue, PersonCannot } from "./acts.ts";
import type { Context } from "./context.ts";
import { isRecord, type Place } from "./elements.ts";
import { channelNamed, personNamed } from "./find.ts";
import { BOT_USER, type Channel, type Person } from "./people.ts";
import type { Json } from "./state.ts";

/** Ids of what was chosen; other elements' values as they are. Throws `PersonCannot` for what is not offered. */
export function workspaceIds(context: Context, person: Person, place: Place, value: FieldValue): FieldValue {
  const offered = offerOf(String(place.element.type));
  if (offered === null || value === null || value === "") return value;
  const idOf = (wanted: string): string => {
    const id = offered(context, person, place.element, wanted);
    if (id !== null) return id;
    throw new PersonCannot("option_not_offered", `${place.actionId} does not offer ${wanted}.`);
  };
  return typeof value === "string" ? idOf(value) : value.map(idOf);
}

type Offer = (context: Context, person: Person, element: Json, wanted: string) => string | null;

function offerOf(type: string): Offer | null {
  switch (type) {
    case "users_select":
    case "multi_users_select":
      return (context, _person, _element, wanted) => userId(context, wanted);
    case "channels_select":
    case "multi_channels_select":
      return (context, person, _element, wanted) => {
        const channel = channelNamed(context, wanted, person);
        return channel.kind === "public" && !channel.archived ? channel.id : null;
      };
    case "conversations_select":
    case "multi_conversations_select":
      return conversationId;
    default:
      return null;
  }
}

function userId(context: Context, wanted: string): string | null {
  if (wanted === BOT_USER) return wanted;
  const found = personNamed(context, wanted);
  return found.deleted ? null : found.id;
}

/** Public channels, and private ones and direct messages of their own, as far as the element's filter lets them through. */
const conversationId: Offer = (context, person, element, wanted) => {
  const filter = isRecord(element.filter) ? element.filter : {};
  const kinds = Array.isArray(filter.include) ? filter.include : ["public", "private", "im"];
  if (isPerson(context, wanted)) return kinds.includes("im") ? userId(context, wanted) : null;
  const channel = channelNamed(context, wanted, person);
  const hidden = filter.exclude_external_shared_channels === true && channel.externallyShared;
  return kinds.includes(channel.kind) && !hidden && isTheirs(channel, person) ? channel.id : null;
};

const isPerson = (context: Context, wanted: string): boolean =>
  [...context.state.people.values()].some((one) => one.id === wanted || one.name === wanted);

const isTheirs = (channel: Channel, person: Person): boolean =>
  !channel.archived && (channel.kind === "public" || channel.members.has(person.id));
