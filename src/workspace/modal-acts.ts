// Filling in, submitting and closing modals, and what the bot's answer to a submission does.
import { type Fill, nothingSent, type Outcome, PersonCannot, type Submit } from "./acts.ts";
import type { Context } from "./context.ts";
import { enterInto } from "./control-acts.ts";
import { type BotAnswer, deliver } from "./deliver.ts";
import { isRecord, placesOf } from "./elements.ts";
import { fieldProblems } from "./entering.ts";
import { activePerson, viewSurface } from "./find.ts";
import { viewClosed, viewSubmission } from "./interactions.ts";
import { refusalOfView } from "./payload-check.ts";
import type { Person } from "./people.ts";
import { outcomeOf, prepare, tell } from "./person-acts.ts";
import type { Json, WorkspaceView } from "./state.ts";
import { dropStack, dropView, externalIdTaken, pushModal, stackOf, topView, updateView } from "./views.ts";

/** What Slack shows in a modal when the answer is missing or makes no sense. */
const TROUBLE = "We had some trouble connecting. Try again?";

function openModalOf(context: Context, person: Person, id: string | undefined): WorkspaceView {
  const top = topView(context, person.id);
  if (top === null) throw new PersonCannot("no_open_view", `${person.name} has no modal open.`);
  if (id !== undefined && id !== top.id) {
    throw new PersonCannot("view_not_on_top", "Another modal is in front of this one, or it is closed.");
  }
  return top;
}

export async function fill(context: Context, act: Fill): Promise<Outcome> {
  const person = activePerson(context, act.person);
  const { id } = openModalOf(context, person, act.view?.id);
  let last = nothingSent;
  for (const [name, value] of Object.entries(act.values)) {
    // Read again for each field: what one field tells the bot may change the others.
    const surface = viewSurface(context, person, id);
    const places = placesOf(surface.view.blocks);
    const place = places.find((one) => one.actionId === name) ?? places.find((one) => one.blockId === name);
    if (place === undefined) {
      const there = places.map((one) => one.actionId).join(", ");
      throw new PersonCannot("no_such_field", `The modal has no field ${name}. There: ${there || "none"}.`);
    }
    last = await enterInto(context, person, surface, place, value);
  }
  return last;
}

export async function submit(context: Context, act: Submit): Promise<Outcome> {
  const person = activePerson(context, act.person);
  if (act.values) {
    await fill(context, {
      person: person.id,
      values: act.values,
      ...(act.view ? { view: { id: act.view.id } } : {}),
    });
  }
  const view = viewToSubmit(context, person, act);
  if (!act.force) {
    if (view.submit === null) throw new PersonCannot("no_submit", "This modal has nothing to submit.");
    const fieldErrors = fieldProblems(placesOf(view.blocks), view.state.values);
    if (Object.keys(fieldErrors).length > 0)
      return { ...nothingSent, error: "fields_incomplete", fieldErrors };
  }
  const { fault, triggerId } = prepare(context, "view_submission", person, {
    view: view.id,
    channel: context.state.views.get(view.id)?.conversation ?? null,
  });
  const body = viewSubmission(context, person, view, triggerId);
  const answer = await deliver(context, { kind: "view_submission", body, fault });
  return await takeAnswer(context, person, view, answer);
}

/** A tampered client may send a view that is closed by now. */
function viewToSubmit(context: Context, person: Person, act: Submit): WorkspaceView {
  if (!act.force || act.view === undefined) return openModalOf(context, person, act.view?.id);
  const open = context.state.views.get(act.view.id)?.view;
  if (open) return open;
  if ("state" in act.view) return act.view;
  throw new PersonCannot("view_not_open", "The view is closed; hand in all of it to submit it all the same.");
}

async function takeAnswer(
  context: Context,
  person: Person,
  view: WorkspaceView,
  answer: BotAnswer,
): Promise<Outcome> {
  const open = context.state.views.get(view.id);
  const trouble = (why: string): Outcome => {
    tell(context, person, null, TROUBLE);
    context.log.warn("workspace.submission-answer-refused", { why });
    return { ...outcomeOf(answer), error: answer.error ?? why };
  };
  if (answer.error !== null) return trouble(answer.error);
  const closed = { ...outcomeOf(answer), closed: true };
  if (answer.body === null) {
    dropView(context, view.id);
    return closed;
  }
  // The view is gone already: the person no longer sees what this answer would change.
  if (open === undefined) return closed;
  if (!isRecord(answer.body)) return trouble("invalid_response");
  const { response_action: action, errors, view: next } = answer.body;
  switch (action) {
    case "errors": {
      const fieldErrors = errorsBesideFields(view, errors);
      return fieldErrors === null
        ? trouble("invalid_errors")
        : { ...outcomeOf(answer), error: "fields_refused", fieldErrors };
    }
    case "clear":
      dropStack(context, person.id);
      return closed;
    case "update": {
      const wrong = await wrongView(context, next, view.id);
      if (wrong) return trouble(wrong);
      updateView(context, open, next as Json);
      return outcomeOf(answer);
    }
    case "push": {
      const wrong = await wrongView(context, next);
      if (wrong) return trouble(wrong);
      return pushModal(context, person.id, next as Json) === null
        ? trouble("push_limit_reached")
        : outcomeOf(answer);
    }
    default:
      return trouble("invalid_response_action");
  }
}

async function wrongView(context: Context, view: unknown, except?: string): Promise<string | null> {
  const refusal = await refusalOfView(context, view, "modal");
  if (refusal) return [refusal.error, ...(refusal.response_metadata?.messages ?? [])].join(" ");
  return externalIdTaken(context, view as Json, except) ? "duplicate_external_id" : null;
}

/** Null: Slack takes errors beside input blocks of the view only, and at least one. */
function errorsBesideFields(view: WorkspaceView, errors: unknown): Record<string, string> | null {
  if (!isRecord(errors)) return null;
  const inputs = new Set(placesOf(view.blocks).flatMap((place) => (place.input ? [place.blockId] : [])));
  const entries = Object.entries(errors);
  const fine = entries.every(([block, text]) => inputs.has(block) && typeof text === "string" && text !== "");
  return fine && entries.length > 0 ? (errors as Record<string, string>) : null;
}

export async function closeView(
  context: Context,
  act: { readonly person: string; readonly all?: boolean | undefined },
): Promise<Outcome> {
  const person = activePerson(context, act.person);
  const top = openModalOf(context, person, undefined);
  const stack = stackOf(context, person.id).flatMap((id) => context.state.views.get(id)?.view ?? []);
  const all = act.all === true || (top.clear_on_close && stack.length > 1);
  const told = all ? (stack[0] ?? top) : top;
  const wanted = all ? stack.some((view) => view.notify_on_close) : top.notify_on_close;
  if (all) dropStack(context, person.id);
  else dropView(context, top.id);
  if (!wanted) return { ...nothingSent, closed: true };
  const fault = context.faults.onDelivery("view_closed");
  const answer = await deliver(context, { kind: "view_closed", body: viewClosed(person, told, all), fault });
  return { ...outcomeOf(answer), closed: true };
}
