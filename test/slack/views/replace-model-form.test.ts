import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseFormMetadata,
  parseReplaceModelForm,
  type ReplaceFormOptions,
  registeredModelOption,
  replaceModelForm,
  versionOption,
} from "../../../src/actions/replace-model/form.ts";
import { replaceModelInput } from "../../../src/actions/replace-model/input.ts";
import type { Modal } from "../../../src/block-kit/blocks.ts";
import { checkOptions } from "../../../src/block-kit/check.ts";
import { registeredModelId } from "../../../src/deployments/ids.ts";
import type { ReplaceForm } from "../../../src/operations/operations.ts";
import { ACTION_IDS } from "../../../src/slack/action-ids.ts";
import { A_VERSION, blockOfField } from "../../../src/slack/views/replace-model-state.ts";
import { aChallenger, aDeployment, anEnvironment, aPackage } from "../../support/builders.ts";
import { expectSafeView, foreignText } from "../../support/foreign-text.ts";
import { aMatchedPolicy, aPerson, aRequest, NOW } from "../../support/request-builders.ts";

const aForm = (over: Partial<ReplaceForm> = {}): ReplaceForm => ({
  deployment: aDeployment(),
  champion: aPackage(),
  person: aPerson("otto"),
  challengers: [],
  previousChampion: aPackage({ version: 2 }),
  policies: [],
  policyNote: "No policy matches.",
  open: [],
  rollbackWaived: false,
  ...over,
});
const withChallenger = () =>
  aForm({
    deployment: aDeployment({ challengers: [aChallenger(5)] }),
    challengers: [aPackage({ version: 5 })],
  });
const draw = (form: ReplaceForm = aForm(), over: Partial<ReplaceFormOptions> = {}): Modal =>
  replaceModelForm(form, { rollback: false, channel: "C1", now: NOW, ...over });

const inputsOf = (view: Modal) => view.blocks.flatMap((block) => (block.type === "input" ? [block] : []));
const ids = (view: Modal) => inputsOf(view).map((block) => block.block_id);
const elementOf = (view: Modal, actionId: string) =>
  inputsOf(view)
    .map((block) => block.element)
    .find((element) => element.action_id === actionId);
const metadataOf = (view: Modal) => {
  const metadata = parseFormMetadata(view.private_metadata ?? "");
  if (metadata === null) throw new Error("the form carries its metadata");
  return metadata;
};

/** What Slack sends for the form as drawn: initial values, with some chosen. */
function submitted(
  view: Modal,
  choices: Readonly<Record<string, { value: string; description?: string }>> = {},
) {
  return Object.fromEntries(
    inputsOf(view).map(({ block_id: blockId = "", element }) => {
      const actionId = element.action_id ?? "";
      const choice = choices[actionId];
      const initial = "initial_option" in element ? element.initial_option : undefined;
      const option =
        choice === undefined
          ? (initial ?? null)
          : {
              value: choice.value,
              ...(choice.description
                ? { description: { type: "plain_text", text: choice.description } }
                : {}),
            };
      return [blockId, { [actionId]: { type: element.type, selected_option: option, value: null } }];
    }),
  );
}
const ACCURACY = { [ACTION_IDS.replacementReason]: { value: "ACCURACY" } };

