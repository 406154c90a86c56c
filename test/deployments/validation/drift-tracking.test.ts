import { expect, it } from "vitest";
import { DEFAULT_SEVERITIES } from "../../../src/deployments/validation/severities.ts";
import { aCandidate, aDeployment, someSettings } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

const tracking = (target: boolean, features: boolean) =>
  aDeployment({ settings: someSettings({ drift: { target, features } }) });
const supporting = (target: boolean, features: boolean) => aCandidate({ driftSupport: { target, features } });

it("passes when drift tracking is off, whatever the candidate supports", () => {
  const over = { deployment: tracking(false, false), candidate: supporting(false, false) };
  expect(resultOf("drift-tracking", over).status).toBe("passing");
});

it("passes when the candidate supports what is on, and shows both sides", () => {
  const over = { deployment: tracking(true, false), candidate: supporting(true, false) };
  expect(resultOf("drift-tracking", over)).toMatchObject({
    status: "passing",
    compared: { champion: "target drift", candidate: "target drift" },
  });
});

it("does not miss support for tracking that is off", () => {
  const over = { deployment: tracking(false, true), candidate: supporting(false, true) };
  expect(resultOf("drift-tracking", over).status).toBe("passing");
});

it.each([
  [true, false, ["feature drift"]],
  [false, true, ["target drift"]],
  [false, false, ["target drift", "feature drift"]],
])(
  "warns by default for tracking that is lost, by our rule, naming it (target %s, features %s)",
  (target, features, lost) => {
    const over = { deployment: tracking(true, true), candidate: supporting(target, features) };
    expect(resultOf("drift-tracking", over)).toMatchObject({
      status: "warning",
      evaluated: true,
      ourRule: true,
      items: lost,
    });
  },
);

it("fails when the policy file says so", () => {
  const severities = { ...DEFAULT_SEVERITIES, "drift-tracking": "failing" } as const;
  const over = { deployment: tracking(true, true), candidate: supporting(false, true), severities };
  expect(resultOf("drift-tracking", over).status).toBe("failing");
});
