// An edit asks only for what the person changed: what others do to the other fields meanwhile stays.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeOf, wordsOf } from "../../src/actions/request-words.ts";
import type { Card } from "../../src/block-kit/blocks.ts";
import type { ChangeRequest, Json } from "../../src/requests/request.ts";
import { requestCard } from "../../src/slack/cards/request-card.ts";
import { reviewPrompt } from "../../src/slack/cards/review-prompt.ts";
import { value } from "../support/answers.ts";
import { askFor, confirm, confirmed } from "../support/asking.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, deploymentOf } from "../support/registry.ts";
import { chose, openedForm, type stateOf, submitted } from "./forms.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const LABEL = "house-value";
const typed = (text: string) => ({ value: text });
const description = (text: string) => ({ "edit.description": typed(text) });

const open = (prefill?: Json) =>
  openedForm(rig, {
    who: "olivia",
    action: "edit",
    label: LABEL,
    ...(prefill === undefined ? {} : { prefill }),
  });
const asked = (input: Json) => askFor(rig, "olivia", { action: "edit", label: LABEL, input });
const details = (request: ChangeRequest) => wordsOf(request).details(request);

/** The form is opened, somebody else changes the deployment, and then it is submitted. */
async function meanwhile(
  other: Parameters<typeof changeDeployment>[2],
  changed: Parameters<typeof stateOf>[1],
): Promise<ChangeRequest> {
  const form = await open();
  await changeDeployment(rig, LABEL, other);
  return asked(submitted("edit", form, changed));
}

describe("a field that nobody touched", () => {
  it("stays as another made it while the form was open, and is no part of what is asked for", async () => {
    const request = await meanwhile(
      { description: "Theirs.", importance: "HIGH" },
      { "edit.label": typed("House prices") },
    );
    expect(request.assessment).toMatchObject({ status: "passing", policies: [] });
    expect(details(request)).toEqual([{ label: "Label", value: "house-value → House prices" }]);
    expect((await confirmed(rig, "olivia", request)).state.name).toBe("succeeded");
    expect(await deploymentOf(rig, "House prices")).toMatchObject({
      description: "Theirs.",
      importance: "HIGH",
    });
  });

  it("stays as another made it between the check and the effect", async () => {
    const request = await asked(submitted("edit", await open(), { "edit.label": typed("House prices") }));
    await changeDeployment(rig, LABEL, { description: "Theirs." });
    expect((await confirmed(rig, "olivia", request)).state.name).toBe("succeeded");
    expect(await deploymentOf(rig, "House prices")).toMatchObject({ description: "Theirs." });
  });

  it("stays as it is now when an edit that another's importance made stale is asked again", async () => {
    const request = await asked(submitted("edit", await open(), description("Mine.")));
    await changeDeployment(rig, LABEL, { importance: "HIGH" });
    value(await confirm(rig, "olivia", request));
    await rig.settle();
    expect((await rig.request(request.id)).state.name).toBe("stale");
    value(await rig.operations.askAgain(rig.actor("olivia"), request.id, { edition: 1 }));
    await rig.settle();
    const again = await rig.request(request.id);
    expect(details(again).map(({ label }) => label)).toEqual(["Description"]);
    const shown = { edition: again.edition, warningsRead: true, attested: [] };
    value(await rig.operations.confirm(rig.actor("olivia"), again.id, shown));
    await rig.settle();
    expect(await deploymentOf(rig, LABEL)).toMatchObject({ description: "Mine.", importance: "HIGH" });
  });

  it("is no wish although the form cut its text", async () => {
    await changeDeployment(rig, LABEL, { description: `${"R&D ".repeat(600)}end` });
    const { description: long } = await deploymentOf(rig, LABEL);
    const request = await asked(submitted("edit", await open(), { "edit.importance": chose("MODERATE") }));
    expect(details(request)).toEqual([{ label: "Importance", value: "Low → Moderate" }]);
    await confirmed(rig, "olivia", request);
    expect(await deploymentOf(rig, LABEL)).toMatchObject({ description: long, importance: "MODERATE" });
  });

  it("alone makes no edit", async () => {
    const request = await meanwhile({ description: "Theirs." }, {});
    expect(request.state).toMatchObject({ name: "refused", refusal: { code: "conflict" } });
  });
});

