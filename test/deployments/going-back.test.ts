import { describe, expect, test } from "vitest";
import type { HistoryEntry } from "../../src/deployments/deployment.ts";
import { goingBackTo } from "../../src/deployments/going-back.ts";
import { packageId } from "../../src/deployments/ids.ts";

/** Champions, newest first; each came a day after the one before. */
const historyOf = (...champions: readonly string[]): { history: HistoryEntry[] } => ({
  history: champions.map((champion, at) => ({
    packageId: packageId(champion),
    packageName: champion,
    from: (champions.length - at) * 86_400_000,
    reason: "ERRORS",
    by: "Olivia",
    effectKey: null,
  })),
});

describe("going back", () => {
  test("is possible to every model that served before, until its successor came", () => {
    const deployment = historyOf("v5", "v4", "v3");
    expect(goingBackTo(deployment, packageId("v4"))).toEqual({ servedUntil: 3 * 86_400_000 });
    expect(goingBackTo(deployment, packageId("v3"))).toEqual({ servedUntil: 2 * 86_400_000 });
  });

  test("is not what a new model or the champion itself is", () => {
    const deployment = historyOf("v5", "v4");
    expect(goingBackTo(deployment, packageId("v6"))).toBeNull();
    expect(goingBackTo(deployment, packageId("v5"))).toBeNull();
  });

  test("never leads to a model that was itself gone back from: what was on fire does not return by the same door", () => {
    expect(goingBackTo(historyOf("v3", "v4", "v3"), packageId("v4"))).toBeNull();
    // Also when others have served since.
    expect(goingBackTo(historyOf("v6", "v3", "v4", "v3"), packageId("v4"))).toBeNull();
    expect(goingBackTo(historyOf("v6", "v3", "v4", "v3"), packageId("v3"))).not.toBeNull();
  });
});
