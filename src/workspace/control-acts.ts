// Using controls: pressing buttons, choosing options, typing into menus that load theirs.
import {
  type Choose,
  type FieldValue,
  nothingSent,
  type Outcome,
  PersonCannot,
  type Press,
  type Suggest,
  type Suggested,
} from "./acts.ts";
import type { Context } from "./context.ts";
import { deliver } from "./deliver.ts";
import { buttonsOf, initialValue, isRecord, ownOptions, type Place, records } from "./elements.ts";
import { entered, isExternal } from "./entering.ts";
import { activePerson, findControl, messageSurface, personNamed } from "./find.ts";
import { blockActions, blockSuggestion, type Surface } from "./interactions.ts";
import { messageState } from "./messages.ts";
import { workspaceIds } from "./offers.ts";
import { refusalOfOptions } from "./payload-check.ts";
import type { Person } from "./people.ts";
import { outcomeOf, prepare, tell } from "./person-acts.ts";
import type { Json, StateValue } from "./state.ts";
import { enter } from "./views.ts";

/** Slack asks for so many characters before the first load unless the element says otherwise. */
const DEFAULT_MIN_QUERY_LENGTH = 3;

const surfaceKey = (surface: Surface): string =>
  surface.kind === "view" ? surface.view.id : `${surface.message.channel}/${surface.message.ts}`;
const offeredKey = (surface: Surface, actionId: string): string => `${surfaceKey(surface)} ${actionId}`;

export async function press(context: Context, act: Press): Promise<Outcome> {
  const person = act.force ? personNamed(context, act.person) : activePerson(context, act.person);
  const { surface, place } = act.force ? forged(context, person, act) : findControl(context, person, act);
  const { element } = place;
  if (isRecord(element.confirm) && act.confirm === false) return nothingSent;
  const buttons = buttonsOf(element);
  const pressed =
    buttons.find((one) => act.value !== undefined && one.value === act.value) ?? buttons[0] ?? {};
  const action: Json = {
    type: element.type,
    action_id: place.actionId,
    block_id: place.blockId,
    ...(element.icon ? { icon: element.icon } : {}),
    ...(pressed.text ? { text: pressed.text } : {}),
    ...(pressed.value === undefined ? {} : { value: pressed.value }),
    ...(element.url ? { url: element.url } : {}),
    ...(element.style ? { style: element.style } : {}),
    ...(element.confirm ? { confirm: element.confirm } : {}),
  };
  if (!act.force && initialValue(element) !== null) {
    throw new PersonCannot(
      "not_a_button",
      `${place.actionId} is a ${String(element.type)}: choose an option.`,
    );
  }
  return await sendAction(context, person, surface, action);
}

/** A request that only a tampered client could make. */
function forged(context: Context, person: Person, act: Press): { surface: Surface; place: Place } {
  const view = act.view ? context.state.views.get(act.view.id)?.view : undefined;
  const surface: Surface | null = view
    ? { kind: "view", view }
    : act.message
      ? messageSurface(context, person, act.message, { force: true })
      : null;
  if (surface === null) throw new PersonCannot("nowhere", "A forged press needs a message or a view.");
  const element: Json = {
    type: "button",
    text: { type: "plain_text", text: "forged", emoji: true },
    ...(act.value === undefined ? {} : { value: act.value }),
  };
  const place = { blockId: act.blockId ?? "forged", actionId: act.actionId, element, input: null };
  return { surface, place };
}

async function sendAction(
  context: Context,
  person: Person,
  surface: Surface,
  action: Json,
): Promise<Outcome> {
  const { fault, triggerId } = prepare(context, "block_actions", person, {
    view: surface.kind === "view" && surface.view.type === "modal" ? surface.view.id : null,
    channel:
      surface.kind === "message"
        ? surface.channel.id
        : (context.state.views.get(surface.view.id)?.conversation ?? null),
  });
  const body = blockActions(context, person, surface, action, triggerId);
  const answer = await deliver(context, { kind: "block_actions", body, fault });
  if (answer.error !== null) {
    const channel = surface.kind === "message" ? surface.channel : null;
    tell(context, person, channel, `⚠ The app did not answer ${String(action.action_id)}: ${answer.error}`);
  }
  return outcomeOf(answer);
}

