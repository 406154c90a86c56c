// Views: modals in stacks of three, Home, hashes, and what people entered into them.
import { LIMITS } from "../block-kit/limits.ts";
import type { Context } from "./context.ts";
import { stateOf, withIds } from "./elements.ts";
import { APP, BOT, TEAM } from "./people.ts";
import type { Json, OpenView, StateValues, WorkspaceView } from "./state.ts";

function newHash(context: Context): string {
  return `${Math.floor(context.clock.now() / 1000)}.${context.ids.hash(context.ids.unique()).slice(0, 8)}`;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const object = (value: unknown): Json | null =>
  typeof value === "object" && value !== null ? (value as Json) : null;

function build(
  context: Context,
  given: Json,
  place: {
    readonly id: string;
    readonly root: string;
    readonly previous: string | null;
    readonly conversation: string | null;
  },
  before: StateValues,
): WorkspaceView {
  const blocks = withIds(context.state, Array.isArray(given.blocks) ? given.blocks : []);
  return {
    id: place.id,
    team_id: TEAM,
    type: given.type === "home" ? "home" : "modal",
    blocks,
    private_metadata: text(given.private_metadata),
    callback_id: text(given.callback_id),
    external_id: text(given.external_id),
    state: { values: stateOf(blocks, before, place.conversation) },
    hash: newHash(context),
    title: object(given.title),
    submit: object(given.submit),
    close: object(given.close),
    clear_on_close: given.clear_on_close === true,
    notify_on_close: given.notify_on_close === true,
    root_view_id: place.root,
    previous_view_id: place.previous,
    app_id: APP,
    app_installed_team_id: TEAM,
    bot_id: BOT,
  };
}

export const stackOf = (context: Context, person: string): readonly string[] =>
  context.state.stacks.get(person) ?? [];

/** The modal that the person has before them. */
export function topView(context: Context, person: string): WorkspaceView | null {
  const id = stackOf(context, person).at(-1);
  return id === undefined ? null : (context.state.views.get(id)?.view ?? null);
}

export function externalIdTaken(context: Context, given: Json, except?: string): boolean {
  const wanted = text(given.external_id);
  if (wanted === "") return false;
  return [...context.state.views.values()].some(
    ({ view }) => view.external_id === wanted && view.id !== except,
  );
}

/** Opens a modal alone: what was open before is gone. `conversation`: what the person is looking at. */
export function openModal(
  context: Context,
  person: string,
  given: Json,
  conversation: string | null,
): WorkspaceView {
  for (const id of stackOf(context, person)) context.state.views.delete(id);
  const id = context.state.newId("V");
  const view = build(context, given, { id, root: id, previous: null, conversation }, {});
  context.state.views.set(id, { owner: person, conversation, view });
  context.state.stacks.set(person, [id]);
  context.state.changed();
  return view;
}

/** Null: the stack is full. */
export function pushModal(context: Context, person: string, given: Json): WorkspaceView | null {
  const stack = stackOf(context, person);
  const previous = stack.at(-1);
  const root = stack[0];
  if (previous === undefined || root === undefined || stack.length >= LIMITS.view.stack) return null;
  const id = context.state.newId("V");
  const conversation = context.state.views.get(root)?.conversation ?? null;
  const view = build(context, given, { id, root, previous, conversation }, {});
  context.state.views.set(id, { owner: person, conversation, view });
  context.state.stacks.set(person, [...stack, id]);
  context.state.changed();
  return view;
}

/** In place: same id, new hash; entries stay where block_id and action_id are still the same. */
export function updateView(context: Context, open: OpenView, given: Json): WorkspaceView {
  const { id, root_view_id: root, previous_view_id: previous, state } = open.view;
  const place = { id, root, previous, conversation: open.conversation };
  open.view = build(context, given, place, state.values);
  context.state.offered.forEach((_, key) => {
    if (key.startsWith(`${id} `)) context.state.offered.delete(key);
  });
  context.state.changed();
  return open.view;
}

export function publishHome(context: Context, person: string, given: Json): WorkspaceView {
  const known = context.state.homes.get(person);
  const open = known === undefined ? undefined : context.state.views.get(known);
  if (open) return updateView(context, open, given);
  const id = context.state.newId("V");
  const view = build(context, given, { id, root: id, previous: null, conversation: null }, {});
  context.state.views.set(id, { owner: person, conversation: null, view });
  context.state.homes.set(person, id);
  context.state.changed();
  return view;
}

/** Takes the view off its owner's stack; the one below is seen again. */
export function dropView(context: Context, id: string): void {
  const open = context.state.views.get(id);
  if (!open) return;
  context.state.views.delete(id);
  context.state.stacks.set(
    open.owner,
    stackOf(context, open.owner).filter((other) => other !== id),
  );
  context.state.changed();
}

export function dropStack(context: Context, person: string): void {
  for (const id of stackOf(context, person)) context.state.views.delete(id);
  context.state.stacks.delete(person);
  context.state.changed();
}

/** Enters values into a view; it keeps its hash, as typing does. */
export function enter(context: Context, open: OpenView, values: StateValues): void {
  open.view = { ...open.view, state: { values } };
  context.state.changed();
}
