// The form of deleting: the agent's choice is there where an agent runs it, and is read as it was ticked.
import { expect, test } from "vitest";
import { deleteFields } from "../../src/actions/delete/form.ts";
import { deploymentId } from "../../src/deployments/ids.ts";
import { reviewPrompt } from "../../src/slack/cards/review-prompt.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { value } from "../support/answers.ts";
import { askFor } from "../support/asking.ts";
import { underAgent } from "../support/every-effect.ts";
import { operationsRig } from "../support/operations-rig.ts";
import { copyDeployment } from "../support/registry.ts";
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

test("form, result and prompt say by its id which one goes, since another one may have the same name in the same place", async () => {
  const rig = await operationsRig();
  await copyDeployment(rig, "house-value", { id: deploymentId("d-of-another") });
  const id = await rig.byLabel("house-value");
  const form = await openedForm(rig, { who: "olivia", action: "delete", label: "house-value" });
  expect(JSON.stringify(form.blocks)).toContain(id);
  const request = await askFor(rig, "olivia", {
    action: "delete",
    label: "house-value",
    input: { typedName: "house-value", ignoreManagementAgent: false },
  });
  const view = value(await rig.operations.request(rig.actor("olivia"), request.id));
  expect(JSON.stringify(checkResultView(view).blocks)).toContain(id);
  const pending = { ...view.request, state: { name: "pending", since: rig.clock.now() } as const };
  const prompt = reviewPrompt({ ...view, request: pending }, { edition: request.edition });
  expect(JSON.stringify(prompt.blocks)).toContain(id);
  await rig.store.close();
});
