// The tables in the pages of the actions say what the code does: each cell that the code has words for is made from the code here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KnownBlock } from "@slack/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Recipients } from "../src/actions/action.ts";
import { ACTIONS } from "../src/actions/index.ts";
import { replaceModelForm } from "../src/actions/replace-model/form.ts";
import { inputFor, type ShareInput } from "../src/actions/share/input.ts";
import type { ActionName } from "../src/deployments/action-names.ts";
import { HEALTH_STATUSES } from "../src/deployments/deployment.ts";
import { HEALTH_LEVELS, type HealthLevel, wanted } from "../src/deployments/health.ts";
import type { ModelPackage } from "../src/deployments/model-package.ts";
import { CHECK_NAMES, CONFIGURABLE_CHECKS, type Replacement } from "../src/deployments/validation/check.ts";
import { validateReplacement } from "../src/deployments/validation/validate.ts";
import { CHECK_TITLES, enumerated, HEALTH_WORDS } from "../src/deployments/words.ts";
import type { ActionFormFacts } from "../src/operations/operations.ts";
import type { Json } from "../src/requests/request.ts";
import { LEVEL_WORDS } from "../src/slack/cards/health-notices.ts";
import { draw } from "../src/slack/drawing.ts";
import { fieldsOf } from "../src/slack/forms.ts";
import { goThrough } from "./support/asking.ts";
import { aChallenger, aDeployment, aPackage, aReplacement, someSettings } from "./support/builders.ts";
import { slackId } from "./support/fake-directory.ts";
import { type OperationsRig, operationsRig } from "./support/operations-rig.ts";
import { aMatchedPolicy, aPerson, NOW } from "./support/request-builders.ts";

const page = (action: ActionName): string =>
  readFileSync(join(import.meta.dirname, "..", "docs", "actions", `${action}.md`), "utf8");

/** Rows below the table head that begins so, cell by cell. */
function table(action: ActionName, head: string): string[][] {
  const lines = page(action).split("\n");
  const at = lines.indexOf(head);
  if (at < 0) throw new Error(`docs/actions/${action}.md has no table ${head}`);
  const end = lines.findIndex((line, i) => i > at && !line.startsWith("|"));
  return lines.slice(at + 2, end).map((line) => line.slice(2, -2).split(" | "));
}

type Input = Extract<KnownBlock, { readonly type: "input" }>;
interface Field {
  readonly id: string;
  readonly label: string;
  /** What can be chosen or typed, then what stands below the field. */
  readonly rule: string;
  readonly optional: boolean;
  readonly options: readonly { readonly text: string; readonly more: string }[];
}

function fieldOf(block: Input): Field {
  const element = block.element as {
    readonly action_id?: string;
    readonly options?: readonly {
      readonly text: { readonly text: string };
      readonly description?: { readonly text: string };
    }[];
    readonly placeholder?: { readonly text: string };
    readonly max_length?: number;
  };
  const options = (element.options ?? []).map(({ text, description }) => ({
    text: text.text,
    more: description?.text ?? "",
  }));
  const offered = options.map(({ text, more }) =>
    more === "" ? text : `${text} (${more.replace(/\.$/, "")})`,
  );
  const typed = element.max_length === undefined ? "" : `at most ${element.max_length} characters`;
  const hint = block.hint?.text ?? "";
  const rule = [enumerated(offered, "or"), typed, hint].filter((each) => each !== "").join(". ");
  return {
    id: block.block_id ?? "",
    label: block.label.text,
    rule,
    optional: block.optional === true,
    options,
  };
}
const fieldsIn = (blocks: readonly (KnownBlock | null)[]): readonly Field[] =>
  blocks.flatMap((block) => (block?.type === "input" ? [fieldOf(block as Input)] : []));

function shown(action: ActionName, champion: ModelPackage): readonly Field[] {
  const facts: ActionFormFacts = {
    deployment: aDeployment(),
    champion,
    person: aPerson("olivia"),
    role: "OWNER",
    policies: [],
    policyNote: "",
    open: [],
    offers: { makesPermanent: true },
  };
  return fieldsIn(fieldsOf(action)?.fields(facts, null, { now: NOW, zone: "UTC" }) ?? []);
}

const FIELD_TABLE = "| Field | Rule |";

