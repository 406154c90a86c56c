import { describe, expect, it } from "vitest";
import type { AssessedCheck, CheckName, CheckStatus } from "../../../src/deployments/validation/check.ts";
import { differs } from "../../../src/deployments/validation/check.ts";
import {
  type PlatformVerdict,
  underPlatformVerdict,
} from "../../../src/deployments/validation/platform-verdict.ts";
import { aCheck } from "../../support/request-builders.ts";

const said = (
  name: string,
  check: CheckName | null,
  status: CheckStatus,
  message = `${name} says so.`,
): PlatformVerdict["checks"][number] => ({ name, check, status, message });

const under = (
  checks: PlatformVerdict["checks"],
  ours: Parameters<typeof underPlatformVerdict>[0]["checks"],
  status: CheckStatus = "passing",
) => underPlatformVerdict({ checks: ours }, { status, message: "The whole.", checks });

const target = (status: CheckStatus, over: object = {}) =>
  aCheck({
    check: "target-name",
    status,
    sentence: "Ours.",
    compared: { champion: "a", candidate: "b" },
    items: ["an item"],
    ...over,
  });
const named = (checks: readonly AssessedCheck[], name: string) =>
  checks.find((check) => "name" in check && check.name === name);

describe("the platform's verdict", () => {
  it.each<CheckStatus>(["passing", "warning", "failing"])("decides: %s, whatever ours says", (status) => {
    for (const own of ["passing", "failing"] as const)
      expect(under([said("target", "target-name", status)], [target(own)], status).status).toBe(status);
  });

  it("has its own words beside the values of our comparison", () => {
    const { checks } = under(
      [said("target", "target-name", "warning", "Look closer.")],
      [target("passing")],
      "warning",
    );
    expect(checks).toEqual([
      {
        check: "platform:target",
        name: "target",
        pairsWith: "target-name",
        status: "warning",
        evaluated: true,
        sentence: "Look closer.",
        compared: { champion: "a", candidate: "b" },
        items: ["an item"],
        ourRule: false,
        ours: null,
      },
    ]);
  });

  it.each<[CheckStatus, CheckStatus, boolean]>([
    ["passing", "failing", true],
    ["warning", "failing", true],
    ["failing", "passing", true],
    ["failing", "warning", true],
    ["failing", "failing", false],
    ["passing", "warning", false],
    ["warning", "passing", false],
  ])("that is %s where ours is %s: shown as otherwise %s", (theirs, ours, otherwise) => {
    const [check] = under([said("target", "target-name", theirs)], [target(ours)], theirs).checks;
    expect(check !== undefined && differs(check)).toBe(otherwise);
  });

  it("is not contradicted by what we could not compare", () => {
    const [check] = under(
      [said("target", "target-name", "failing")],
      [target("warning", { evaluated: false })],
      "failing",
    ).checks;
    expect(check !== undefined && differs(check)).toBe(false);
  });

  it("of several checks that compare one thing of ours goes by the worst of them, once", () => {
    const ours = [aCheck({ check: "time-series", status: "failing" })];
    const { checks } = under(
      [
        said("seriesType", "time-series", "passing"),
        said("timeSeriesCompatibility", "time-series", "failing"),
      ],
      ours,
      "failing",
    );
    expect(checks.filter(differs)).toEqual([]);
    expect(named(checks, "seriesType")?.compared).toBeNull();
    expect(named(checks, "timeSeriesCompatibility")?.compared).not.toBeNull();
  });

  it("keeps names that are not known, behind those that are, in the order of ours", () => {
    const { checks } = under(
      [
        said("quantumState", null, "warning"),
        said("features", "no-new-features", "passing"),
        said("target", "target-name", "passing"),
      ],
      [],
      "warning",
    );
    expect(checks.map((check) => ("name" in check ? check.name : check.check))).toEqual([
      "target",
      "features",
      "quantumState",
    ]);
  });

  it("lets nothing of ours fail that the platform does not name: it is a warning that decides nothing", () => {
    const { status, checks } = under([], [target("failing"), aCheck({ check: "deployable" })]);
    expect(status).toBe("passing");
    expect(checks).toMatchObject([
      {
        check: "target-name",
        status: "warning",
        ourRule: true,
        sentence: expect.stringMatching(/^Ours\. .*decides nothing/),
      },
      { check: "deployable", status: "passing", ourRule: false },
    ]);
  });

  it("that fails without a failing check is a row by itself", () => {
    const { checks } = under([said("target", "target-name", "passing")], [], "failing");
    expect(checks[0]).toMatchObject({ check: "platform:verdict", status: "failing", sentence: "The whole." });
  });

  it("without a word for a check still says that there is none", () => {
    const { checks } = under([said("target", "target-name", "passing", " ")], []);
    expect(checks[0]?.sentence).not.toBe("");
  });
});