describe("the replacement form", () => {
  it("is this, when a policy matches", () => {
    expect(
      draw(aForm({ policies: [aMatchedPolicy()], policyNote: "Importance is HIGH." })),
    ).toMatchSnapshot();
  });

  it("has the heading, the champion with age, drift and accuracy, and the seven reasons", () => {
    const view = draw();
    const text = JSON.stringify(view.blocks);
    for (const part of [
      "Replace registered model version",
      "Credit default v3",
      "10 days",
      "0 of 7 features drifted",
      "AUC 0.77",
    ]) {
      expect(text).toContain(part);
    }
    const reasons = elementOf(view, ACTION_IDS.replacementReason);
    expect(reasons?.type === "static_select" ? reasons.options?.map((each) => each.text.text) : []).toEqual([
      "Accuracy",
      "Data Drift",
      "Errors",
      "Scheduled Refresh",
      "Scoring Speed",
      "Deprecation",
      "Other",
    ]);
  });

  it("names what is open already, but not the request that is edited", () => {
    const open = [aRequest()];
    expect(JSON.stringify(draw(aForm({ open })))).toContain(`Open already:* ${aRequest().reference} by`);
    expect(JSON.stringify(draw(aForm({ open }), { earlier: aRequest() }))).not.toContain("Open already");
  });

  it("names one's own open request as one's own", () => {
    const own = aForm({ open: [aRequest()], person: aRequest().requester });
    expect(JSON.stringify(draw(own))).toContain(`You have asked already:* ${aRequest().reference}:`);
    expect(JSON.stringify(draw(own))).not.toContain("Open already");
  });

  it("says once that no approval is needed", () => {
    const waiver = "No approval is needed to go back to a champion of the last 30 days.";
    const text = JSON.stringify(
      draw(aForm({ policyNote: waiver, rollbackWaived: true }), { rollback: true }),
    );
    expect(text).toContain(waiver);
    expect(text).not.toContain("No approval needed.");
    expect(JSON.stringify(draw())).toContain("No approval needed. No policy matches.");
  });

  it("asks when to apply only when a policy matches", () => {
    expect(ids(draw())).not.toContain("replace.apply");
    expect(ids(draw(aForm({ policies: [aMatchedPolicy()] })))).toContain("replace.apply");
    const waived = aForm({ policies: [aMatchedPolicy()], rollbackWaived: true });
    expect(ids(draw(waived, { rollback: true }))).not.toContain("replace.apply");
  });

  it("empties the version, and nothing else, when another registered model is chosen", () => {
    const before = draw();
    const after = draw(aForm(), {
      registeredModel: { id: registeredModelId("rm-other"), name: "Other model" },
    });
    const changed = ids(before).filter((id) => !ids(after).includes(id));
    expect(changed).toEqual(["replace.version:rm-credit-default"]);
    expect(elementOf(after, ACTION_IDS.version)).not.toHaveProperty("initial_option");
    expect(metadataOf(after).registeredModel).toBe("rm-other");
  });

  it("offers challengers only where there are any", () => {
    expect(elementOf(draw(), ACTION_IDS.challenger)).toBeUndefined();
    expect(elementOf(draw(withChallenger()), ACTION_IDS.challenger)).toMatchObject({
      type: "static_select",
      options: [{ text: { text: "A registered model version" } }, { value: "c-5" }],
      initial_option: { value: A_VERSION },
    });
  });

  it("asks for a version or for nothing more, as is chosen, and calls neither optional", () => {
    const version = draw(withChallenger());
    const challenger = draw(withChallenger(), { promote: "c-5" });
    const models = ["replace.registered-model", "replace.version:rm-credit-default"];
    expect(ids(challenger)).toEqual(ids(version).filter((id) => !models.includes(id ?? "")));
    for (const view of [version, challenger])
      for (const { block_id: id, optional } of inputsOf(view))
        expect({ id, optional }).toEqual({ id, optional: id === "replace.comment" });
    expect(elementOf(challenger, ACTION_IDS.challenger)).toMatchObject({ initial_option: { value: "c-5" } });
    expect(ids(draw(withChallenger(), { promote: "c-gone" }))).toEqual(ids(version));
  });

  it("comes with the challenger that an earlier edition asked for, until a version is chosen instead", () => {
    const input = { reason: "ACCURACY", packageId: "p-5", promote: "c-5", rollback: false };
    const earlier = aRequest({ input });
    const view = draw(withChallenger(), { earlier });
    expect(parseReplaceModelForm(submitted(view), metadataOf(view))).toMatchObject({ ok: true, input });
    const other = draw(withChallenger(), { earlier, promote: null });
    expect(elementOf(other, ACTION_IDS.version)).not.toHaveProperty("initial_option");
  });

  it("comes prefilled with the previous champion when it goes back, and names what it will not restore", () => {
    const view = draw(aForm(), { rollback: true });
    const version = elementOf(view, ACTION_IDS.version);
    expect(version?.type === "external_select" ? version.initial_option?.value : null).toBe("p-2");
    const reason = elementOf(view, ACTION_IDS.replacementReason);
    expect(reason?.type === "static_select" ? reason.initial_option?.value : null).toBe("ERRORS");
    for (const part of ["does not restore", "Settings changed", "Challengers", "Statistics"]) {
      expect(JSON.stringify(view.blocks)).toContain(part);
    }
    expect(JSON.stringify(draw(aForm({ previousChampion: null }), { rollback: true }).blocks)).toContain(
      "No previous champion",
    );
  });

  it("comes prefilled with what an earlier edition asked for", () => {
    const earlier = aRequest({
      comment: "As *written*.",
      apply: "by-hand",
      input: { reason: "DATA_DRIFT", packageId: "p-4", promote: null, rollback: false },
    });
    const view = draw(aForm({ policies: [aMatchedPolicy()] }), {
      earlier,
      earlierVersion: "Credit default v4",
    });
    const answer = parseReplaceModelForm(submitted(view), metadataOf(view));
    expect(answer).toMatchObject({ ok: true, input: earlier.input, apply: "by-hand" });
    expect(metadataOf(view).edit).toEqual({ id: earlier.id, edition: 1 });
    const comment = elementOf(view, ACTION_IDS.replacementComment);
    expect(comment?.type === "plain_text_input" ? comment.initial_value : null).toBe("As *written*.");
  });

  it("is one that Slack takes, whatever the names are", () => {
    fc.assert(
      fc.property(foreignText(), foreignText(), fc.boolean(), (one, two, rollback) => {
        const named = (version: number) =>
          aPackage({
            version,
            name: one,
            modelType: two,
            registeredModel: { id: registeredModelId("rm-1"), name: two },
          });
        const form = aForm({
          deployment: aDeployment({
            label: one,
            environment: anEnvironment({ name: two }),
            challengers: [aChallenger(5)],
          }),
          champion: named(3),
          previousChampion: named(2),
          challengers: [named(5)],
          policies: [aMatchedPolicy({ name: one })],
          policyNote: two,
        });
        expectSafeView(draw(form, { rollback }));
        const options = [
          registeredModelOption({ id: registeredModelId("rm-1"), name: one }),
          versionOption({ package: named(3), incompatible: null }),
          versionOption({ package: named(3), incompatible: two }),
        ];
        expect(checkOptions({ options })).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the submitted form", () => {
  it("gives what the action's schema takes", () => {
    const view = draw();
    const answer = parseReplaceModelForm(
      submitted(view, { ...ACCURACY, [ACTION_IDS.version]: { value: "p-4" } }),
      metadataOf(view),
    );
    expect(answer).toEqual({
      ok: true,
      input: { reason: "ACCURACY", packageId: "p-4", promote: null, rollback: false },
      comment: "",
      apply: "on-approval",
    });
    expect(replaceModelInput.safeParse(answer.ok ? answer.input : null).success).toBe(true);
  });

  it("promotes a challenger with its version", () => {
    const view = draw(withChallenger());
    const answer = parseReplaceModelForm(
      submitted(view, { ...ACCURACY, [ACTION_IDS.challenger]: { value: "c-5" } }),
      metadataOf(view),
    );
    expect(answer).toMatchObject({ ok: true, input: { packageId: "p-5", promote: "c-5" } });
  });

  it("tells what is missing beside its field", () => {
    const view = draw();
    const answer = parseReplaceModelForm(submitted(view), metadataOf(view));
    expect(answer.ok ? [] : Object.keys(answer.errors)).toEqual([
      "replace.reason",
      "replace.version:rm-credit-default",
    ]);
  });

  it("takes the challenger that was chosen last, also before the version was taken out of the form", () => {
    const view = draw(withChallenger());
    const both = {
      ...ACCURACY,
      [ACTION_IDS.version]: { value: "p-4" },
      [ACTION_IDS.challenger]: { value: "c-5" },
    };
    const answer = parseReplaceModelForm(submitted(view, both), metadataOf(view));
    expect(answer).toMatchObject({ ok: true, input: { packageId: "p-5", promote: "c-5" } });
  });

  it("refuses an incompatible version with its reason beside the field", () => {
    const option = versionOption({
      package: aPackage({ version: 7 }),
      incompatible: "An external model cannot replace a native one.",
    });
    expect(option?.text.text).toMatch(/^⛔ v7/);
    const view = draw();
    const chosen = { value: option?.value ?? "", description: option?.description?.text ?? "" };
    const answer = parseReplaceModelForm(
      submitted(view, { ...ACCURACY, [ACTION_IDS.version]: chosen }),
      metadataOf(view),
    );
    expect(answer.ok ? {} : answer.errors).toEqual({
      "replace.version:rm-credit-default":
        "This cannot be chosen: An external model cannot replace a native one. Choose another version.",
    });
  });

  it("never errs beside an input that the form does not have", () => {
    for (const view of [draw(), draw(withChallenger()), draw(withChallenger(), { promote: "c-5" })]) {
      const metadata = metadataOf(view);
      for (const values of [{}, submitted(view), "nonsense"]) {
        const answer = parseReplaceModelForm(values, metadata);
        for (const block of answer.ok ? [] : Object.keys(answer.errors)) expect(ids(view)).toContain(block);
      }
      for (const field of ["reason", "packageId", "version", "promote", "challenger", "comment"]) {
        expect(ids(view)).toContain(blockOfField(field, metadata));
      }
    }
    expect(blockOfField(undefined, metadataOf(draw()))).toBeNull();
  });

  it("keeps a name of 10,000 characters away from the version number", () => {
    const option = versionOption({
      package: aPackage({ version: 12, name: "x".repeat(10_000) }),
      incompatible: null,
    });
    expect(option?.text.text).toMatch(/^v12 – x+…$/);
  });

  it("takes no metadata but its own", () => {
    for (const text of ["", "{}", "null", "{", '{"deploymentId":1}'])
      expect(parseFormMetadata(text)).toBeNull();
  });
});
