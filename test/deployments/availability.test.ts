import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTION_NAMES, type ActionName } from "../../src/deployments/action-names.ts";
import { availability } from "../../src/deployments/availability.ts";
import { DEPLOYMENT_STATUSES, type DeploymentStatus } from "../../src/deployments/deployment.ts";
import { runtimeLogs } from "../../src/deployments/logs.ts";
import { PACKAGE_KINDS } from "../../src/deployments/model-package.ts";
import { aDeployment, anEnvironment, aPackage, aTarget } from "../support/builders.ts";

const custom = aPackage({ kind: "custom" });
const agentManaged = anEnvironment({ platform: "aws", managedByManagementAgent: true });

// Typed by hand from the reference, section 3. `y` available, `-` not. A custom champion in an environment with a management agent,
// so that logs and relaunch depend on the status alone; delete beside it without an agent.
const BY_STATUS: readonly [status: DeploymentStatus, ...available: ActionName[]][] = [
  [
    "active",
    "view",
    "replace-model",
    "create-application",
    "use-cases",
    "share",
    "logs",
    "clear-statistics",
    "relaunch",
    "deactivate",
    "delete",
    "edit",
  ],
  [
    "inactive",
    "view",
    "replace-model",
    "create-application",
    "use-cases",
    "share",
    "logs",
    "clear-statistics",
    "activate",
    "delete",
    "edit",
  ],
  [
    "errored",
    "view",
    "replace-model",
    "create-application",
    "use-cases",
    "share",
    "logs",
    "clear-statistics",
    "relaunch",
    "activate",
    "delete",
    "edit",
  ],
  ...(["launching", "stopping", "replacingModel", "unknown"] as const).map(
    (status): [DeploymentStatus, ...ActionName[]] => [
      status,
      "view",
      "create-application",
      "use-cases",
      "share",
      "logs",
      "clear-statistics",
      "delete",
      "edit",
    ],
  ),
  ["archived", "view"],
];

