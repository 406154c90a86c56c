// What a person gets who fills a form in wrongly: a sentence beside the field, the window as they left it, and nothing recorded. By the
// real process over signed HTTP requests. What Slack itself would stop is sent all the same, as a tampered client would.
import { describe, expect, it } from "vitest";
import { ACTION_IDS as IDS } from "../../src/slack/action-ids.ts";
import type { FieldValue } from "../../src/workspace/acts.ts";
import type { WorkspaceView } from "../../src/workspace/state.ts";
import {
  auditOf,
  auditVerify,
  CLEAN,
  checkedView,
  directMessage,
  messageWords,
  modalWith,
  submitAndConfirm,
  viewWords,
} from "../support/journey.ts";
import { oneBot } from "../support/one-bot.ts";

const { dataDir, slack } = oneBot();

type Values = Readonly<Record<string, FieldValue>>;
type Raw = Readonly<Record<string, Readonly<Record<string, object>>>>;

const chosen = (value: string) => ({
  selected_option: { value, text: { type: "plain_text", text: value, emoji: true } },
});
const several = (...values: readonly string[]) => ({
  selected_options: values.map((value) => chosen(value).selected_option),
});

/** The form that the command opens, loaded. */
async function open(person: string, command: string, first?: Values): Promise<WorkspaceView> {
  if ((await slack.openView(person)) !== null) await slack.closeView(person, { all: true });
  const outcome = await slack.command(person, "general", `/deployments ${command}`);
  expect(outcome.error).toBeNull();
  const form = await modalWith(slack, person, command, (view) => view.submit !== null);
  if (first === undefined) return form;
  await slack.fill({ person, values: first });
  return await modalWith(slack, person, command, (view) => view.hash !== form.hash);
}

interface Sent {
  readonly values?: Values;
  /** Put into the state by hand: what the form does not offer. */
  readonly raw?: Raw;
}

/** Sends the open form whatever Slack would say of it; what stands beside the fields then. */
async function sent(
  person: string,
  { values = {}, raw = {} }: Sent,
  then: "stays" | "update" = "stays",
): Promise<Readonly<Record<string, string>>> {
  await slack.fill({ person, values });
  const view = await slack.openView(person);
  if (view === null) throw new Error("There is no form to send.");
  if (Object.keys(raw).length === 0) {
    const { fieldErrors } = await slack.submit({ person, force: true });
    const still = await slack.openView(person);
    if (then === "update") return fieldErrors;
    // The window stays as it was, with all that was typed.
    expect(still).toMatchObject({ id: view.id, state: view.state });
    return fieldErrors;
  }
  const tampered = {
    ...view,
    id: `VTAMPERED${view.id}`,
    state: { values: { ...view.state.values, ...raw } },
  };
  const { answer } = await slack.submit({ person, view: tampered as WorkspaceView, force: true });
  return (answer as { errors?: Record<string, string> } | null)?.errors ?? {};
}

const LONG = (length: number): string => "x".repeat(length);

interface Wrong extends Sent {
  readonly what: string;
  readonly beside: string;
  readonly says: RegExp;
}
interface Form {
  readonly command: string;
  readonly person?: string;
  /** A choice after which the form asks for more. */
  readonly first?: Values;
  /** Everything but what is wrong. */
  readonly filled?: Values;
  readonly wrong: readonly Wrong[];
}

const COMMENT: Wrong = {
  what: "a comment that is too long",
  values: { [IDS.actionComment]: LONG(2_001) },
  beside: "action.comment",
  says: /at most 2000 characters/,
};

