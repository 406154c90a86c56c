// The form of links to Use Cases: three ways, each with its title, its button and its fields.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { useCasesFields } from "../../src/actions/use-cases/form.ts";
import { useCasesInput } from "../../src/actions/use-cases/input.ts";
import { useCaseId } from "../../src/deployments/ids.ts";
import { useCasePut } from "../../src/platforms/local/use-cases.ts";
import type { Json } from "../../src/requests/request.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment, put } from "../support/registry.ts";
import { blockIds, chose, openedForm, stateOf, submitted } from "./forms.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const open = (prefill?: Json, label = "card-default") =>
  openedForm(rig, {
    who: "olivia",
    action: "use-cases",
    label,
    ...(prefill === undefined ? {} : { prefill }),
  });
/** As Slack shows it once a way was chosen. */
const openAs = (way: string) => open({ way });
const words = (modal: Awaited<ReturnType<typeof open>>) => [modal.title.text, modal.submit?.text];

describe("the form of Use Cases", () => {
  it("has the titles and buttons of the product", async () => {
    expect(words(await open())).toEqual(["Link to Use Case", "Link to Use Case"]);
    expect(words(await openAs("create"))).toEqual(["Create Use Case", "Create Use Case"]);
    expect(words(await openAs("unlink"))).toEqual(["Manage linked Use Cases", "Unlink selected"]);
    const labels = JSON.stringify((await open()).blocks);
    for (const label of ["Select Use Case", "Create Use Case", "Manage linked Use Cases"])
      expect(labels).toContain(`"${label}"`);
  });

  it("reads the chosen ones, the new one and the marked ones", async () => {
    const selected = { selected_options: [{ value: "uc-1" }, { value: "uc-2" }] };
    expect(submitted("use-cases", await open(), { "use-cases.select": selected })).toEqual({
      way: "link",
      useCases: ["uc-1", "uc-2"],
    });
    expect(
      submitted("use-cases", await openAs("create"), { "use-cases.name": { value: " Late payers " } }),
    ).toEqual({ way: "create", name: "Late payers", description: "" });
    expect(
      submitted("use-cases", await openAs("unlink"), {
        "use-cases.marked": { selected_options: [{ value: "uc-credit-risk" }] },
      }),
    ).toEqual({ way: "unlink", marked: ["uc-credit-risk"] });
  });

  it("changes its fields with the way, before anything of that way was entered", async () => {
    const form = await open();
    const chosen = submitted("use-cases", form, { "use-cases.way": chose("create") });
    expect(blockIds(await open(chosen))).toContain("use-cases.name");
    expect(Object.keys(stateOf(await open(chosen)))).not.toContain("use-cases.select");
  });

  it("marks what is to be undone: by its id, or by its name where this bot created it", async () => {
    const marked = await open({ way: "unlink", marked: ["uc-credit-risk"] });
    expect(submitted("use-cases", marked)).toEqual({ way: "unlink", marked: ["uc-credit-risk"] });
    const named = await open({ way: "unlink", marked: [], named: ["Credit risk"] });
    expect(submitted("use-cases", named)).toEqual({ way: "unlink", marked: ["uc-credit-risk"] });
    const selected = await open({ way: "link", useCases: ["uc-customer-retention"] });
    expect(JSON.stringify(selected.blocks)).toContain("Customer retention");
  });

  it("offers nothing to manage where nothing is linked", async () => {
    const form = await open({ way: "unlink", marked: [] }, "house-value");
    expect(words(form)).toEqual(["Link to Use Case", "Link to Use Case"]);
    expect(JSON.stringify(form.blocks)).not.toContain("Manage linked");
  });

  async function manyLinks(count: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, i) => useCaseId(`uc-many-${i}`));
    await put(
      rig,
      ...ids.map((id, i) =>
        useCasePut({
          id,
          name: `${i} <!channel> *${"x".repeat(150)}*`,
          description: "",
          createdAt: 1,
          createdBy: "Olivia",
          grants: [{ subject: { kind: "user", email: "olivia@example.com" }, role: "USER" }],
        }),
      ),
    );
    await changeDeployment(rig, "card-default", { useCases: ids });
  }
  const unlinkInputs = (form: Awaited<ReturnType<typeof open>>) =>
    form.blocks.flatMap((block) =>
      block.type === "input" && block.block_id?.startsWith("use-cases.marked") === true
        ? [{ type: block.element.type, optional: block.optional, label: block.label.text }]
        : [],
    );

  it.each([
    [1, "checkboxes"],
    [10, "checkboxes"],
    [11, "multi_static_select"],
    [300, "multi_static_select"],
  ])(
    "asks for at least one of %i linked ones in one field, which is not called optional",
    async (count, type) => {
      await manyLinks(count);
      const form = await openAs("unlink");
      expect(unlinkInputs(form)).toEqual([{ type, optional: false, label: "Unlink" }]);
      const nothing = useCasesInput.safeParse(submitted("use-cases", form));
      expect(nothing.error?.issues).toMatchObject([
        { path: ["marked"], message: "Mark at least one Use Case to unlink." },
      ]);
      expect(useCasesFields.blockOf("marked")).toBe("use-cases.marked");
      const last = `uc-many-${Math.min(count, 100) - 1}`;
      expect(submitted("use-cases", await open({ way: "unlink", marked: [last] }))).toEqual({
        way: "unlink",
        marked: [last],
      });
    },
  );

  it("has room for 300 links with names of any length and kind", async () => {
    await manyLinks(300);
    const form = await openAs("unlink");
    expect(JSON.stringify(form.blocks)).toContain("and 200 more");
  });
});
