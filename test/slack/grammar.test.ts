import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/actions/index.ts";
import { asTyped } from "../../src/deployments/names.ts";
import { commandValue } from "../../src/slack/action-ids.ts";
import {
  correctedVerb,
  formatReading,
  MAX_COMMAND_LENGTH,
  parse,
  type Reading,
  typedText,
  type Vocabulary,
} from "../../src/slack/grammar.ts";

const vocabulary: Vocabulary = {
  actions: [
    { name: "view", words: { commands: ["view", "open"] } },
    { name: "replace-model", words: { commands: ["replace", "replace-model"] } },
    { name: "share", words: { commands: ["share"] } },
    { name: "use-cases", words: { commands: ["link", "use-case", "unlink"] } },
    { name: "scoring-code", words: { commands: ["code", "scoring code"] } },
  ],
};
const deployment = (name: string): Reading => ({ kind: "deployment", name });
const replace = (name: string): Reading => ({ kind: "action", action: "replace-model", name });
const useCases = (name: string): Reading => ({ kind: "action", action: "use-cases", name });
const list = (filter: "all" | "mine" | "failing", text = ""): Reading => ({ kind: "list", filter, text });

describe("what people type", () => {
  it.each<[string, readonly Reading[]]>([
    ["", [list("all")]],
    ["   ", [list("all")]],
    ["card-default", [deployment("card-default")]],
    ["Card Default", [deployment("Card Default")]],
    ["5f8a0c3b9d1e4a7f6b2c8d90", [deployment("5f8a0c3b9d1e4a7f6b2c8d90")]],
    ["mine", [list("mine"), deployment("mine")]],
    ["failing fraud", [list("failing", "fraud"), deployment("failing fraud")]],
    ["list", [list("all"), deployment("list")]],
    ['list mine "mine"', [list("mine", "mine")]],
    ["replace card-default", [replace("card-default"), deployment("replace card-default")]],
    ["REPLACE card-default", [replace("card-default"), deployment("REPLACE card-default")]],
    ['replace "card default"', [replace("card default")]],
    ["replace 5f8a0c3b9d1e4a7f6b2c8d90", [replace("5f8a0c3b9d1e4a7f6b2c8d90")]],
    [
      "scoring code churn",
      [{ kind: "action", action: "scoring-code", name: "churn" }, deployment("scoring code churn")],
    ],
    ["share", [{ kind: "incomplete", usage: "share <name>" }, deployment("share")]],
    ['"share"', [deployment("share")]],
    ["share share", [{ kind: "action", action: "share", name: "share" }, deployment("share share")]],
    [
      "rollback card-default",
      [{ kind: "rollback", name: "card-default" }, deployment("rollback card-default")],
    ],
    ["rollback", [{ kind: "incomplete", usage: "rollback <name>" }, deployment("rollback")]],
    ["history churn", [{ kind: "history", name: "churn" }, deployment("history churn")]],
    ["subscribe churn", [{ kind: "subscribe", name: "churn" }, deployment("subscribe churn")]],
    ["settings churn", [{ kind: "settings", name: "churn" }, deployment("settings churn")]],
    ["unsubscribe churn", [{ kind: "unsubscribe", name: "churn" }, deployment("unsubscribe churn")]],
    [
      "why replace churn",
      [{ kind: "why", action: "replace-model", name: "churn" }, deployment("why replace churn")],
    ],
    [
      "why rollback churn",
      [{ kind: "why", action: "replace-model", name: "churn" }, deployment("why rollback churn")],
    ],
    ['why rollback "churn"', [{ kind: "why", action: "replace-model", name: "churn" }]],
    ["why", [{ kind: "which-action", typed: "" }, deployment("why")]],
    [
      "why nothing churn",
      [
        { kind: "no-such-action", word: "nothing", near: null, asked: "nothing churn" },
        deployment("why nothing churn"),
      ],
    ],
    [
      "why repalce churn",
      [
        { kind: "no-such-action", word: "repalce", near: "replace", asked: "repalce churn" },
        deployment("why repalce churn"),
      ],
    ],
    ["why churn", [{ kind: "which-action", typed: "churn" }, deployment("why churn")]],
    ["why replace", [{ kind: "incomplete", usage: "why replace <name>" }, deployment("why replace")]],
    [
      "why repalce",
      [
        { kind: "no-such-action", word: "repalce", near: "replace", asked: "repalce" },
        deployment("why repalce"),
      ],
    ],
    ["whoami", [{ kind: "whoami" }, deployment("whoami")]],
    ["link", [{ kind: "link-account" }, deployment("link")]],
    ["UNLINK", [{ kind: "unlink-account" }, deployment("UNLINK")]],
    ["link churn", [useCases("churn"), deployment("link churn")]],
    ["unlink churn", [useCases("churn"), deployment("unlink churn")]],
    ['"link"', [deployment("link")]],
    ["help", [{ kind: "help" }, deployment("help")]],
    ["help me", [{ kind: "help" }, deployment("help me")]],
    ["approvals", [{ kind: "approvals" }, deployment("approvals")]],
    ["approvals of churn", [deployment("approvals of churn")]],
  ])("%j", (text, readings) => {
    expect(parse(text, vocabulary)).toEqual(readings);
  });

  it("reads the same words as a longer and as a shorter action's name", () => {
    expect(parse("replace model x", vocabulary)).toEqual([
      replace("x"),
      replace("model x"),
      deployment("replace model x"),
    ]);
  });

  it.each([
    ["phone quotes", "replace “card default”", 'replace "card default"'],
    ["long dashes", "card—default", "card-default"],
    ["hard spaces and new lines", "replace\u00a0card\n default", "replace card default"],
    ["right-to-left and zero-width marks", "card\u202e-\u200bdefault\u0007", "card-default"],
  ])("takes %s as the keyboard would write them", (_, typed, meant) => {
    expect(parse(typed, vocabulary)).toEqual(parse(meant, vocabulary));
  });

  it("forgives a quote that was not closed", () => {
    expect(parse('"card default', vocabulary)).toEqual([deployment("card default")]);
  });

  it("answers 10,000 characters with their number instead of looking for them", () => {
    expect(parse("x".repeat(10_000), vocabulary)).toEqual([{ kind: "too-long", length: 10_000 }]);
  });

  it("knows every command word of every action that there is", () => {
    for (const { name, words } of ACTIONS) {
      for (const command of [name, ...words.commands]) {
        expect(parse(`${command} "x"`, { actions: ACTIONS })).toEqual([
          { kind: "action", action: name, name: "x" },
        ]);
      }
    }
  });
});