describe("the fields", () => {
  test("of an application are those of its form", () => {
    const fields = shown("create-application", aPackage());
    expect(table("create-application", FIELD_TABLE)).toEqual(fields.map(({ label, rule }) => [label, rule]));
  });

  test("of scoring code are those of its form, and what is there for some models alone is said", () => {
    const plain = shown("scoring-code", aPackage());
    const series = shown(
      "scoring-code",
      aPackage({ timeSeries: { multiseries: false, seriesColumn: null } }),
    );
    const included = [...plain, ...series]
      .filter(({ id }) => id === "code.include")
      .map(({ options }) => options);
    const [ofPlain = [], ofSeries = []] = included;
    const has = (options: Field["options"], text: string) => options.some((one) => one.text === text);
    const all = [...ofPlain, ...ofSeries.filter(({ text }) => !has(ofPlain, text))];
    const inclusions = all.map(({ text, more }) => {
      const where = has(ofSeries, text)
        ? has(ofPlain, text)
          ? ""
          : "; for time series only"
        : "; not for time series";
      return [`Include: ${text}`, `${more}${where}`];
    });
    const rows = plain.flatMap(({ id, label, rule }) =>
      id === "code.include" ? inclusions : [[label, rule]],
    );
    expect(table("scoring-code", FIELD_TABLE)).toEqual(rows);
  });

  test("of a replacement are those of its form, with what has to be there", () => {
    const fields = (challengers: boolean, policy: boolean): readonly Field[] =>
      fieldsIn(
        replaceModelForm(
          {
            deployment: aDeployment({ challengers: challengers ? [aChallenger(5)] : [] }),
            champion: aPackage(),
            person: aPerson("otto"),
            challengers: challengers ? [aPackage({ version: 5 })] : [],
            previousChampion: null,
            policies: policy ? [aMatchedPolicy()] : [],
            policyNote: "",
            open: [],
            rollbackWaived: false,
          },
          { rollback: false, channel: null, now: NOW },
        ).blocks,
      );
    const in_ = (of: readonly Field[], id: string) => of.find((field) => field.id === id);
    const [bare, challenged] = [fields(false, false), fields(true, false)];
    const rows = fields(true, true).map((field) => {
      const { id, label, rule } = field;
      const [alone, beside] = [in_(bare, id), in_(challenged, id)];
      const needed =
        beside === undefined
          ? "when a policy matches"
          : alone === undefined
            ? "when there are challengers"
            : alone.optional
              ? "optional"
              : "needed";
      // The challengers are those of the deployment at hand.
      const words = alone === undefined && beside !== undefined ? rule.slice(rule.indexOf(". ") + 2) : rule;
      return [label, needed, words];
    });
    expect(table("replace-model", "| Field | | Rule |")).toEqual(rows);
  });
});

/** Replacements that differ in everything that some check looks at. */
function differences(): readonly Replacement[] {
  const champion = aPackage();
  const other = aPackage({
    version: 4,
    kind: "custom",
    sourceModel: champion.sourceModel,
    archived: true,
    tests: { status: "failed", failed: ["Startup"] },
    target: { name: "another", type: "Multiclass", classes: ["a", "b"], classCount: 2 },
    features: [
      ...(champion.features ?? []).map(({ name }) => ({ name, type: "Text" })),
      { name: "NEW", type: "Text" },
    ],
    timeSeries: { multiseries: false, seriesColumn: null },
    combined: { segments: ["north"] },
    humilitySupport: [],
    driftSupport: { target: false, features: false },
  });
  const settings = someSettings({
    humility: { enabled: true, rules: [{ name: "Unusual", trigger: "uncertainPrediction" }] },
    predictionIntervals: { enabled: true, percentiles: [80] },
    segments: { enabled: true, attributes: ["NOWHERE"] },
  });
  const deployment = aDeployment({ settings, challengers: [aChallenger(5)] });
  const challenger = aPackage({ version: 5, sourceModel: champion.sourceModel });
  const challengers = [{ id: aChallenger(5).id, package: challenger }];
  const classes = { ...aPackage().target, classes: ["2", "0"] };
  return [
    aReplacement({ role: "USER" }),
    aReplacement({ candidate: { ...other, kind: "external" } }),
    aReplacement({ deployment, candidate: other, challengers }),
    aReplacement({ candidate: aPackage({ version: 4, target: classes }) }),
  ];
}

describe("the checks of a replacement", () => {
  test("end as the table says where it differs", () => {
    const verdicts = differences().flatMap((one) => validateReplacement(one).checks);
    const rows = CHECK_NAMES.map((name) => {
      const differing = verdicts.filter(
        (one) => one.check === name && one.evaluated && one.status !== "passing",
      );
      return [CHECK_TITLES[name], [...new Set(differing.map(({ status }) => status))].join(" or ")];
    });
    const said = table("replace-model", "| # | check | when it differs |").map(([, title, when = ""]) => [
      title,
      /^\w+/.exec(when)?.[0],
    ]);
    expect(said).toEqual(rows);
  });

  test("are ours where the policy file may say otherwise, and nowhere else", () => {
    const ours = table("replace-model", "| # | check | when it differs |").map(([, , when = ""]) =>
      when.includes("(our rule)"),
    );
    expect(ours).toEqual(CHECK_NAMES.map((name) => CONFIGURABLE_CHECKS.some((one) => one === name)));
  });
});

