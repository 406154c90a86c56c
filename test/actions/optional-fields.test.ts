// What a form calls optional may be left empty: of every form, each such field alone, and what is asked for then passes the checks.
import type { KnownBlock } from "@slack/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { effectAction } from "../../src/actions/index.ts";
import { inputFor } from "../../src/actions/share/input.ts";
import type { Modal } from "../../src/block-kit/blocks.ts";
import { useCaseId } from "../../src/deployments/ids.ts";
import { fullHourBefore, HOUR_MS } from "../../src/deployments/statistics.ts";
import { useCasePut } from "../../src/platforms/local/use-cases.ts";
import type { Json } from "../../src/requests/request.ts";
import { fieldsOf } from "../../src/slack/forms.ts";
import { parseActionForm, parseActionFormMetadata } from "../../src/slack/views/action-form.ts";
import { parseFormMetadata, parseReplaceModelForm } from "../../src/slack/views/replace-model-state.ts";
import { askFor } from "../support/asking.ts";
import { EFFECT_NAMES, type EffectName, underAgent } from "../support/every-effect.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, put } from "../support/registry.ts";
import { chose, openedForm, stateOf } from "./forms.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

type Changed = NonNullable<Parameters<typeof stateOf>[1]>;
interface Filled {
  readonly action: EffectName;
  readonly what?: string;
  readonly label: string;
  readonly before?: () => Promise<void>;
  /** Of the form as it is opened. */
  readonly prefill?: () => Json;
  /** As a person fills in the rest. */
  readonly changed?: Changed;
  /** What the form calls optional, beside the comment that every form has. */
  readonly optional: readonly string[];
}

async function elevenLinks(): Promise<void> {
  const ids = Array.from({ length: 11 }, (_, i) => useCaseId(`uc-many-${i}`));
  const grants = [{ subject: { kind: "user", email: "olivia@example.com" }, role: "USER" }] as const;
  const made = { description: "", createdAt: 1, createdBy: "Olivia", grants };
  await put(rig, ...ids.map((id) => useCasePut({ ...made, id, name: `About ${id}` })));
  await changeDeployment(rig, "card-default", { useCases: ids });
}
const cleared = (from: number, to: number): Json => ({
  model: "p-house-value-1",
  range: "between",
  start: fullHourBefore(rig.clock.now()) - from * HOUR_MS,
  end: fullHourBefore(rig.clock.now()) - to * HOUR_MS,
  reason: "A load test had filled them.",
});
const CODE = { language: "cli", include: ["agent"], form: "binary", acknowledged: false };

const FORMS: readonly Filled[] = [
  {
    action: "replace-model",
    what: "by a version",
    label: "customer-churn",
    changed: {
      "replace.reason": chose("ACCURACY"),
      "replace.version:rm-customer-churn": chose("p-customer-churn-5"),
    },
    optional: [],
  },
  {
    action: "create-application",
    label: "card-default",
    prefill: () => ({ template: "predictor", name: "Will they pay?", sharing: "everybody" }),
    optional: [],
  },
  { action: "scoring-code", label: "card-default", prefill: () => CODE, optional: ["code.include"] },
  {
    action: "use-cases",
    what: "linking",
    label: "card-default",
    prefill: () => ({ way: "link", useCases: ["uc-customer-retention"] }),
    optional: [],
  },
  {
    action: "use-cases",
    what: "creating",
    label: "card-default",
    prefill: () => ({ way: "create", name: "Late payers", description: "Who pays late." }),
    optional: ["use-cases.description"],
  },
  {
    action: "use-cases",
    what: "unlinking",
    label: "card-default",
    prefill: () => ({ way: "unlink", marked: ["uc-credit-risk"] }),
    optional: [],
  },
  {
    action: "use-cases",
    what: "unlinking many",
    label: "card-default",
    before: elevenLinks,
    prefill: () => ({ way: "unlink", marked: ["uc-many-3", "uc-many-10"] }),
    optional: [],
  },
  {
    action: "share",
    label: "card-default",
    prefill: () =>
      ({
        ...inputFor([]),
        people: ["U0ADA"],
        groups: ["ml-approvers"],
        organisation: true,
        emails: ["ben@example.com"],
        role: "USER",
      }) as unknown as Json,
    optional: ["share.people", "share.groups", "share.organisation", "share.emails"],
  },
  {
    action: "clear-statistics",
    label: "house-value",
    prefill: () => cleared(48, 24),
    changed: { "clear.confirmed": { selected_options: [{ value: "confirmed" }] } },
    optional: ["clear.start", "clear.end"],
  },
  { action: "relaunch", label: "house-value", before: () => underAgent(rig, "house-value"), optional: [] },
  {
    action: "activate",
    label: "house-value",
    before: () => changeDeployment(rig, "house-value", { status: "inactive" }),
    optional: [],
  },
  { action: "deactivate", label: "house-value", optional: [] },
  {
    action: "delete",
    label: "house-value",
    before: () => underAgent(rig, "house-value"),
    changed: {
      "delete.typed-name": { value: "house-value" },
      "delete.ignore-agent": { selected_options: [{ value: "ignore" }] },
    },
    optional: ["delete.ignore-agent"],
  },
  {
    action: "edit",
    label: "house-value",
    prefill: () => ({ label: "House prices", description: "New.", importance: "LOW" }),
    optional: ["edit.description"],
  },
];