describe("a mention's text", () => {
  it("is what was typed without the bot's own name", () => {
    const text =
      "<@U0POINTSMAN> replace <http://fraud.eu|fraud.eu> &amp; <#C123|ml> &lt;!channel&gt; <@U0ADA>";
    expect(asTyped(typedText(text, "U0POINTSMAN"))).toBe("replace fraud.eu & #ml <!channel> <@U0ADA>");
  });

  it("unescapes once: what somebody typed as an entity stays one", () => {
    expect(typedText("&amp;lt;", null)).toBe("&lt;");
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(..."replace model share why list mine rollback help \"'`\\-—\u00a0".split("")),
  }),
  fc
    .array(
      fc.constantFrom("replace", "model", "share", "why", "list", "mine", '"', "x", "rollback", "help"),
      { maxLength: 8 },
    )
    .map((words) => words.join(" ")),
);
const hasName = (reading: Reading): reading is Extract<Reading, { name: string }> => "name" in reading;

describe("any text", () => {
  it("has at least one reading, and no reading has an empty or untidy name", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const readings = parse(text, vocabulary);
        expect(readings.length).toBeGreaterThan(0);
        for (const { name } of readings.filter(hasName)) {
          expect(name).not.toBe("");
          expect(asTyped(name)).toBe(name);
        }
      }),
    );
  });

  it("means the same however often it is normalised", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(parse(asTyped(text), vocabulary)).toEqual(parse(text, vocabulary));
      }),
    );
  });

  it("comes back from a choice's button as the reading that was chosen", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const reading of parse(text, vocabulary)) {
          if (["no-such-action", "incomplete", "which-action", "too-long"].includes(reading.kind)) continue;
          expect(parse(formatReading(reading), vocabulary)[0]).toEqual(reading);
        }
      }),
    );
  });

  it("is taken for a slip of a command when it begins like one and a name follows", () => {
    expect(correctedVerb("repalce card-default", vocabulary)).toBe("replace card-default");
    expect(correctedVerb("rolback card default", vocabulary)).toBe("rollback card default");
    expect(correctedVerb("repalce", vocabulary)).toBeNull();
    // Never the opposite of what may have been meant.
    for (const slip of ["usubscribe", "nsubscribe", "ubsubscribe"])
      expect(correctedVerb(`${slip} card-default`, vocabulary)).toBeNull();
    for (const slip of ["reactivate", "dactivate"])
      expect(correctedVerb(`${slip} card-default`, { actions: ACTIONS })).toBeNull();
    expect(correctedVerb("card-default eu", vocabulary)).toBeNull();
  });

  it("is a name and nothing else behind a button that names it", () => {
    const names = anyText.map((text) => asTyped(text)).filter((text) => text !== "" && text.length < 400);
    fc.assert(
      fc.property(names, (name) => {
        expect(parse(commandValue("", name), vocabulary)).toEqual([deployment(name)]);
        expect(parse(commandValue("replace-model", name), vocabulary)).toEqual([replace(name)]);
        expect(parse(commandValue("why share", name), vocabulary)).toEqual([
          { kind: "why", action: "share", name },
        ]);
      }),
    );
  });

  it("is cut off by its length alone", () => {
    expect(parse("x".repeat(MAX_COMMAND_LENGTH), vocabulary)[0]?.kind).toBe("deployment");
    expect(parse("x".repeat(MAX_COMMAND_LENGTH + 1), vocabulary)[0]?.kind).toBe("too-long");
  });
});
