// The examples of the documentation are what they claim to be.
import { describe, expect, it } from "vitest";
import { helpText } from "../src/cli/commands.ts";
import { policyFileSchema } from "../src/policy-file/schema.ts";
import { parsePolicyFile } from "../src/policy-file.ts";
import { textOf } from "./support/source-files.ts";

const blocks = (page: string, language: string): readonly string[] =>
  [...textOf(page).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    (match) => match[1] ?? "",
  );

describe("the examples of policies", () => {
  const examples = ["README.md", "docs/policy-file.md"].flatMap((page) =>
    blocks(page, "yaml").map((text, index) => ({ name: `${page}, example ${index + 1}`, text })),
  );

  it.each([...examples, { name: "policy.example.yml", text: textOf("policy.example.yml") }])(
    "$name has no mistake and says something",
    ({ text }) => {
      const parsed = parsePolicyFile(text);
      expect(parsed.ok ? [] : parsed.mistakes).toEqual([]);
      expect(text.trim()).not.toBe("");
    },
  );

  it("are there for every key of the file", () => {
    const page = textOf("docs/policy-file.md");
    const keys = Object.keys(policyFileSchema.in.shape ?? {});
    expect(keys.length).toBeGreaterThan(5);
    expect(keys.filter((key) => !new RegExp(`^${key}:`, "m").test(page))).toEqual([]);
  });
});

it("the README shows the help of the shell commands as it is", () => {
  expect(blocks("README.md", "text")).toContain(`${helpText()}\n`);
});