describe("what a deployment offers", () => {
  it("is decided for every status", () => {
    expect(BY_STATUS.map(([status]) => status).sort()).toEqual([...DEPLOYMENT_STATUSES].sort());
  });

  it.each(BY_STATUS)("when %s, follows the reference", (status, ...available) => {
    const deployment = aDeployment({ status, environment: agentManaged });
    const offered = ACTION_NAMES.filter(
      (action) => availability(action, deployment, custom).outcome === "allowed",
    );
    expect(offered).toEqual(available);
  });

  it("says in every denial why, and what to do: two sentences at least", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTION_NAMES),
        fc.record({
          status: fc.constantFrom(...DEPLOYMENT_STATUSES),
          approval: fc.constantFrom("APPROVED" as const, "PENDING" as const),
          launchWarning: fc.boolean(),
          permanentSince: fc.constantFrom(null, 1),
          scoringCode: fc.boolean(),
          environment: fc.boolean().map((agent) => anEnvironment({ managedByManagementAgent: agent })),
        }),
        fc.option(fc.constantFrom(...PACKAGE_KINDS)),
        (action, over, kind) => {
          const champion = kind === null ? null : aPackage({ kind });
          const decision = availability(action, aDeployment(over), champion);
          expect(decision.outcome).not.toBe("waiting");
          if (decision.outcome === "denied") expect(decision.sentence).toMatch(/^[A-Z"].*[.,] .*\.$/);
        },
      ),
    );
  });

  it("lets nobody replace the model while a status transition runs, and says which", () => {
    const { outcome, sentence } = availability(
      "replace-model",
      aDeployment({ status: "replacingModel" }),
      aPackage(),
    );
    expect(outcome).toBe("denied");
    expect(sentence).toContain("replacing its model at the moment");
  });

  it.each(PACKAGE_KINDS)("offers replacement of a champion of the kind %s", (kind) => {
    expect(availability("replace-model", aDeployment(), aPackage({ kind })).outcome).toBe("allowed");
  });

  it("warns that replacing the model of an inactive deployment does not activate it", () => {
    const { sentence } = availability("replace-model", aDeployment({ status: "inactive" }), aPackage());
    expect(sentence).toContain("inactive and stays so");
  });

  it("relaunches only where a management agent is", () => {
    const without = aDeployment({ environment: anEnvironment({ managedByManagementAgent: false }) });
    expect(availability("relaunch", without, aPackage()).outcome).toBe("denied");
    expect(availability("relaunch", aDeployment({ environment: agentManaged }), aPackage()).outcome).toBe(
      "allowed",
    );
  });

  it.each([
    ["relaunch", { status: "errored" }, "Activate this one instead."],
    ["relaunch", { status: "inactive" }, "Activate this one instead."],
    ["relaunch", { status: "active" }, "Deactivate and activate this one instead."],
    ["relaunch", { status: "errored", launchWarning: true }, "Correct its model, or replace it, instead."],
    ["deactivate", { status: "errored" }, "Activate it to try again,"],
    ["deactivate", { status: "errored", launchWarning: true }, "already. Replace its model, or delete it,"],
  ] as const)("%s of %j names a way that is open", (action, over, way) => {
    const deployment = aDeployment({
      ...over,
      environment: anEnvironment({ managedByManagementAgent: false }),
    });
    const { outcome, sentence } = availability(action, deployment, custom);
    expect(outcome).toBe("denied");
    expect(sentence).toContain(way);
    if (way.startsWith("Activate"))
      expect(availability("activate", deployment, custom).outcome).toBe("allowed");
  });

  it.each([
    ["native", "denied"],
    ["custom", "allowed"],
    ["external", "denied"],
    ["imported", "denied"],
  ] as const)("has logs for a %s champion: %s", (kind, outcome) => {
    expect(availability("logs", aDeployment(), aPackage({ kind })).outcome).toBe(outcome);
  });

  it.each([
    ["active", "allowed"],
    ["launching", "allowed"],
    ["inactive", "denied"],
    ["errored", "denied"],
  ] as const)("has a runtime log while %s: %s; the startup log is there all the same", (status, outcome) => {
    const deployment = aDeployment({ status });
    expect(runtimeLogs(deployment).outcome).toBe(outcome);
    expect(availability("logs", deployment, custom).outcome).toBe("allowed");
  });

  it("has no logs when the champion cannot be read, since its kind is not known", () => {
    expect(availability("logs", aDeployment(), null).outcome).toBe("denied");
  });

  it.each([
    ["native", true, "allowed"],
    ["native", false, "denied"],
    ["imported", true, "allowed"],
    ["custom", true, "denied"],
    ["external", true, "denied"],
  ] as const)("gives scoring code of a %s champion (supported: %s): %s", (kind, scoringCode, outcome) => {
    expect(availability("scoring-code", aDeployment({ scoringCode }), aPackage({ kind })).outcome).toBe(
      outcome,
    );
  });

  it("gives no scoring code of a multilabel model", () => {
    const champion = aPackage({ target: aTarget({ type: "Multilabel" }) });
    expect(availability("scoring-code", aDeployment(), champion).outcome).toBe("denied");
  });

  it("says that activating an active and deactivating an inactive deployment is a conflict", () => {
    expect(availability("activate", aDeployment({ status: "active" }), custom).sentence).toContain(
      "active already",
    );
    expect(availability("deactivate", aDeployment({ status: "inactive" }), custom).sentence).toContain(
      "inactive already",
    );
  });

  it("does not activate a custom model again that had launched with errors, and says so before deactivating", () => {
    const inactive = aDeployment({ status: "inactive", launchWarning: true });
    expect(availability("activate", inactive, custom).outcome).toBe("denied");
    const active = aDeployment({ launchWarning: true });
    expect(availability("deactivate", active, custom)).toMatchObject({
      outcome: "allowed",
      sentence: expect.stringContaining("cannot be activated again"),
    });
  });

  it("does not delete a permanent deployment, nor one that waits for approval", () => {
    expect(availability("delete", aDeployment({ permanentSince: 1 }), custom).outcome).toBe("denied");
    expect(availability("delete", aDeployment({ approval: "PENDING" }), custom).outcome).toBe("denied");
  });

  it("deletes during a status transition only past a management agent that may hang", () => {
    const status = "launching";
    expect(availability("delete", aDeployment({ status }), custom).outcome).toBe("denied");
    expect(availability("delete", aDeployment({ status, environment: agentManaged }), custom).outcome).toBe(
      "allowed",
    );
  });
});