const FORMS: readonly Form[] = [
  {
    command: "replace customer-churn",
    filled: { [IDS.replacementReason]: "Accuracy" },
    wrong: [
      {
        what: "no reason",
        values: { [IDS.replacementReason]: null },
        raw: { "replace.version:rm-customer-churn": { [IDS.version]: chosen("p-customer-churn-5") } },
        beside: "replace.reason",
        says: /Choose a replacement reason/,
      },
      {
        what: "no version",
        beside: "replace.version:rm-customer-churn",
        says: /Choose a version/,
      },
      {
        what: "a challenger that is none",
        raw: { "replace.challenger": { [IDS.challenger]: chosen("c-of-somebody-else") } },
        beside: "replace.challenger",
        says: /no challenger any more/,
      },
      {
        what: "a comment that is too long",
        values: { [IDS.replacementComment]: LONG(2_001) },
        raw: { "replace.version:rm-customer-churn": { [IDS.version]: chosen("p-customer-churn-5") } },
        beside: "replace.comment",
        says: /at most 2000 characters/,
      },
      {
        what: "no word about when it is applied",
        values: { [IDS.replacementComment]: "" },
        raw: {
          "replace.version:rm-customer-churn": { [IDS.version]: chosen("p-customer-churn-5") },
          "replace.apply": { [IDS.applyReplacement]: { selected_option: null } },
        },
        beside: "replace.apply",
        says: /Choose when/,
      },
    ],
  },
  {
    command: "app card-default",
    filled: { [IDS.applicationTemplate]: "Predictor", [IDS.applicationName]: "Will they pay?" },
    wrong: [
      {
        what: "no template",
        values: { [IDS.applicationTemplate]: null },
        beside: "application.template",
        says: /Choose a template/,
      },
      {
        what: "no name",
        values: { [IDS.applicationName]: "  " },
        beside: "application.name",
        says: /Type a name/,
      },
      {
        what: "a name that is too long",
        values: { [IDS.applicationName]: LONG(101) },
        beside: "application.name",
        says: /at most 100 characters/,
      },
      {
        what: "a name of two lines",
        values: { [IDS.applicationName]: "Will they\npay?" },
        beside: "application.name",
        says: /one line/,
      },
      {
        what: "nobody who may open it",
        raw: { "application.sharing": { [IDS.applicationSharing]: { selected_option: null } } },
        beside: "application.sharing",
        says: /Choose who may open it/,
      },
      COMMENT,
    ],
  },
  {
    command: "code energy-demand",
    filled: { [IDS.codeLanguage]: "CLI", [IDS.codeForm]: "Binary JAR" },
    wrong: [
      {
        what: "no language",
        values: { [IDS.codeLanguage]: null },
        beside: "code.language",
        says: /Choose a coding language/,
      },
      {
        what: "a language that there is not",
        raw: { "code.language": { [IDS.codeLanguage]: chosen("cobol") } },
        beside: "code.language",
        says: /Choose a coding language/,
      },
      {
        what: "source with prediction explanations",
        raw: {
          "code.form": { [IDS.codeForm]: chosen("source") },
          "code.include": { [IDS.codeInclude]: several("explanations") },
        },
        beside: "code.form",
        says: /leave out the prediction explanations/,
      },
      {
        what: "source with the monitoring agent",
        values: { [IDS.codeForm]: "Source", [IDS.codeInclude]: ["agent"] },
        beside: "code.form",
        says: /leave out the monitoring agent/,
      },
      {
        what: "no form",
        raw: { "code.form": { [IDS.codeForm]: { selected_option: null } } },
        beside: "code.form",
        says: /Choose binary or source/,
      },
      {
        what: "something to include that there is not",
        raw: { "code.include": { [IDS.codeInclude]: several("the training data") } },
        beside: "code.include",
        says: /Choose from what is offered/,
      },
      COMMENT,
    ],
  },
  {
    command: "link card-default",
    wrong: [
      { what: "no Use Case", beside: "use-cases.select", says: /Select a Use Case/ },
      {
        ...COMMENT,
        raw: { "use-cases.select": { [IDS.useCasesSelect]: several("uc-customer-retention") } },
      },
    ],
  },
  {
    command: "link card-default",
    first: { [IDS.useCasesWay]: "create" },
    wrong: [
      { what: "no name", beside: "use-cases.name", says: /Type a name/ },
      {
        what: "a name that is too long",
        values: { [IDS.useCasesName]: LONG(101) },
        beside: "use-cases.name",
        says: /at most 100 characters/,
      },
      {
        what: "a description that is too long",
        values: { [IDS.useCasesName]: "Late payers", [IDS.useCasesDescription]: LONG(1_001) },
        beside: "use-cases.description",
        says: /at most 1000 characters/,
      },
    ],
  },
  {
    command: "link card-default",
    first: { [IDS.useCasesWay]: "unlink" },
    wrong: [{ what: "nothing marked", beside: "use-cases.marked", says: /Mark at least one/ }],
  },
  {
    command: "share card-default",
    wrong: [
      { what: "nobody", beside: "share.people", says: /Name somebody/ },
      {
        what: "somebody without a role",
        values: { [IDS.shareEmails]: "ada@example.com" },
        beside: "share.role",
        says: /Choose the role/,
      },
      {
        what: "an address that is none",
        values: { [IDS.shareEmails]: "ada@example.com, ben(at)example", [IDS.shareRole]: "User" },
        beside: "share.emails",
        says: /"ben\(at\)example" is no email address/,
      },
      {
        what: "more than a hundred",
        values: {
          [IDS.shareEmails]: Array.from({ length: 101 }, (_, at) => `p${at}@example.com`).join(", "),
        },
        beside: "share.emails",
        says: /At most 100 changes .* these are 101/,
      },
      {
        what: "a group that can be none",
        values: { [IDS.shareEmails]: "" },
        raw: { "share.groups": { [IDS.shareGroups]: several("not a group") } },
        beside: "share.groups",
        says: /is no group/,
      },
      { ...COMMENT, values: { ...COMMENT.values, [IDS.shareEmails]: "ada@example.com" } },
    ],
  },
  {
    command: "clear card-default",
    filled: { [IDS.clearRange]: "whole", [IDS.clearReason]: "A test", [IDS.clearConfirmed]: ["confirmed"] },
    wrong: [
      { what: "no model", beside: "clear.model", says: /Choose a model/ },
      {
        what: "no time",
        values: { [IDS.clearModel]: "p-card-default-1" },
        raw: { "clear.range": { [IDS.clearRange]: { selected_option: null } } },
        beside: "clear.range",
        says: /Choose everything up to the last full hour/,
      },
      { what: "no reason", values: { [IDS.clearReason]: " " }, beside: "clear.reason", says: /Say why/ },
      {
        what: "a reason that is too long",
        values: { [IDS.clearReason]: LONG(2_001) },
        beside: "clear.reason",
        says: /at most 2000 characters/,
      },
      {
        what: "no confirmation",
        values: { [IDS.clearReason]: "A test", [IDS.clearConfirmed]: [] },
        beside: "clear.confirmed",
        says: /Tick the box/,
      },
      COMMENT,
    ],
  },
  {
    command: "delete factory-vibration",
    filled: { [IDS.deleteIgnoreAgent]: ["ignore"] },
    wrong: [
      { what: "no name", beside: "delete.typed-name", says: /Type the deployment's name/ },
      {
        what: "another name",
        values: { [IDS.deleteTypedName]: "factory-vibratio" },
        beside: "delete.typed-name",
        says: /Type the name/,
      },
      { ...COMMENT, values: { ...COMMENT.values, [IDS.deleteTypedName]: "factory-vibration" } },
    ],
  },
  {
    command: "edit house-value",
    wrong: [
      { what: "no label", values: { [IDS.editLabel]: "  " }, beside: "edit.label", says: /Type a label/ },
      {
        what: "a label that is too long",
        values: { [IDS.editLabel]: LONG(513) },
        beside: "edit.label",
        says: /at most 512/,
      },
      {
        what: "a description that is too long",
        values: { [IDS.editLabel]: "house-value", [IDS.editDescription]: LONG(2_001) },
        beside: "edit.description",
        says: /at most 2000/,
      },
      {
        what: "no importance",
        values: { [IDS.editDescription]: "" },
        raw: { "edit.importance": { [IDS.editImportance]: { selected_option: null } } },
        beside: "edit.importance",
        says: /Choose an importance/,
      },
      COMMENT,
    ],
  },
  { command: "relaunch factory-vibration", wrong: [COMMENT] },
  { command: "activate spring-campaign", wrong: [COMMENT] },
  { command: "deactivate house-value", wrong: [COMMENT] },
];

describe("beside the field, with the window as it was", () => {
  it.each(FORMS)("$command", async ({ command, person = "olivia", first, filled, wrong }) => {
    await open(person, command, first);
    if (filled !== undefined) await slack.fill({ person, values: filled });
    for (const { what, beside, says, ...rest } of wrong) {
      const errors = await sent(person, rest);
      expect({ what, errors }).toEqual({ what, errors: { [beside]: expect.stringMatching(says) } });
      // Put right again for what comes next.
      if (filled !== undefined) await slack.fill({ person, values: filled });
    }
    await slack.closeView(person, { all: true });
  });

  it("and nothing of it was recorded", async () => {
    expect((await auditOf(dataDir)).filter(({ event }) => event === "request.asked")).toEqual([]);
  });
});

interface Refused extends Sent {
  readonly what: string;
  readonly command: string;
  readonly person?: string;
  readonly first?: Values;
  readonly says: RegExp;
}

const REFUSED: readonly Refused[] = [
  {
    what: "a name that an application has already",
    command: "app card-default",
    values: { [IDS.applicationTemplate]: "Predictor", [IDS.applicationName]: "WILL they pay?" },
    says: /an application of this name already/,
  },
  {
    what: "a name that a Use Case has already",
    command: "link card-default",
    first: { [IDS.useCasesWay]: "create" },
    values: { [IDS.useCasesName]: "credit RISK" },
    says: /There is a Use Case called credit RISK already/,
  },
  {
    what: "a Use Case without rights on it",
    command: "link card-default",
    person: "uma",
    raw: { "use-cases.select": { [IDS.useCasesSelect]: several("uc-board-reporting") } },
    says: /no rights on it/,
  },
  {
    what: "a Use Case that is linked already",
    command: "link card-default",
    person: "uma",
    raw: { "use-cases.select": { [IDS.useCasesSelect]: several("uc-credit-risk") } },
    says: /linked to it already/,
  },
  {
    what: "a group that there is not",
    command: "share card-default",
    raw: {
      "share.groups": { [IDS.shareGroups]: several("no-such-group") },
      "share.role": { [IDS.shareRole]: chosen("USER") },
    },
    says: /no-such-group: there is no Slack user group/,
  },
  {
    what: "two roles for one person",
    command: "share card-default",
    values: {
      [IDS.shareEmails]: "uma@example.com",
      [IDS.shareRole]: "Consumer",
      "share.grant:USER:user:uma@example.com": "Owner",
    },
    says: /Two different roles are asked for uma@example\.com/,
  },
  {
    what: "the last Owner",
    command: "share house-value",
    values: { "share.grant:OWNER:user:olivia@example.com": "Take away" },
    says: /Nobody would be left who is an Owner/,
  },
  {
    what: "a role above one's own",
    command: "share card-default",
    person: "uma",
    values: { [IDS.shareEmails]: "ada@example.com" },
    raw: { "share.role": { [IDS.shareRole]: chosen("OWNER") } },
    says: /Owner for ada@example\.com is more than you can give/,
  },
  {
    what: "prediction intervals of a model that has none",
    command: "code house-value",
    values: { [IDS.codeLanguage]: "CLI" },
    raw: { "code.include": { [IDS.codeInclude]: several("intervals") } },
    says: /for time series models only/,
  },
  {
    what: "prediction explanations of a time series",
    command: "code energy-demand",
    values: { [IDS.codeLanguage]: "CLI" },
    raw: { "code.include": { [IDS.codeInclude]: several("explanations") } },
    says: /not there for time series/,
  },
  {
    what: "an edit of nothing",
    command: "edit house-value",
    says: /nothing to change/,
  },
  {
    what: "statistics of a model that never served",
    command: "clear card-default",
    values: { [IDS.clearRange]: "whole", [IDS.clearReason]: "A test", [IDS.clearConfirmed]: ["confirmed"] },
    raw: { "clear.model": { [IDS.clearModel]: chosen("p-house-value-1") } },
    says: /history/,
  },
];

describe("found by the checks", () => {
  it("after an application was made", async () => {
    const values = { [IDS.applicationTemplate]: "Predictor", [IDS.applicationName]: "Will they pay?" };
    await open("olivia", "app card-default");
    await submitAndConfirm(slack, "olivia", values);
    await directMessage(slack, "olivia", /Done[\s\S]*Will they pay|Will they pay[\s\S]*Done/);
  });

  it.each(REFUSED)(
    "$what is said, and audited",
    async ({ command, person = "olivia", first, says, ...send }) => {
      await open(person, command, first);
      const tampers = send.raw !== undefined;
      expect(await sent(person, send, "update")).toEqual({});
      const words = tampers
        ? messageWords(await directMessage(slack, person, says))
        : viewWords(await checkedView(slack, person));
      expect(words).toMatch(/Refused/);
      expect(words).toMatch(says);
      await slack.closeView(person, { all: true });
      const audited = (await auditOf(dataDir)).filter(({ event }) => event === "request.refused").at(-1);
      expect(audited?.why).toMatch(says);
    },
  );
});

it("what may be ticked beside the name is read: an agent that is down is not waited for", async () => {
  await open("olivia", "delete factory-vibration");
  await submitAndConfirm(slack, "olivia", {
    [IDS.deleteTypedName]: "factory-vibration",
    [IDS.deleteIgnoreAgent]: ["ignore"],
  });
  await directMessage(slack, "olivia", /Done[\s\S]*factory-vibration|factory-vibration[\s\S]*Done/);
  const asked = (await auditOf(dataDir)).findLast(({ event }) => event === "request.asked");
  expect(asked?.details).toMatchObject({ input: { ignoreManagementAgent: true } });
});

it("leaves a clean trail", async () => {
  expect(await auditVerify(dataDir)).toMatch(CLEAN);
});
