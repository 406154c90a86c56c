import { expect, it } from "vitest";
import { challengerId, packageId } from "../../../src/deployments/ids.ts";
import type { ModelPackage } from "../../../src/deployments/model-package.ts";
import type { Replacement } from "../../../src/deployments/validation/check.ts";
import { aCandidate, aChallenger, aDeployment, aPackage } from "../../support/builders.ts";
import { resultOf } from "./result-of.ts";

/** Challengers `c-5`, `c-6`, ... of the versions, with their packages unless told otherwise. */
const withChallengers = (
  ...packages: readonly (ModelPackage | number)[]
): Pick<Replacement, "deployment" | "challengers"> => {
  const versions = packages.map((one) => (typeof one === "number" ? one : one.version));
  return {
    deployment: aDeployment({ challengers: versions.map(aChallenger) }),
    challengers: packages.map((one, i) => ({
      id: challengerId(`c-${versions[i]}`),
      package: typeof one === "number" ? null : one,
    })),
  };
};
const sourceOf4 = { experimentId: "e-credit-default", modelId: "m-4" };

it("passes without challengers and with challengers of other source models", () => {
  expect(resultOf("unique-among-challengers").status).toBe("passing");
  expect(
    resultOf("unique-among-challengers", withChallengers(aPackage({ version: 5 }), aPackage({ version: 6 })))
      .status,
  ).toBe("passing");
});

it("fails for a package of a challenger's source model, naming the challenger", () => {
  const twin = aPackage({ version: 5, sourceModel: sourceOf4 });
  expect(resultOf("unique-among-challengers", withChallengers(aPackage({ version: 6 }), twin))).toMatchObject(
    {
      status: "failing",
      sentence: expect.stringContaining("v4 is the same model as the challenger Credit default v5. Promote"),
      items: ["Credit default v5"],
    },
  );
});

it("does not name a version that is a challenger as its own double", () => {
  expect(resultOf("unique-among-challengers", withChallengers(aCandidate()))).toMatchObject({
    status: "failing",
    sentence: expect.stringContaining("v4 is a challenger of this deployment already. Promote"),
  });
});

it("exempts the challenger that is promoted", () => {
  const over = { ...withChallengers(aCandidate()), promote: challengerId("c-4") };
  expect(resultOf("unique-among-challengers", over).status).toBe("passing");
});

it("exempts only the challenger that is promoted: a second one of the same model still clashes", () => {
  const twin = aPackage({ version: 5, sourceModel: sourceOf4 });
  const over = { ...withChallengers(aCandidate(), twin), promote: challengerId("c-4") };
  expect(resultOf("unique-among-challengers", over)).toMatchObject({
    status: "failing",
    items: ["Credit default v5"],
  });
});

it("fails when the challenger to promote is gone, or is of another version than the candidate", () => {
  const over = withChallengers(aPackage({ version: 5 }));
  expect(resultOf("unique-among-challengers", { ...over, promote: challengerId("c-9") }).status).toBe(
    "failing",
  );
  expect(resultOf("unique-among-challengers", { ...over, promote: challengerId("c-5") }).status).toBe(
    "failing",
  );
});

it("compares package ids where a source model is unknown", () => {
  const candidate = aCandidate({ sourceModel: null });
  const other = aPackage({ version: 5, sourceModel: null });
  expect(resultOf("unique-among-challengers", { ...withChallengers(other), candidate }).status).toBe(
    "passing",
  );
  const same = aPackage({ version: 5, id: packageId("p-4"), sourceModel: null });
  expect(
    resultOf("unique-among-challengers", {
      challengers: [{ id: challengerId("c-5"), package: same }],
      candidate,
    }).status,
  ).toBe("failing");
});

it("warns, without having been evaluated, when a challenger cannot be read or was not handed in", () => {
  const unread = { status: "warning", evaluated: false, items: ["p-5"] };
  expect(resultOf("unique-among-challengers", withChallengers(5))).toMatchObject(unread);
  expect(resultOf("unique-among-challengers", { ...withChallengers(5), challengers: [] })).toMatchObject(
    unread,
  );
});

it("fails for the very package of a challenger that cannot be read", () => {
  expect(resultOf("unique-among-challengers", withChallengers(4)).status).toBe("failing");
});
