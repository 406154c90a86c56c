// A platform with a word of its own on replacements: it decides, and people see where our comparison says otherwise.
import { beforeEach, expect, test } from "vitest";
import type { PlatformVerdict } from "../../src/ports/platform.ts";
import { PlatformUnavailable } from "../../src/ports/platform.ts";
import { checksFile } from "../../src/slack/cards/checks-file.ts";
import { checkResultView } from "../../src/slack/views/check-result.ts";
import { aView } from "../slack/cards/views.ts";
import { value } from "../support/answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";

let said: PlatformVerdict | null;
let down: boolean;
let asked: unknown[];
let rig: OperationsRig;

const check = (
  name: string,
  of: PlatformVerdict["checks"][number]["check"],
  status: PlatformVerdict["status"],
): PlatformVerdict["checks"][number] => ({
  name,
  check: of,
  status,
  message: `${name}: the server's words.`,
});

beforeEach(async () => {
  said = { status: "passing", message: "Go ahead.", checks: [check("target", "target-name", "passing")] };
  [down, asked] = [false, []];
  rig = await operationsRig({
    wrapPlatform: (platform) => ({
      ...platform,
      verdict: async (replacement, caller) => {
        asked.push([replacement, caller.kind === "person" ? caller.person.name : caller.kind]);
        if (down) throw new PlatformUnavailable("It is down.");
        return said;
      },
    }),
  });
});

async function checked(input: Parameters<OperationsRig["ask"]>[1] = {}) {
  const { id } = value(await rig.ask("olivia", input));
  await rig.settle();
  return await rig.request(id);
}
const shown = (request: Awaited<ReturnType<typeof checked>>): string =>
  JSON.stringify(checkResultView(aView(request)));

test("the verdict is asked for in the name of whoever asks, with the version that they chose", async () => {
  await checked();
  expect(asked[0]).toEqual([{ deploymentId: "d-card-default", packageId: "p-card-default-4" }, "Olivia"]);
});

test("a replacement that we would refuse goes on when the platform lets it pass, and the difference is shown", async () => {
  // Version 7 predicts another target.
  const request = await checked({ packageId: "p-card-default-7" });
  expect(request.state.name).not.toBe("refused");
  expect(request.assessment?.status).toBe("passing");
  expect(shown(request)).toContain("Our own comparison says otherwise");
  expect(shown(request)).toContain("the server's words.");
  expect(checksFile(request)?.text).toContain("Our own comparison: Failing");
});

test("a replacement that we would let pass is refused when the platform does, in its words and with its names", async () => {
  said = {
    status: "failing",
    message: "No.",
    checks: [check("quantumState", null, "failing"), check("target", "target-name", "failing")],
  };
  const request = await checked();
  expect(request.state).toMatchObject({
    name: "refused",
    refusal: { sentence: expect.stringContaining("quantumState: quantumState: the server's words.") },
  });
  expect(shown(request)).toContain("Our own comparison says otherwise");
});

test("warnings of the platform have to be read", async () => {
  said = { status: "warning", message: "", checks: [check("features", "no-new-features", "warning")] };
  expect((await checked()).state.name).toBe("checked");
});

test("a verdict that is another one when it is to be done makes the approval stale, check by check", async () => {
  const request = await checked();
  said = { status: "warning", message: "", checks: [check("target", "target-name", "warning")] };
  value(
    await rig.operations.review(rig.actor("ada"), request.id, {
      edition: request.edition,
      decision: "approve",
      comment: "",
    }),
  );
  await rig.settle();
  const after = await rig.request(request.id);
  expect(after.state).toMatchObject({
    name: "stale",
    changes: [{ what: "check Target name (target)", approved: "passing", now: "warning" }],
  });
});

test("a version that the platform does not show to the person is not there", async () => {
  said = null;
  expect((await checked()).state).toMatchObject({
    name: "refused",
    refusal: { code: "not-found", field: "version" },
  });
});

test("without the platform's word nothing is decided", async () => {
  down = true;
  expect((await checked()).state.name).toBe("checking");
});
