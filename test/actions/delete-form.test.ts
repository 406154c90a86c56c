// The form of deleting: the agent's choice is there where an agent runs it, and is read as it was ticked.
import { expect, test } from "vitest";
import { deleteFields } from "../../src/actions/delete/form.ts";
import { underAgent } from "../support/every-effect.ts";
import { operationsRig } from "../support/operations-rig.ts";
import { openedForm, stateOf } from "./forms.ts";

const ZONE = { now: Date.UTC(2026, 10, 24), zone: "UTC" };
const AGENT = "delete.ignore-agent";

test("Ignore Management Agent is offered where an agent runs the deployment alone, and read as ticked", async () => {
  const rig = await operationsRig();
  const form = () => openedForm(rig, { who: "olivia", action: "delete", label: "house-value" });
  expect(Object.keys(stateOf(await form()))).not.toContain(AGENT);
  await underAgent(rig, "house-value");
  const modal = await form();
  expect(deleteFields.read(stateOf(modal), ZONE, null)).toMatchObject({ ignoreManagementAgent: false });
  const ticked = stateOf(modal, { [AGENT]: { selected_options: [{ value: "ignore" }] } });
  expect(deleteFields.read(ticked, ZONE, null)).toMatchObject({ ignoreManagementAgent: true });
  await rig.store.close();
});
