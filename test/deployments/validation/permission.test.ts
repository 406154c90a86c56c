import { expect, it } from "vitest";
import { resultOf } from "./result-of.ts";

it("passes for an Owner who may read the candidate", () => {
  expect(resultOf("permission")).toMatchObject({ status: "passing", items: [] });
});

it("fails for a User and says which right is missing and who can grant it", () => {
  expect(resultOf("permission", { role: "USER" })).toMatchObject({
    status: "failing",
    sentence: expect.stringContaining("needs the role Owner; the role held is User. An Owner"),
  });
});

it("fails for a Consumer and for somebody without a role in the same words", () => {
  const consumer = resultOf("permission", { role: "CONSUMER" });
  expect(consumer.status).toBe("failing");
  expect(resultOf("permission", { role: null })).toEqual(consumer);
});

it("fails for an Owner who may not read the candidate", () => {
  expect(resultOf("permission", { candidateReadable: false })).toMatchObject({
    status: "failing",
    sentence: expect.stringContaining("candidate's registered model version may not be read"),
  });
});

it("names every missing right", () => {
  expect(resultOf("permission", { role: "USER", candidateReadable: false }).items).toHaveLength(2);
});
