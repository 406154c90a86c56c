import { expect, it } from "vitest";
import type { AssessContext } from "../../src/actions/action.ts";
import { edit } from "../../src/actions/edit/action.ts";
import { IMPORTANCES, type Importance } from "../../src/deployments/deployment.ts";
import type { Platform } from "../../src/ports/platform.ts";
import { aDeployment } from "../support/builders.ts";

const assessed = (before: Importance | null, importance: Importance | null, label = "new label") => {
  const deployment = aDeployment({ importance: before });
  const input = { label, description: deployment.description, importance };
  const platform: Pick<Platform, "deployments"> = { deployments: async () => ({ items: [], next: null }) };
  // What else the context has is not looked at by an edit.
  return edit.assess(input, { deployment, platform, caller: { kind: "service" } } as AssessContext);
};

it("leaves an importance that is not recorded alone, and no policy on edits is concerned", async () => {
  expect(await assessed(null, null)).toMatchObject({
    importances: [],
    shown: [{ label: "Label", value: "card-default → new label" }],
  });
});

it("looks at policies of every importance where one is set that was not recorded", async () => {
  const found = await assessed(null, "LOW");
  expect(found).toMatchObject({ importances: [...IMPORTANCES, "LOW"] });
  expect(found).toMatchObject({ shown: [{}, { label: "Importance", value: "not recorded → Low" }] });
});

it("refuses to take a recorded importance away", async () => {
  expect(await assessed("HIGH", null)).toMatchObject({ refusal: { code: "invalid", field: "importance" } });
});
