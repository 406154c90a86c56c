// The form of sharing: what is offered to whom, what a submit reads, and what Slack takes.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inputFor, shareInput } from "../../src/actions/share/input.ts";
import type { Grant, Role } from "../../src/deployments/deployment.ts";
import type { Json } from "../../src/requests/request.ts";
import { grantTo } from "../support/builders.ts";
import { type OperationsRig, operationsRig } from "../support/operations-rig.ts";
import { changeDeployment } from "../support/registry.ts";
import { blockIds, chose, openedForm, submitted } from "./forms.ts";

let rig: OperationsRig;
beforeEach(async () => {
  rig = await operationsRig();
});
afterEach(() => rig.store.close());

const open = (who = "olivia", prefill?: Json) =>
  openedForm(rig, {
    who,
    action: "share",
    label: "card-default",
    ...(prefill === undefined ? {} : { prefill }),
  });
const grant = (name: string, role: Role | "NO_ROLE") => `share.grant:${role}:user:${name}@example.com`;
const NOTHING = inputFor([]);

describe("the form of sharing", () => {
  it("shows the grants that are there, each to be changed or taken away", async () => {
    const form = await open();
    expect(blockIds(form)).toEqual(
      expect.arrayContaining([grant("olivia", "OWNER"), grant("uma", "USER"), grant("carl", "CONSUMER")]),
    );
    const input = submitted("share", form, {
      [grant("uma", "USER")]: chose("OWNER"),
      [grant("carl", "CONSUMER")]: chose("NO_ROLE"),
    });
    expect(input).toEqual({
      ...NOTHING,
      grants: [
        { subject: { kind: "user", email: "uma@example.com" }, role: "OWNER" },
        { subject: { kind: "user", email: "carl@example.com" }, role: "NO_ROLE" },
      ],
    });
  });

  it("asks for nothing when it is left as it is", async () => {
    expect(submitted("share", await open())).toEqual(NOTHING);
  });

  it("asks for a role unless nobody is named, and does not call that optional", async () => {
    const form = await open();
    const role = form.blocks.find(({ block_id }) => block_id === "share.role");
    expect(role).toMatchObject({
      optional: false,
      element: { initial_option: { text: { text: "None: nobody is named above" } } },
    });
    const named = submitted("share", form, { "share.people": { selected_users: ["U0ADA"] } });
    expect(named).toMatchObject({ people: ["U0ADA"], role: null });
    expect(shareInput.safeParse(named).error?.issues).toMatchObject([
      { path: ["role"], message: "Choose the role that they get." },
    ]);
  });

  it("says before anything is asked that nothing else is given", async () => {
    expect(JSON.stringify((await open()).blocks)).toContain("no access to the model, to its project");
  });

  it("takes addresses as people type them, and groups as they were picked", async () => {
    const input = submitted("share", await open(), {
      "share.people": { selected_users: ["U0ADA"] },
      "share.emails": { value: "New.Hire@Example.com, <other@example.com>;\nthird@example.com" },
      "share.groups": { selected_options: [{ value: "ml-approvers" }, { value: "data" }] },
      "share.organisation": { selected_options: [{ value: "everybody" }] },
      "share.role": chose("CONSUMER"),
    });
    expect(input).toEqual({
      people: ["U0ADA"],
      emails: ["new.hire@example.com", "other@example.com", "third@example.com"],
      groups: ["ml-approvers", "data"],
      organisation: true,
      role: "CONSUMER",
      grants: [],
    });
  });

  it("searches groups, keeps picked ones, and says which addresses it takes", async () => {
    const before = { ...NOTHING, groups: ["ml-approvers"], role: "USER" as const };
    const form = await open("olivia", before as unknown as Json);
    expect(form.blocks).toContainEqual(
      expect.objectContaining({
        block_id: "share.groups",
        element: expect.objectContaining({
          type: "multi_external_select",
          min_query_length: 0,
          initial_options: [expect.objectContaining({ value: "ml-approvers" })],
        }),
      }),
    );
    expect(JSON.stringify(form.blocks)).toContain("(@example.com) who are not in Slack");
    expect(submitted("share", form)).toEqual(before);
  });

  it("offers a User no Owner, and no row for those above", async () => {
    const form = await open("uma");
    expect(blockIds(form)).not.toContain(grant("olivia", "OWNER"));
    expect(blockIds(form)).toContain(grant("carl", "CONSUMER"));
    const words = JSON.stringify(form.blocks);
    expect(words).toContain("olivia@example.com: Owner");
    expect(words).not.toContain('"value":"OWNER"');
  });

  it("is filled in with grants that were: also for those who have none now", async () => {
    const before = inputFor([
      { subject: { kind: "user", email: "uma@example.com" }, role: "CONSUMER" },
      { subject: { kind: "group", group: "ml-approvers" }, role: "USER" },
    ]);
    const form = await open("olivia", before as unknown as Json);
    expect(blockIds(form)).toContain("share.grant:NO_ROLE:group:ml-approvers");
    expect(submitted("share", form)).toEqual(before);
  });

  it("has room for any number of grants and names of any length; the rest is changed by naming them", async () => {
    const many: Grant[] = Array.from({ length: 300 }, (_, i) => grantTo(`person${i}`, "USER"));
    const long: Grant = { subject: { kind: "group", group: "g".repeat(300) }, role: "USER" };
    await changeDeployment(rig, "card-default", { grants: [grantTo("olivia", "OWNER"), long, ...many] });
    const form = await open();
    expect(form.blocks.length).toBeLessThanOrEqual(100);
    expect(blockIds(form)).toContain(grant("olivia", "OWNER"));
    const words = JSON.stringify(form.blocks);
    expect(/and \d+ more/.test(words)).toBe(true);
    expect(words.includes("by naming them above")).toBe(true);
  });
});
