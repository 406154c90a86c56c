import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ageWords,
  bold,
  code,
  cut,
  date,
  escapedLength,
  listed,
  md,
  mention,
  mrkdwn,
  name,
  oneLine,
  plain,
  quote,
  render,
  utc,
} from "../../src/block-kit/text.ts";
import { foreignMarkup, foreignText, HOSTILE } from "../support/foreign-text.ts";

const AT = Date.UTC(2026, 10, 24, 10, 2, 0);

describe("foreign text in own sentences", () => {
  it("is escaped and nothing else of it changes when it is an ordinary name", () => {
    expect(render(md`Open ${"credit_default v4 (R&D)"} now`)).toBe("Open credit_default v4 (R&amp;D) now");
  });

  it("cannot mention, link or fake a date", () => {
    expect(render(md`${"<!channel> <@U1> <https://a|b>"}`)).toBe(
      "&lt;!channel&gt; &lt;@U1&gt; &lt;https://a|b&gt;",
    );
  });

  it("cannot mention everybody by a bare name", () => {
    expect(render(md`${"@here and @Channel"}`)).toBe("＠here and ＠Channel");
  });

  it("cannot format, and underscores within words stay what they are", () => {
    expect(render(md`${"*b* _i_ ~s~ `c` PAY_0"}`)).toBe("∗b∗ ＿i＿ ∼s∼ ˋcˋ PAY_0");
  });

  it("cannot show an emoji, not even with a colon of the neighbouring text", () => {
    expect(render(md`${":white_check_mark: ok"}`)).not.toContain(":white_check_mark:");
    expect(render(md`${":tada"}: done`)).not.toContain(":tada:");
    expect(render(md`:${"tada:"}`)).not.toContain(":tada:");
  });

  it("cannot fake a quoted line", () => {
    expect(render(md`${"> said so"}`)).toBe("› said so");
    expect(render(quote("> said so\n> twice"))).toBe("> › said so\n> › twice");
  });

  it("loses hidden characters and line breaks in one-line places", () => {
    expect(oneLine("a\u202Eb\u200Bc\r\nd\u2028e\tf")).toBe("abc d e f");
  });

  it("keeps its own marks within code, where only a backtick could end it", () => {
    expect(render(code("_id `x` *"))).toBe("`_id ˋxˋ *`");
  });

  it("is bold as a whole, whatever is in it", () => {
    expect(render(bold("a*b"))).toBe("*a∗b*");
  });

  it("says so when a name has nothing to show", () => {
    expect(name("\u200B \n")).toBe("(no name)");
  });

  it("does nothing, whatever it is and wherever it stands", () => {
    fc.assert(
      fc.property(foreignText(), foreignText(), (a, b) => {
        const text = md`From ${a} to ${bold(b)}: ${code(a)}\n${quote(b)}\n${name(a)}`;
        expect(foreignMarkup({ blocks: [mrkdwn(text)] })).toEqual([]);
      }),
    );
  });
});

describe("a cut", () => {
  it("counts the escaped form and never splits a character", () => {
    fc.assert(
      fc.property(foreignText(), fc.integer({ min: 1, max: 200 }), (text, limit) => {
        const well = text.toWellFormed();
        const short = cut(well, limit);
        expect(escapedLength(short)).toBeLessThanOrEqual(limit);
        expect(short.isWellFormed()).toBe(true);
        if (escapedLength(well) <= limit) expect(short).toBe(well);
        else expect(short.endsWith("…")).toBe(true);
      }),
    );
  });

  it("keeps own markup whole or leaves it out", () => {
    const text = md`${"x".repeat(500)} ${date(AT)} ${mention("U123")} end`;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (limit) => {
        const shown = render(text, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(foreignMarkup({ text: shown, blocks: [] })).toEqual([]);
      }),
    );
  });

  it("closes the style of foreign text that it shortens", () => {
    expect(render(bold("abcdefghij", 10), 8)).toBe("*abcd…*".slice(0, 8));
    expect(render(code("abcdefghij"), 8)).toMatch(/^`.*…`$/);
  });
});

describe("plain text", () => {
  it("never reads emoji codes, is never empty and keeps its limit", () => {
    fc.assert(
      fc.property(foreignText(), fc.integer({ min: 5, max: 150 }), (text, limit) => {
        const shown = plain(text, limit);
        expect(shown.emoji).toBe(false);
        expect(shown.text.length).toBeGreaterThan(0);
        expect(escapedLength(shown.text)).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe("times", () => {
  it("are shown in the reader's zone, with UTC for those who cannot", () => {
    expect(render(date(AT))).toBe(`<!date^${AT / 1000}^{date_short_pretty} at {time}|2026-11-24 10:02 UTC>`);
  });

  it("that are none are said so", () => {
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
      expect(utc(none)).toBe("time not recorded");
      expect(render(date(none))).toBe("time not recorded");
      expect(ageWords(none, AT)).toBe("an unknown time");
    }
  });
});

describe("people", () => {
  it("mentions by Slack id, and shows what is none as code", () => {
    expect(render(mention("U0OLIVIA"))).toBe("<@U0OLIVIA>");
    for (const text of HOSTILE) expect(render(mention(text))).not.toMatch(/<[@!#]/);
  });

  it("lists the first few and counts the rest", () => {
    const people = ["U1", "U2", "U3"].map(mention);
    expect(render(listed(people, 2))).toBe("<@U1>, <@U2> and 1 more");
    expect(render(listed(people, 3))).toBe("<@U1>, <@U2>, <@U3>");
  });
});
