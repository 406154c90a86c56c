// The form of an action as Slack shows it, over the real operations: what stands in it, and what a submit of it reads.
import type { KnownBlock } from "@slack/types";
import { expect } from "vitest";
import type { Modal } from "../../src/block-kit/blocks.ts";
import { checkView } from "../../src/block-kit/check.ts";
import type { ActionName } from "../../src/deployments/action-names.ts";
import type { Json } from "../../src/requests/request.ts";
import { fieldsOf, formOf } from "../../src/slack/forms.ts";
import { parseActionForm, parseActionFormMetadata } from "../../src/slack/views/action-form.ts";
import type { OperationsRig } from "../support/operations-rig.ts";

export async function openedForm(
  rig: OperationsRig,
  of: { readonly who: string; readonly action: ActionName; readonly label: string; readonly prefill?: Json },
): Promise<Modal> {
  const form = formOf(of.action);
  if (form === null) throw new Error(`${of.action} has no form`);
  const opened = await form.open(
    { operations: rig.operations, now: rig.clock.now(), zoneOf: async () => "UTC" },
    rig.actor(of.who),
    {
      deployment: await rig.byLabel(of.label),
      rollback: false,
      earlier: null,
      prefill: of.prefill,
      registeredModel: null,
      channel: null,
    },
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
  expect(checkView(opened.value)).toEqual([]);
  return opened.value;
}

type Value = Readonly<Record<string, unknown>>;
type State = Record<string, Record<string, Value>>;

const initialOf = (element: Record<string, unknown>): Value => {
  switch (element.type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { selected_option: element.initial_option ?? null };
    case "multi_users_select":
      return { selected_users: element.initial_users ?? [] };
    case "multi_external_select":
    case "multi_static_select":
    case "checkboxes":
      return { selected_options: element.initial_options ?? [] };
    case "datetimepicker":
      return { selected_date_time: element.initial_date_time ?? null };
    default:
      return { value: element.initial_value ?? null };
  }
};

/** `view.state.values` as Slack sends it for the untouched form, with some fields as a person changed them. */
export function stateOf(modal: Modal, changed: Readonly<Record<string, Value>> = {}): State {
  const state: State = {};
  for (const block of modal.blocks as readonly KnownBlock[]) {
    if (block.type !== "input" || block.block_id === undefined) continue;
    const element = block.element as unknown as Record<string, unknown>;
    state[block.block_id] = { [String(element.action_id)]: changed[block.block_id] ?? initialOf(element) };
  }
  const unknown = Object.keys(changed).filter((id) => state[id] === undefined);
  if (unknown.length > 0) throw new Error(`The form has no ${unknown.join(", ")}.`);
  return state;
}

/** The input that a submit of the form asks for. */
export function submitted(
  action: ActionName,
  modal: Modal,
  changed: Readonly<Record<string, Value>> = {},
): Json {
  const fields = fieldsOf(action);
  const metadata = parseActionFormMetadata(modal.private_metadata ?? "");
  const answer =
    fields === null || metadata === null
      ? null
      : parseActionForm(stateOf(modal, changed), fields, { ...metadata, now: 0 });
  if (answer === null) throw new Error("Not what Slack sends.");
  return answer.input;
}

export const chose = (value: string): Value => ({ selected_option: { value } });
export const blockIds = (modal: Modal): readonly string[] =>
  modal.blocks.flatMap(({ block_id }) => block_id ?? []);
