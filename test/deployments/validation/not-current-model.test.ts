import { expect, it } from "vitest";
import { packageId } from "../../../src/deployments/ids.ts";
import { aCandidate, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const source = { experimentId: "e-credit-default", modelId: "m-3" };

it("passes for another version of the same registered model whose source model differs", () => {
  expect(resultOf("not-current-model")).toMatchObject({
    status: "passing",
    evaluated: true,
    compared: {
      champion: "model m-3 of experiment e-credit-default",
      candidate: "model m-4 of experiment e-credit-default",
    },
  });
});

it("fails for another package that was built from the champion's source model, naming the model", () => {
  expect(resultOf("not-current-model", { candidate: aCandidate({ sourceModel: source }) })).toMatchObject({
    status: "failing",
    items: ["Credit default v3"],
  });
});

it("passes for the same model id in another experiment: an id counts only inside its experiment", () => {
  const candidate = aCandidate({ sourceModel: { ...source, experimentId: "e-other" } });
  expect(resultOf("not-current-model", { candidate }).status).toBe("passing");
});

it("compares package ids where a source model is unknown", () => {
  const champion = aPackage({ sourceModel: null });
  expect(
    resultOf("not-current-model", { champion, candidate: aCandidate({ sourceModel: null }) }),
  ).toMatchObject({
    status: "passing",
    compared: { champion: "package p-3", candidate: "package p-4" },
  });
  expect(
    resultOf("not-current-model", { champion, candidate: aCandidate({ id: packageId("p-3") }) }).status,
  ).toBe("failing");
});

it("does not take two unknown source models for the same one", () => {
  const unknown = { sourceModel: null };
  expect(
    resultOf("not-current-model", { champion: aPackage(unknown), candidate: aCandidate(unknown) }).status,
  ).toBe("passing");
});
