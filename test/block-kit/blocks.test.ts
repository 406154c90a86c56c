import type { KnownBlock } from "@slack/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  actions,
  button,
  card,
  checkboxes,
  confirm,
  context,
  divider,
  externalSelect,
  fields,
  header,
  input,
  lines,
  modal,
  option,
  radioButtons,
  section,
  select,
  textInput,
} from "../../src/block-kit/blocks.ts";
import { LIMITS } from "../../src/block-kit/limits.ts";
import { bold, md, quote } from "../../src/block-kit/text.ts";
import { expectSafeMessage, expectSafeView, foreignText } from "../support/foreign-text.ts";

describe("builders of messages", () => {
  it("make what Slack takes from any foreign text in every place", () => {
    fc.assert(
      fc.property(fc.array(foreignText(), { minLength: 1, maxLength: 40 }), (texts) => {
        const [one = ""] = texts;
        const shown = card(
          md`${one}`,
          [
            header(one),
            section(md`${one} ${bold(one)}`, button("b", { text: one, label: one }, "value")),
            section(quote(one, 2900)),
            ...fields(texts.map((text) => ({ label: text, value: md`${text}` }))),
            ...lines(
              texts.map((text) => md`${text}`),
              3,
            ),
            context(...texts.map((text) => md`${text}`)),
            divider(),
          ],
          actions([
            ...texts.map((text, at) =>
              button(`b${at % 30}`, { text, label: text }, `v${at}`, {
                confirm: confirm({ title: text, text, confirm: text, deny: text, danger: true }),
              }),
            ),
            select(
              "s",
              one,
              texts.map((text, at) => option(text, `${at}`, text)),
              "0",
            ),
          ]),
        );
        expectSafeMessage(shown);
      }),
      { numRuns: 25 },
    );
  });

  it("keep the buttons when a body has too many blocks, and say that it was cut", () => {
    const body = Array.from({ length: 80 }, (_, at) => section(md`${at}`));
    const foot = actions([button("a", { text: "Go", label: "Go" }, "1")]);
    const { blocks } = card(md`x`, body, foot);
    expect(blocks).toHaveLength(LIMITS.message.blocks);
    expect(blocks.at(-1)).toEqual(foot[0]);
    expect(JSON.stringify(blocks.at(-2))).toContain("32 more parts are not shown");
  });

  it("leave out the longest parts of a body with too much text, not the short ones", () => {
    const body: KnownBlock[] = [
      section(md`first`),
      ...Array.from({ length: 6 }, () => section(quote("x".repeat(2900), 2900))),
      section(md`last`),
    ];
    const { blocks } = card(md`x`, body);
    expect(JSON.stringify(blocks)).toContain("first");
    expect(JSON.stringify(blocks)).toContain("last");
    expect(JSON.stringify(blocks)).toContain("too long to be shown");
    expectSafeMessage({ text: "x", blocks });
  });

  it("put a second control of one name into a block of its own", () => {
    const one = button("same", { text: "One", label: "One" }, "1");
    const two = button("same", { text: "Two", label: "Two" }, "2");
    expect(actions([one, null, two])).toHaveLength(2);
    expect(actions([null])).toEqual([]);
  });

  it("refuse a value that does not fit instead of cutting it, since a cut one names another record", () => {
    expect(button("b", { text: "x", label: "x" }, "v".repeat(2001))).toBeNull();
    expect(option("x", "v".repeat(76))).toBeNull();
    expect(select("s", "x", [null])).toBeNull();
  });

  it("count the lines that do not fit", () => {
    const packed = lines(
      Array.from({ length: 100 }, () => md`${"x".repeat(600)}`),
      2,
    );
    expect(packed).toHaveLength(3);
    expect(JSON.stringify(packed.at(-1))).toMatch(/and \d+ more/);
  });
});

describe("builders of modals", () => {
  it("make what Slack takes from any foreign text", () => {
    fc.assert(
      fc.property(fc.array(foreignText(), { minLength: 1, maxLength: 130 }), (texts) => {
        const [one = ""] = texts;
        expectSafeView(
          modal({
            callbackId: "c",
            title: one,
            submit: "Go",
            close: one,
            metadata: "m",
            notifyOnClose: true,
            blocks: [
              header(one),
              input({
                blockId: "a",
                label: one,
                hint: one,
                element: checkboxes("c", [option(one, "1", one)]),
              }),
              input({
                blockId: "b",
                label: one,
                dispatch: true,
                element: externalSelect("e", one, option(one, "1")),
              }),
              input({
                blockId: "c",
                label: one,
                element: radioButtons(
                  "r",
                  texts.map((text, at) => option(text, `${at}`)),
                  "0",
                ),
              }),
              input({
                blockId: "d",
                label: one,
                optional: true,
                element: textInput("t", { placeholder: one, initial: one }),
              }),
              ...texts.map((text) => section(md`${text}`)),
            ],
          }),
        );
      }),
      { numRuns: 25 },
    );
  });

  it("refuse metadata that does not fit, loudly", () => {
    expect(() => modal({ callbackId: "c", title: "t", metadata: "m".repeat(3001), blocks: [] })).toThrow(
      RangeError,
    );
  });
});