const inputsOf = (form: Modal) =>
  (form.blocks as readonly KnownBlock[]).flatMap((block) => (block.type === "input" ? [block] : []));

/** What a submit asks for; errors by block where it is stopped beside a field. */
function read(action: EffectName, form: Modal, values: unknown): Json {
  if (action === "replace-model") {
    const metadata = parseFormMetadata(form.private_metadata ?? "");
    const answer = metadata === null ? null : parseReplaceModelForm(values, metadata);
    if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
    return answer.input;
  }
  const fields = fieldsOf(action);
  const answer =
    fields === null
      ? null
      : parseActionForm(values, fields, {
          now: rig.clock.now(),
          zone: "UTC",
          carried: parseActionFormMetadata(form.private_metadata ?? "")?.carried ?? null,
        });
  if (answer === null) throw new Error("Not what Slack sends.");
  expect(answer.errors).toEqual({});
  return answer.input;
}

describe("what a form calls optional", () => {
  it("is looked for in every form", () => {
    expect([...new Set(FORMS.map(({ action }) => action))].toSorted()).toEqual(EFFECT_NAMES.toSorted());
  });

  it.each(FORMS.map((one) => ({ ...one, name: `${one.action} ${one.what ?? ""}`.trim() })))(
    "may be left empty in the form of $name",
    async ({ action, label, before, prefill, changed = {}, optional }) => {
      await before?.();
      const form = await openedForm(rig, {
        who: "olivia",
        action,
        label,
        ...(prefill === undefined ? {} : { prefill: prefill() }),
      });
      const called = inputsOf(form).flatMap((each) => (each.optional === true ? [each.block_id ?? ""] : []));
      const comment = called.filter((id) => id.endsWith(".comment"));
      expect(comment).toHaveLength(1);
      expect(called.toSorted()).toEqual([...optional, ...comment].toSorted());
      const remark = Object.fromEntries(comment.map((id) => [id, { value: "Because of the audit." }]));
      const full = stateOf(form, { ...changed, ...remark });
      for (const left of [null, ...called]) {
        const values = left === null ? full : { ...full, [left]: emptied(full[left] ?? {}) };
        // It was filled in before, so leaving it empty is something else.
        if (left !== null) expect({ left, of: full[left] }).not.toEqual({ left, of: values[left] });
        const parsed = effectAction(action).input.safeParse(read(action, form, values));
        expect({ left, issues: parsed.error?.issues ?? [] }).toEqual({ left, issues: [] });
        if (parsed.data === undefined) continue;
        const { state } = await askFor(rig, "olivia", { action, label, input: parsed.data });
        expect({ left, state: state.name === "refused" ? state : "taken" }).toEqual({ left, state: "taken" });
      }
    },
  );
});

/** As Slack sends a field that is empty. */
const emptied = (block: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  Object.fromEntries(
    Object.entries(block).map(([action, value]) => [
      action,
      Object.fromEntries(Object.entries(value).map(([key, of]) => [key, Array.isArray(of) ? [] : null])),
    ]),
  );
