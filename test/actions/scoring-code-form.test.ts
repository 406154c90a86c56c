// What the form of scoring code offers: what the model has, and beside the field why it does not have the rest.
import type { KnownBlock } from "@slack/types";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ModelPackage } from "../../src/deployments/model-package.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changePackage } from "../support/registry.ts";
import { openedForm } from "./forms.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

async function includeOf(change: Partial<ModelPackage>) {
  await changePackage(rig, "p-card-default-3", change);
  const form = await openedForm(rig, { who: "uma", action: "scoring-code", label: "card-default" });
  const block = (form.blocks as readonly KnownBlock[]).find(({ block_id }) => block_id === "code.include");
  if (block?.type !== "input" || block.element.type !== "checkboxes")
    throw new Error("There is no such field.");
  return { offered: block.element.options.map(({ value }) => value), hint: block.hint?.text ?? null };
}

const SERIES = { multiseries: false, seriesColumn: null };

test.each([
  ["XEMP", { explanations: "XEMP" }, ["agent", "explanations"], null],
  ["SHAP", { explanations: "SHAP" }, ["agent"], "this model has SHAP"],
  ["no explanations", { explanations: "none" }, ["agent"], "this model has none"],
  ["time series", { explanations: "XEMP", timeSeries: SERIES }, ["agent", "intervals"], "time series"],
] as const)("a model with %s", async (_, change, offered, hint) => {
  const field = await includeOf(change);
  expect(field.offered).toEqual(offered);
  expect(field.hint).toEqual(hint === null ? null : expect.stringContaining(hint));
});
