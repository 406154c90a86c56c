// What can be chosen of scoring code, by rule. Reference: deployment actions, section 3.4.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { predictionAddress } from "../../src/deployments/application.ts";
import { packageId } from "../../src/deployments/ids.ts";
import {
  CODE_FORMS,
  CODING_LANGUAGES,
  exampleOf,
  formConflict,
  INCLUSIONS,
  inclusionRefused,
  offeredInclusions,
} from "../../src/deployments/scoring-code.ts";
import { aDeployment, aPackage } from "../support/builders.ts";

const options = fc.record({ form: fc.constantFrom(...CODE_FORMS), include: fc.subarray([...INCLUSIONS]) });
const models = fc.constantFrom(
  aPackage(),
  aPackage({ timeSeries: { multiseries: false, seriesColumn: null } }),
  aPackage({ explanations: "SHAP" }),
  aPackage({ explanations: "none" }),
);

describe("the options of scoring code", () => {
  test("conflict exactly when source comes with the agent or with explanations", () => {
    fc.assert(
      fc.property(options, ({ form, include }) => {
        const conflict = form === "source" && (include.includes("agent") || include.includes("explanations"));
        expect(formConflict({ form, include }) !== null).toBe(conflict);
      }),
    );
  });

  test("are refused exactly when the form would not have offered them", () => {
    fc.assert(
      fc.property(options, models, (chosen, model) => {
        const offered = offeredInclusions(model);
        const beyond = chosen.include.some((each) => !offered.includes(each));
        expect(inclusionRefused(chosen, model) !== null).toBe(beyond);
      }),
    );
  });

  test("offer explanations without time series and intervals with one, and nothing of both where the model is not known", () => {
    expect(offeredInclusions(aPackage())).toEqual(["agent", "explanations"]);
    expect(offeredInclusions(aPackage({ timeSeries: { multiseries: true, seriesColumn: "s" } }))).toEqual([
      "agent",
      "intervals",
    ]);
    expect(offeredInclusions(null)).toEqual(["agent"]);
  });

  test.each([
    ["SHAP", "this model has SHAP, and scoring code computes XEMP only"],
    ["none", "this model has none"],
  ] as const)("have no explanations for a model with %s, and say why", (explanations, why) => {
    const model = aPackage({ explanations });
    expect(offeredInclusions(model)).toEqual(["agent"]);
    const refused = inclusionRefused({ form: "binary", include: ["explanations"] }, model);
    expect(refused).toContain(why);
    expect(refused).toContain("Leave them out.");
  });

  test("show in the example of every language what was included", () => {
    const code = (include: readonly (typeof INCLUSIONS)[number][]) => ({
      deploymentId: aDeployment().id,
      packageId: packageId("p"),
      filename: "m.jar",
      bytes: 1,
      sha256: "0",
      options: { form: "binary" as const, include },
    });
    for (const language of CODING_LANGUAGES) {
      const examples = [[], ["explanations"], ["intervals"]].map((include) =>
        exampleOf(language, code(include as readonly (typeof INCLUSIONS)[number][])),
      );
      expect(new Set(examples).size).toBe(3);
      for (const example of examples) expect(example).toContain("m.jar");
    }
  });
});

describe("a prediction address", () => {
  test.each([
    "https://predict.example.com/api?x=1",
    "http://localhost:8080/predict",
    "http://127.0.0.1/",
    "http://[::1]:9/",
  ])("may be %s", (address) => {
    expect(predictionAddress(address)).toBe(address);
  });

  test.each([
    "http://predict.example.com/",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://0x7f000001.example.com/",
    "https://user@predict.example.com/",
    "ftp://localhost/",
    "javascript:alert(1)",
    "data:text/html,x",
    "//predict.example.com/",
    "",
  ])("may not be %s", (address) => {
    expect(predictionAddress(address)).toBeNull();
  });
});
