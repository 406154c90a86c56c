// Lists begin with what a person opened or acted on last.
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { deploymentId } from "../../src/deployments/ids.ts";
import type { DeploymentQuery, SeenSummary } from "../../src/ports/platform.ts";
import { value } from "../support/answers.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, copyDeployment } from "../support/registry.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});

const open = async (name: string, label: string) =>
  value(await rig.operations.seeDeployment(rig.actor(name), await rig.byLabel(label)));

const page = async (name: string, query: Partial<DeploymentQuery> = {}) =>
  value(await rig.operations.search(rig.actor(name), { text: "", filter: {}, limit: 10, ...query }));

/** Every page of a list, with what happens between two pages. */
async function pages(
  name: string,
  query: Partial<DeploymentQuery> & Pick<DeploymentQuery, "limit">,
  between: (n: number) => Promise<void> = async () => undefined,
): Promise<readonly (readonly SeenSummary[])[]> {
  const all: (readonly SeenSummary[])[] = [];
  let after: string | undefined;
  do {
    const one = await page(name, { ...query, after });
    all.push(one.items);
    after = one.next ?? undefined;
    await between(all.length);
    if (all.length > 200) throw new Error("The list does not end.");
  } while (after !== undefined);
  return all;
}
const labels = (items: readonly SeenSummary[]) => items.map(({ label }) => label);

describe("the whole list", () => {
  test("begins with what was opened last, then has all others once, in their order", async () => {
    const before = labels((await pages("olivia", { limit: 100 })).flat());
    await open("olivia", "share");
    await open("olivia", "house-value");
    const recent = ["house-value", "share"];
    expect(labels((await pages("olivia", { limit: 100 })).flat())).toEqual([
      ...recent,
      ...before.filter((label) => !recent.includes(label)),
    ]);
  });

  test("is a person's own: others' lists stay as they were", async () => {
    const before = labels((await page("otto")).items);
    await open("olivia", "share");
    expect(labels((await page("otto")).items)).toEqual(before);
  });

  test.each([1, 2, 3, 5, 10, 20])(
    "in pages of %i leaves nothing out, repeats nothing, and no page but the last is short or empty",
    async (limit) => {
      for (const label of ["share", "card-default", "ext-fraud", "house-value", "shop-sales"])
        await open("olivia", label);
      const whole = labels((await page("olivia", { limit: 100 })).items);
      const all = await pages("olivia", { limit });
      expect(labels(all.flat())).toEqual(whole);
      expect(all.map((items) => items.length)).toEqual(
        all.map((_, i) => (i < all.length - 1 ? limit : whole.length - limit * (all.length - 1))),
      );
    },
  );

  test("ends without an empty page when everything was opened", async () => {
    for (const { label } of (await page("uma", { limit: 100 })).items) await open("uma", label);
    const all = await pages("uma", { limit: 2 });
    expect(all.at(-1)).not.toEqual([]);
    expect(new Set(labels(all.flat())).size).toBe(all.flat().length);
  });

  test("leaves nothing out when people open things while they leaf through it", async () => {
    const whole = labels((await page("olivia", { limit: 100 })).items);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.constantFrom(...whole), { maxLength: 25 }),
        fc.array(fc.array(fc.constantFrom(...whole), { maxLength: 4 }), { maxLength: 6 }),
        async (limit, first, between) => {
          for (const label of first) await open("olivia", label);
          const all = await pages("olivia", { limit }, async (n) => {
            rig.clock.advance(5_000);
            for (const label of between[n - 1] ?? []) await open("olivia", label);
          });
          expect(new Set(labels(all.flat()))).toEqual(new Set(whole));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("starts again with a cursor that was never given out", async () => {
    await open("olivia", "share");
    const start = await page("olivia");
    for (const after of ["", "x", "zzzz", "1.2", "..", "<!channel>", "1".repeat(500)])
      expect(labels((await page("olivia", { after })).items)).toEqual(labels(start.items));
  });
});

describe("a searched or filtered list", () => {
  test("has the recent ones first within its page", async () => {
    const before = labels((await page("olivia", { text: "sales" })).items);
    expect(before).toEqual(["regional-sales", "shop-sales"]);
    await open("olivia", "shop-sales");
    expect(labels((await page("olivia", { text: "sales" })).items)).toEqual(["shop-sales", "regional-sales"]);
    const high = (await page("olivia", { filter: { importance: "HIGH" } })).items;
    expect(high.map(({ importance }) => importance)).toEqual(high.map(() => "HIGH"));
  });
});

describe("what counts", () => {
  test("asking for a change and reviewing it, not only opening", async () => {
    const asked = value(await rig.ask("olivia", {}));
    expect(labels((await page("olivia")).items)[0]).toBe("card-default");
    await rig.settle();
    await open("mona", "share");
    value(
      await rig.operations.review(rig.actor("mona"), asked.id, {
        edition: 1,
        decision: "comment",
        comment: "Looks fine.",
      }),
    );
    expect(labels((await page("mona")).items).slice(0, 2)).toEqual(["card-default", "share"]);
  });

  test("only what the person may still see: lost rights and deleted deployments leave the list", async () => {
    await open("uma", "card-default");
    expect(labels((await page("uma")).items)[0]).toBe("card-default");
    await changeDeployment(rig, "card-default", { grants: [] });
    expect(labels((await pages("uma", { limit: 10 })).flat())).not.toContain("card-default");
  });

  test("the last 20", async () => {
    for (let n = 0; n < 22; n += 1)
      await copyDeployment(rig, "share", { id: deploymentId(`d-copy-${n}`), label: `zz-${n}` });
    for (let n = 0; n < 22; n += 1) await open("olivia", `zz-${n}`);
    await rig.settle();
    rig.restart();
    const list = labels((await page("olivia", { limit: 30 })).items);
    expect(list.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => `zz-${21 - i}`));
    expect(list[20]).not.toMatch(/^zz/);
  });
});

describe("keeping it", () => {
  test("survives the process, and writes nothing when the same one is opened again", async () => {
    await open("olivia", "share");
    await rig.settle();
    const commits = rig.store.commits();
    await open("olivia", "share");
    await rig.settle();
    expect(rig.store.commits()).toBe(commits);
    rig.restart();
    expect(labels((await page("olivia")).items)[0]).toBe("share");
  });

  test("is written when the process stops in order", async () => {
    await open("olivia", "share");
    await rig.worker.stop();
    rig.restart();
    expect(labels((await page("olivia")).items)[0]).toBe("share");
  });

  test("never fails the act: with a store that takes nothing, the card still opens and the list still comes", async () => {
    let broken = false;
    rig = await operationsRig({
      wrapStore: (store) =>
        new Proxy(store, {
          get: (target, key) =>
            key === "commit" && broken
              ? async () => ({ outcome: "failed", reason: "The store is full." })
              : Reflect.get(target, key),
        }),
    });
    broken = true;
    await open("olivia", "share");
    await rig.worker.drain();
    expect(rig.logged.map(({ event }) => event)).toContain("recents-not-kept");
    expect((await page("olivia")).items.length).toBeGreaterThan(3);
  });
});