describe("health notices", () => {
  test("come when the table says", () => {
    const heard = (level: HealthLevel): string => {
      const told = HEALTH_STATUSES.filter(
        (status) =>
          wanted(level, [
            {
              metric: "drift",
              from: { status: status === "passing" ? "failing" : "passing", message: "" },
              to: { status, message: "" },
            },
          ]).length > 0,
      );
      const words = told.map((status) => HEALTH_WORDS[status].toLowerCase()).join(", ");
      if (told.length === 0) return "never; it is monitored all the same";
      return told.length === HEALTH_STATUSES.length
        ? `one of the three changes at all: ${words}`
        : `one of the three turns to ${words}`;
    };
    expect(table("view", "| Health notices | You get a message when |")).toEqual(
      HEALTH_LEVELS.map((level) => [
        level === "none" ? `${LEVEL_WORDS[level]} (the default)` : LEVEL_WORDS[level],
        heard(level),
      ]),
    );
  });
});

/** What the page says first of whoever hears of it; sharing has a table. */
function toldWords(name: ActionName, tells: Exclude<Recipients, object> | null): string {
  switch (tells) {
    case "owners-and-users":
      return "Every other Owner and User, and no Consumer";
    case "everybody-it-was-shared-with":
      return "Every Owner and User it was shared with, and its Consumers unless";
    case "nobody":
      return `Nobody by a message of their own; channels whose route names \`${name}\`, and subscribed ones.`;
    case "the-requester-alone":
      return "Whoever asked, and nobody else.";
    case null:
      return "Nobody";
  }
}
const SAID = ACTIONS.flatMap((action) => {
  if (action.name === "view") return [];
  if (action.kind === "read") return [{ name: action.name, words: toldWords(action.name, null) }];
  return typeof action.tells === "object"
    ? []
    : [{ name: action.name, words: toldWords(action.name, action.tells) }];
});

describe("who is told", () => {
  test.each(SAID)("of $name", ({ name, words }) => {
    const section = /## Who is told\n\n([\s\S]*?)\n\n/.exec(page(name))?.[1]?.replaceAll("\n", " ") ?? "";
    expect(section.slice(0, words.length)).toBe(words);
  });

  describe("of a share", () => {
    let rig: OperationsRig;
    beforeAll(async () => {
      rig = await operationsRig();
    });
    afterAll(() => rig.store.close());

    /** Who got a message by it, and whether that opens the deployment. */
    async function told(input: Partial<ShareInput>): Promise<string> {
      const before = rig.messenger.of("invitation").length;
      const done = await goThrough(rig, "olivia", {
        action: "share",
        label: "card-default",
        input: { ...inputFor([]), ...input } as unknown as Json,
      });
      expect(done.state.name).toBe("succeeded");
      const messages = rig.messenger.of("invitation").slice(before);
      const named = input.people ?? [];
      if (messages.length === 0) return "nobody";
      const users = messages.map(({ target }) => (target.kind === "user" ? target.user : ""));
      if (named.length === 0)
        return users.includes(slackId("ada")) ? "each member" : "each member who had no grant of their own";
      expect(users).toEqual(named);
      const text = JSON.stringify(messages.map((message) => draw(message)));
      return `that person, with ${text.includes("deployment.open") ? "*Open deployment*" : text.includes("d-card-default") ? "the deployment's id" : "nothing"}`;
    }

    test("is as the table says", async () => {
      const ada = { kind: "user", email: "ada@example.com" } as const;
      const found = [
        ["First invitation as Consumer", await told({ people: [slackId("ada")], role: "CONSUMER" })],
        ["First invitation as User or Owner", await told({ people: [slackId("mona")], role: "USER" })],
        ["First grant of a group", await told({ groups: ["ml-approvers"], role: "USER" })],
        ["First grant of the organisation", await told({ organisation: true, role: "CONSUMER" })],
        ["Role changed, or taken away", await told(inputFor([{ subject: ada, role: "OWNER" }]))],
      ];
      const said = table("share", "| | |");
      expect(said.map(([when]) => when)).toEqual(found.map(([when]) => when));
      for (const [i, [when, who]] of found.entries())
        expect({ when, said: said[i]?.[1]?.split(/, or| by|;/)[0] }).toEqual({ when, said: who });
      expect(await told(inputFor([{ subject: ada, role: null }]))).toBe("nobody");
    });
  });
});
