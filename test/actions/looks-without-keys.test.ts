// What a look finds out on a platform that keeps no keys of ours: the deployment's own state is all that there is to go by.
import { describe, expect, it } from "vitest";
import type { EffectAction } from "../../src/actions/action.ts";
import { effectAction } from "../../src/actions/index.ts";
import type { Deployment } from "../../src/deployments/deployment.ts";
import { useCaseId } from "../../src/deployments/ids.ts";
import type { StatisticsHour } from "../../src/deployments/statistics.ts";
import type { Platform } from "../../src/ports/platform.ts";
import type { Intent, Json } from "../../src/requests/request.ts";
import { aDeployment } from "../support/builders.ts";
import { anAssessment, aRequest, NOW } from "../support/request-builders.ts";

interface Seen {
  readonly deployment?: Deployment | null;
  readonly hours?: readonly StatisticsHour[];
}

async function look(
  action: EffectAction["name"],
  { before, input = {}, facts = {}, seen }: { before: Json; input?: Json; facts?: Json; seen: Seen },
) {
  const platform = {
    recordsEffectKeys: false,
    effect: async () => null,
    deployment: async () => seen.deployment ?? null,
    statistics: async () => seen.hours ?? [],
  } as unknown as Platform;
  const intent: Intent = { effectKey: "r.1", at: NOW, attempt: 1, before, lastCallAt: NOW + 5 };
  const request = aRequest({ action, input, assessment: anAssessment({ facts }) });
  return await effectAction(action).effect.happened(platform, request, intent);
}

describe("a change of status", () => {
  const status = (of: Deployment["status"]): Seen => ({ deployment: aDeployment({ status: of }) });
  it.each([
    ["active", "yes"],
    ["inactive", "no"],
    ["launching", "in-progress"],
    ["errored", "failed"],
    ["archived", "changed-by-others"],
  ] as const)("to active that shows %s: %s", async (shows, answer) => {
    expect((await look("activate", { before: { status: "inactive" }, seen: status(shows) })).answer).toBe(
      answer,
    );
  });
  it("to inactive that ended in an error went wrong", async () => {
    const found = await look("deactivate", { before: { status: "active" }, seen: status("errored") });
    expect(found).toMatchObject({ answer: "failed", sentence: expect.stringContaining("errored") });
  });
});

describe("links to several Use Cases", () => {
  const [a, b, other] = [useCaseId("u-a"), useCaseId("u-b"), useCaseId("u-c")];
  const facts = (way: string) => ({
    way,
    useCases: [
      { id: a, name: "Alpha" },
      { id: b, name: "Beta" },
    ],
  });
  const linked = (...useCases: (typeof a)[]): Seen => ({ deployment: aDeployment({ useCases }) });
  const linking = (seen: Seen) =>
    look("use-cases", { before: [], input: { way: "link", useCases: [a, b] }, facts: facts("link"), seen });

  it.each([
    [[], "no"],
    [[other], "no"],
    [[a, b, other], "yes"],
  ] as const)("that shows %j: %s", async (shows, answer) => {
    expect((await linking(linked(...shows))).answer).toBe(answer);
  });
  it("of which one was made says which is missing", async () => {
    expect(await linking(linked(a))).toEqual({
      answer: "failed",
      sentence: "Only a part was done: Alpha linked, Beta not. Ask again for what is missing.",
    });
  });
  it("of which one was taken away says the same of unlinking", async () => {
    const input = { way: "unlink", marked: [a, b] };
    const found = await look("use-cases", { before: [a, b], input, facts: facts("unlink"), seen: linked(b) });
    expect(found).toMatchObject({
      answer: "failed",
      sentence: expect.stringContaining("Alpha unlinked, Beta not"),
    });
  });
});

describe("clearing statistics", () => {
  const hour = (predictions: number, accuracy = 0): StatisticsHour =>
    ({ hour: 0, model: "p-3", predictions, service: 1, drift: 1, accuracy }) as unknown as StatisticsHour;
  const input = {
    model: "p-3",
    range: "whole",
    start: null,
    end: null,
    until: 3_600_000,
    zone: "UTC",
    reason: "Test.",
    confirmed: true,
  };
  const before = { hours: 2, predictions: 20, service: 2, drift: 2, accuracy: 0 };

  it.each([
    ["nothing is left", [], "yes"],
    ["all is there", [hour(10), { ...hour(10), hour: 1 }], "no"],
    ["a part is left", [hour(10)], "no"],
    ["actual values arrived late for all of it", [hour(10, 5), { ...hour(10), hour: 1 }], "no"],
  ] as const)("where %s: may be sent again unless nothing is left", async (_, hours, answer) => {
    const deployment = aDeployment();
    expect((await look("clear-statistics", { before, input, seen: { deployment, hours } })).answer).toBe(
      answer,
    );
  });
});
