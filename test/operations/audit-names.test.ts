// What the trail calls an effect that has happened: the platform's own audit names. Reference: deployment actions, section 8.
import { afterEach, beforeEach, expect, test } from "vitest";
import { NO_POLICIES } from "../../src/policy-file.ts";
import { goThrough } from "../support/asking.ts";
import { EFFECT_NAMES, type EffectName, wishFor } from "../support/every-effect.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig({ policies: NO_POLICIES });
});
afterEach(() => rig.store.close());

const namesOfSuccess = () =>
  rig.audit
    .filter(({ event }) => event === "effect.succeeded")
    .map(({ details }) => (details as { readonly name?: string }).name ?? null);

const NAMES: Record<EffectName, string | null> = {
  "replace-model": "Replaced Model",
  activate: "Deployment Activated",
  deactivate: "Deployment Deactivated",
  delete: "Deployment Deleted",
  "clear-statistics": "Deployment Statistics Reset",
  share: "Model Deployment Shared",
  "use-cases": "Use Case Attachment Added",
  // The download has one, and a build is none.
  "scoring-code": null,
  "create-application": null,
  relaunch: null,
  edit: null,
};

test.each(EFFECT_NAMES)("%s", async (action) => {
  const done = await goThrough(rig, "olivia", await wishFor(rig, action));
  expect(done.state.name).toBe("succeeded");
  expect(namesOfSuccess()).toEqual([NAMES[action]]);
});

test("a link that is taken away", async () => {
  const input = { way: "unlink", marked: ["uc-credit-risk"] };
  const done = await goThrough(rig, "olivia", { action: "use-cases", label: "card-default", input });
  expect(done.state.name).toBe("succeeded");
  expect(namesOfSuccess()).toEqual(["Use Case Attachment Removed"]);
});
