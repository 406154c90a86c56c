// Scoring code: from asking to the bytes in somebody's hands. Reference: deployment actions, section 3.4.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/deployments/decision.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value;
}

const INPUT = { language: "cli", include: [], form: "binary", acknowledged: false } as const;

let wishes = 0;
async function ask(name: string, label: string, input: Json = INPUT): Promise<ChangeRequest> {
  wishes += 1;
  const asked = await rig.operations.ask(rig.actor(name), {
    action: "scoring-code",
    deploymentId: await rig.byLabel(label),
    deploymentLabel: label,
    input,
    comment: "",
    apply: "on-approval",
    origin: { viewId: null, channel: null },
    wishKey: `C${wishes}`,
  });
  const { id } = value(asked);
  await rig.settle();
  return rig.request(id);
}

async function build(name: string, label: string, input: Json = INPUT): Promise<ChangeRequest> {
  const { id, state } = await ask(name, label, input);
  expect(state.name).toBe("checked");
  value(await rig.operations.confirm(rig.actor(name), id, { edition: 1, warningsRead: true, attested: [] }));
  await rig.settle();
  return rig.request(id);
}

describe("a build", () => {
  test("reports when it is done, to whoever asked and to nobody else", async () => {
    const done = await build("uma", "card-default");
    expect(done.state).toMatchObject({ name: "succeeded", outcome: { to: "binary JAR" } });
    expect(rig.messenger.of("outcome-notice")).toEqual([]);
    expect(rig.messenger.of("requester-note")).not.toEqual([]);
  });
});
