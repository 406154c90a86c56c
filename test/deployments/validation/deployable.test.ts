import { expect, it } from "vitest";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import { aCandidate, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

it("passes for a version that is built and neither archived, deprecated nor disabled", () => {
  expect(resultOf("deployable").status).toBe("passing");
});

it.each<[string, Partial<ModelPackage>]>([
  ["archived", { archived: true }],
  ["deprecated", { deprecated: true }],
  ["disabled", { disabled: true }],
  ["build failed", { build: "failed" }],
  ["build is running", { build: "building" }],
])("fails for a candidate in the state %s, and says it", (state, over) => {
  expect(resultOf("deployable", { candidate: aCandidate(over) })).toMatchObject({
    status: "failing",
    sentence: expect.stringContaining(state),
  });
});

it("names every state at once", () => {
  const candidate = aCandidate({ archived: true, disabled: true, build: "failed" });
  expect(resultOf("deployable", { candidate }).items).toHaveLength(3);
});

it("does not look at the champion, which may be deprecated", () => {
  expect(resultOf("deployable", { champion: aPackage({ deprecated: true }) }).status).toBe("passing");
});
