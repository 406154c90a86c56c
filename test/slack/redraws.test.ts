// Two controls of one form, pressed faster than it is redrawn.
import { describe, expect, it } from "vitest";
import type { OpenView } from "../../src/slack/handlers/views.ts";
import { redraws } from "../../src/slack/redraws.ts";

/** A view as Slack keeps it: an update that names an older state is refused. */
function view(id = "V1") {
  let version = 0;
  const refused: string[] = [];
  return {
    id,
    refused,
    hash: () => `h${version}`,
    changeByOthers: () => {
      version += 1;
    },
    update: async ({ hash }: OpenView): Promise<OpenView | null> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (hash !== `h${version}`) {
        refused.push(String(hash));
        return null;
      }
      version += 1;
      return { id, hash: `h${version}` };
    },
  };
}

describe("redraws of one view", () => {
  it("follow one another, each over the one before", async () => {
    const [lines, one] = [redraws(), view()];
    const pressed = { id: one.id, hash: one.hash() };
    await Promise.all([1, 2, 3].map(() => lines.inTurn(pressed, one.update)));
    expect([one.hash(), one.refused]).toEqual(["h3", []]);
    // Pressed before the last redraw was seen, and handled after it.
    await lines.inTurn({ id: one.id, hash: "h1" }, one.update);
    expect([one.hash(), one.refused]).toEqual(["h4", []]);
  });

  it("never go over what somebody else drew", async () => {
    const [lines, one] = [redraws(), view()];
    const pressed = { id: one.id, hash: one.hash() };
    await lines.inTurn(pressed, one.update);
    one.changeByOthers();
    await lines.inTurn(pressed, one.update);
    expect([one.hash(), one.refused]).toEqual(["h2", ["h1"]]);
    await lines.inTurn({ id: one.id, hash: one.hash() }, one.update);
    expect(one.hash()).toBe("h3");
  });

  it("do not wait for those of another view, nor for one that failed", async () => {
    const [lines, one, other] = [redraws(), view("V1"), view("V2")];
    const failing = lines.inTurn({ id: one.id, hash: one.hash() }, async () => {
      throw new Error("no answer");
    });
    await lines.inTurn({ id: other.id, hash: other.hash() }, other.update);
    await expect(failing).rejects.toThrow("no answer");
    await lines.inTurn({ id: one.id, hash: one.hash() }, one.update);
    expect([one.hash(), other.hash()]).toEqual(["h1", "h1"]);
  });
});
