import { expect, it } from "vitest";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import { aCandidate, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const custom = (over: Partial<ModelPackage>) => aCandidate({ kind: "custom", ...over });

it("is not needed for a model that is not custom", () => {
  expect(resultOf("custom-model-tests").status).toBe("passing");
});

it("passes for a custom model whose tests passed", () => {
  const candidate = custom({ tests: { status: "passed", failed: [] } });
  expect(resultOf("custom-model-tests", { candidate }).status).toBe("passing");
});

it("fails for failed tests and names each", () => {
  const candidate = custom({ tests: { status: "failed", failed: ["Startup", "Null imputation"] } });
  expect(resultOf("custom-model-tests", { candidate })).toMatchObject({
    status: "failing",
    items: ["Startup", "Null imputation"],
    sentence: expect.stringContaining("Startup and Null imputation"),
  });
});

it.each([null, { status: "untested", failed: [] } as const])(
  "fails for a custom model that was never tested (%j) and says so",
  (tests) => {
    expect(resultOf("custom-model-tests", { candidate: custom({ tests }) })).toMatchObject({
      status: "failing",
      sentence: expect.stringContaining("not tested"),
    });
  },
);

it("fails when a test ended in an error, whatever the summary says", () => {
  const candidate = custom({ tests: { status: "passed", failed: ["Startup"] } });
  expect(resultOf("custom-model-tests", { candidate }).status).toBe("failing");
});

it("does not look at the champion's tests", () => {
  const champion = aPackage({ kind: "custom", tests: null });
  expect(resultOf("custom-model-tests", { champion }).status).toBe("passing");
});
