// Activating and deactivating: what the form says before, and the way back that the outcome's card offers.
import { afterEach, beforeEach, expect, test } from "vitest";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { value } from "../support/answers.ts";
import { goThrough } from "../support/asking.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment } from "../support/registry.ts";
import { openedForm } from "./forms.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const LABEL = "house-value";

test("the form of deactivating says what stops and what stays", async () => {
  const opened = async () =>
    JSON.stringify(await openedForm(rig, { who: "olivia", action: "deactivate", label: LABEL }));
  const form = await opened();
  for (const not of ["cannot come back", "limit"]) expect(form).not.toContain(not);
  rig.policies = { ...rig.policies, activeDeployments: 50 };
  const limited = await opened();
  for (const says of ["takes no predictions", "no reports", "logs are off", "Settings and monitoring stay"])
    for (const each of [form, limited]) expect(each).toContain(says);
  expect(limited).toContain("does not count against the limit of active deployments");
});

test("the form of relaunching says what becomes of predictions meanwhile", async () => {
  const of = { who: "olivia", action: "relaunch", label: "factory-vibration" } as const;
  expect(JSON.stringify(await openedForm(rig, of))).toContain(
    "It makes no predictions from the moment the agent begins until the model runs again",
  );
});

test.each([
  ["deactivate", LABEL, "Read by channels that hear of this deployment and whoever opens the request."],
  ["scoring-code", "card-default", "Read by whoever opens the request."],
  [
    "delete",
    LABEL,
    "Read by everybody whom it is shared with, channels that hear of this deployment and whoever opens the request.",
  ],
] as const)(
  "the form of %s says who reads the comment: nobody who is not told",
  async (action, label, hint) => {
    expect(JSON.stringify(await openedForm(rig, { who: "olivia", action, label }))).toContain(hint);
  },
);

test("the form of deactivating warns of one that cannot come back", async () => {
  await changeDeployment(rig, LABEL, { launchWarning: true });
  const form = JSON.stringify(await openedForm(rig, { who: "olivia", action: "deactivate", label: LABEL }));
  expect(form).toContain("It cannot come back as it is");
});

test.each([
  { action: "activate", from: "inactive", back: "deactivate", button: "Deactivate" },
  { action: "deactivate", from: "active", back: "activate", button: "Activate" },
] as const)("the card of $action offers the form of the opposite", async ({ action, from, back, button }) => {
  await changeDeployment(rig, LABEL, { status: from });
  const done = await goThrough(rig, "olivia", { action, label: LABEL, input: {} });
  expect(done.state.name).toBe("succeeded");
  const { blocks } = requestCard(value(await rig.operations.request(rig.actor("olivia"), done.id)));
  const buttons = blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  expect(buttons).toContainEqual(
    expect.objectContaining({
      text: expect.objectContaining({ text: button }),
      value: expect.stringContaining(back),
    }),
  );
});