describe("a field that both changed", () => {
  it("is asked for after a warning of what it is by now", async () => {
    const request = await meanwhile({ description: "Theirs." }, description("Mine."));
    expect(request.assessment).toMatchObject({ status: "warning" });
    expect(request.assessment?.shown).toEqual([
      { label: "Description", value: "Theirs. → Mine." },
      {
        label: "⚠️ Warning",
        value: "Description was changed meanwhile: “Theirs.” is there now and will become “Mine.”.",
      },
    ]);
  });

  it("to the same is no change", async () => {
    const request = await meanwhile(
      { description: "Ours." },
      { ...description("Ours."), "edit.label": typed("House prices") },
    );
    expect(request.assessment).toMatchObject({ status: "passing" });
    expect(details(request).map(({ label }) => label)).toEqual(["Label"]);
  });

  it("makes what was confirmed stale where it comes after the check", async () => {
    const request = await asked(submitted("edit", await open(), description("Mine.")));
    await changeDeployment(rig, LABEL, { description: "Theirs." });
    expect((await confirmed(rig, "olivia", request)).state).toMatchObject({
      name: "stale",
      changes: [{ what: "description", now: "Theirs." }],
    });
  });
});

describe("Undo", () => {
  const undone = async () => {
    const request = await asked(submitted("edit", await open(), description("Mine.")));
    const done = await confirmed(rig, "olivia", request);
    return wordsOf(done).inverse?.prefill?.(done) ?? null;
  };

  it("asks only for the fields that the edit changed", async () => {
    const { description: before } = await deploymentOf(rig, LABEL);
    const prefill = await undone();
    await changeDeployment(rig, LABEL, { importance: "HIGH" });
    const request = await asked(submitted("edit", await open(prefill)));
    expect(details(request)).toEqual([{ label: "Description", value: `Mine. → ${before}` }]);
    expect(request.assessment).toMatchObject({ status: "passing" });
  });

  it("warns where somebody else changed such a field since", async () => {
    const prefill = await undone();
    await changeDeployment(rig, LABEL, { description: "Theirs." });
    const request = await asked(submitted("edit", await open(prefill)));
    expect(JSON.stringify(request.assessment?.shown)).toContain(
      "Description was changed meanwhile: “Theirs.” is there now",
    );
  });
});

describe("the change in one line", () => {
  const label = { "edit.label": typed("card-default") };
  const importance = { "edit.importance": chose("MODERATE") };
  it.each([
    { what: "one field", changed: label, line: "label house-value → card-default" },
    {
      what: "a description alone, cut",
      changed: description("x".repeat(200)),
      line: `description First estimate for a mortgage; far-off inputs go to a person. → ${"x".repeat(100)}…`,
    },
    {
      what: "a description among others",
      changed: { ...label, ...description("Mine.") },
      line: "label house-value → card-default, description changed",
    },
    {
      what: "all three",
      changed: { ...label, ...importance, ...description("Mine.") },
      line: "label house-value → card-default, importance Low → Moderate, description changed",
    },
  ])("names $what", async ({ changed, line }) => {
    const { from, to } = changeOf(await asked(submitted("edit", await open(), changed)));
    expect(`${from} → ${to}`).toBe(line);
  });
});

describe("Importance on the cards", () => {
  const named = ({ blocks }: Pick<Card, "blocks">) =>
    JSON.stringify(blocks).match(/\*Importance\*\\n[^"]*/g) ?? [];
  const view = async (changed: Parameters<typeof stateOf>[1]) => {
    const { id } = await asked(submitted("edit", await open(), changed));
    return value(await rig.operations.request(rig.actor("olivia"), id));
  };

  it("is old and new alone where it is edited", async () => {
    const [policy] = rig.policies.policies;
    if (policy === undefined) throw new Error("The sample policy is there.");
    const any = { importance: null, labels: null, requesterGroups: null };
    rig.policies = { ...rig.policies, policies: [{ ...policy, actions: ["edit"], when: any }] };
    const pending = await view({ "edit.importance": chose("MODERATE") });
    expect(pending.request.state.name).toBe("pending");
    for (const card of [requestCard(pending), reviewPrompt(pending, { edition: 1 })])
      expect(named(card)).toEqual(["*Importance*\\nLow → Moderate"]);
  });

  it("is the deployment's where something else is edited", async () => {
    expect(named(requestCard(await view({ "edit.label": typed("House prices") })))).toEqual([
      "*Importance*\\nLow importance",
    ]);
  });
});

it("takes all three fields of a request without a base for wishes", async () => {
  const request = await asked({ label: LABEL, description: "Mine.", importance: "MODERATE" });
  expect(details(request).map(({ label }) => label)).toEqual(["Description", "Importance"]);
  const { description } = await deploymentOf(rig, LABEL);
  expect(request.assessment?.facts).toEqual({ before: { label: LABEL, description, importance: "LOW" } });
});

it.each([
  { what: "a base that is no object", base: "house-value" },
  { what: "a base without a description", base: { label: "0", importance: null } },
  {
    what: "a base of an importance that there is not",
    base: { label: "0", description: "0", importance: "URGENT" },
  },
])("refuses $what", async ({ base }) => {
  const input = { label: LABEL, description: "Mine.", importance: "LOW", base } as Json;
  await expect(asked(input)).rejects.toThrow();
});