export async function choose(context: Context, act: Choose): Promise<Outcome> {
  const person = activePerson(context, act.person);
  const first = Array.isArray(act.option) ? act.option[0] : act.option;
  const prefer = (place: Place): boolean =>
    ownOptions(place.element).some((option) => option.value === first);
  const { surface, place } = findControl(context, person, { ...act, prefer });
  if (isRecord(place.element.confirm) && act.confirm === false) return nothingSent;
  return await enterInto(context, person, surface, place, act.option);
}

/** Puts a value into an element and tells the bot where Slack would: never from an input without `dispatch_action`. */
export async function enterInto(
  context: Context,
  person: Person,
  surface: Surface,
  place: Place,
  value: FieldValue,
): Promise<Outcome> {
  const loaded = context.state.offered.get(offeredKey(surface, place.actionId)) ?? [];
  const wanted = workspaceIds(context, person, place, value);
  const next = await withLoaded(context, person, surface, place, wanted, loaded);
  if (place.element.type !== "overflow") remember(context, person, surface, place, next);
  if (place.input !== null && place.input.dispatch_action !== true) return nothingSent;
  const { element } = place;
  const initial = Object.fromEntries(Object.entries(element).filter(([key]) => key.startsWith("initial_")));
  const action: Json = {
    ...next,
    action_id: place.actionId,
    block_id: place.blockId,
    ...initial,
    ...(element.placeholder ? { placeholder: element.placeholder } : {}),
    ...(element.confirm ? { confirm: element.confirm } : {}),
  };
  return await sendAction(context, person, currentSurface(context, surface), action);
}

/** Where nothing that was loaded fits, the person types what they look for, as they would. */
async function withLoaded(
  context: Context,
  person: Person,
  surface: Surface,
  place: Place,
  value: FieldValue,
  loaded: readonly Json[],
): Promise<StateValue> {
  try {
    return entered(place, value, loaded);
  } catch (error) {
    const query = Array.isArray(value) ? value[0] : value;
    if (!isExternal(place.element) || typeof query !== "string" || !(error instanceof PersonCannot))
      throw error;
    const shortest = Number(place.element.min_query_length ?? DEFAULT_MIN_QUERY_LENGTH);
    const { options } = await load(context, person, surface, place, shortest === 0 ? "" : query);
    return entered(place, value, options);
  }
}

/** Views are replaced by their updates: the one that is open now. */
function currentSurface(context: Context, surface: Surface): Surface {
  if (surface.kind === "message") return surface;
  const view = context.state.views.get(surface.view.id)?.view;
  return view ? { kind: "view", view } : surface;
}

function remember(context: Context, person: Person, surface: Surface, place: Place, value: StateValue): void {
  if (surface.kind === "message") {
    const values = messageState(context, surface.message, person.id);
    values[place.blockId] = { ...values[place.blockId], [place.actionId]: value };
    context.state.changed();
    return;
  }
  const open = context.state.views.get(surface.view.id);
  if (open === undefined) return;
  const { values } = open.view.state;
  enter(context, open, {
    ...values,
    [place.blockId]: { ...values[place.blockId], [place.actionId]: value },
  });
}

export async function suggest(context: Context, act: Suggest): Promise<Suggested> {
  const person = activePerson(context, act.person);
  const { surface, place } = findControl(context, person, act);
  if (!isExternal(place.element)) {
    throw new PersonCannot("nothing_to_load", `${place.actionId} loads no options.`);
  }
  return await load(context, person, surface, place, act.text);
}

async function load(
  context: Context,
  person: Person,
  surface: Surface,
  place: Place,
  text: string,
): Promise<Suggested> {
  const shortest = Number(place.element.min_query_length ?? DEFAULT_MIN_QUERY_LENGTH);
  if (text.length < shortest) {
    throw new PersonCannot("query_too_short", `${place.actionId} asks for at least ${shortest} characters.`);
  }
  const { blockId, actionId } = place;
  const body = blockSuggestion(context, person, surface, { blockId, actionId, text });
  const fault = context.faults.onDelivery("block_suggestion");
  const answer = await deliver(context, { kind: "block_suggestion", body, fault });
  const problems = answer.error === null ? await refusalOfOptions(answer.body) : [answer.error];
  if (problems.length > 0) {
    const problem = `The options could not be loaded: ${problems.join("; ")}`;
    tell(context, person, null, problem);
    return { options: [], groups: null, problem };
  }
  const given = isRecord(answer.body) ? answer.body : {};
  const groups = given.option_groups === undefined ? null : records(given.option_groups);
  const options = groups ? groups.flatMap((group) => records(group.options)) : records(given.options);
  context.state.offered.set(offeredKey(surface, actionId), options);
  return { options, groups, problem: null };
}
