// The policy file: YAML into typed policies, or every mistake at once, each with its line. See policy.example.yml.
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { policyFileSchema, policyId } from "./policy-file/schema.ts";
import { inWords, onOneLine, shown, suggestion } from "./policy-file/words.ts";
import type { PolicyFile } from "./requests/policy.ts";

export interface PolicyMistake {
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong and what is allowed; plain text, foreign values cut and on one line. */
  readonly sentence: string;
}

export type PolicyParse =
  | { readonly ok: true; readonly policies: PolicyFile }
  | { readonly ok: false; readonly mistakes: readonly PolicyMistake[] };

const LONGEST_FILE = 256 * 1024;
/** Anchors save typing in a list of policies; more is a trick to make a small file huge. */
const MOST_ALIASES = 100;
const DEEPEST = 24;

/** Reads the text of a policy file; never throws. An empty text is a file without policies. */
export function parsePolicyFile(text: string): PolicyParse {
  if (text.length > LONGEST_FILE) {
    return wrong({ line: 1, sentence: `The file is longer than ${LONGEST_FILE / 1024} KB.` });
  }
  const lines = new LineCounter();
  const document = unlessItThrows(() =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true }),
  );
  if (!document.ok) return wrong({ line: 1, sentence: document.sentence });
  const syntax = [...document.value.errors, ...document.value.warnings].map((problem) => ({
    code: problem.code,
    line: lines.linePos(problem.pos[0]).line,
    sentence: syntaxSentence(problem.code, problem.message),
  }));
  // After a broken line the rest means something else; a key that is there twice leaves it readable.
  if (syntax.some(({ code }) => code !== "DUPLICATE_KEY")) return wrong(...syntax);
  const read = unlessItThrows((): unknown => document.value.toJS({ maxAliasCount: MOST_ALIASES }));
  if (!read.ok) return wrong({ line: 1, sentence: read.sentence });
  const content = read.value;
  if (isDeeperThan(DEEPEST, content)) {
    return wrong({
      line: 1,
      sentence: "The file is nested too deeply, or an alias stands inside of itself.",
    });
  }
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document.value, lines, path);
  const parsed = policyFileSchema.safeParse(content ?? {}, { error: inWords });
  const mistakes = [
    ...syntax,
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => mistakesOf(issue, [], lineOf))),
    ...doubleNames(content, lineOf),
  ];
  return parsed.success && mistakes.length === 0 ? { ok: true, policies: parsed.data } : wrong(...mistakes);
}

/** What holds without a policy file: nothing needs approval, nobody administers, guests are not admitted. */
export const NO_POLICIES: PolicyFile = policyFileSchema.parse({});

/** The YAML reader throws for what is too deep for its stack and for aliases that multiply. */
function unlessItThrows<T>(
  read: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly sentence: string } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, sentence: `The file cannot be read: ${reason}.` };
  }
}

const wrong = (...mistakes: readonly PolicyMistake[]): PolicyParse => ({
  ok: false,
  mistakes: mistakes
    .map(({ line, sentence }) => ({ line, sentence }))
    .sort((one, other) => one.line - other.line),
});

function syntaxSentence(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "This key is there twice.";
  const hint = code === "BAD_SCALAR_START" ? " Put the value in quotes." : "";
  return `This is not YAML: ${onOneLine(message)}.${hint}`;
}

type LineOf = (path: readonly PropertyKey[]) => number;

function mistakesOf(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
  lineOf: LineOf,
): readonly PolicyMistake[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = issue.message.split(", ");
    return issue.keys.map((key) => ({
      line: lineOf([...path, key]),
      sentence: `${shown(key)} is not known here.${suggestion(key, known)} Known are ${known.join(", ")}.`,
    }));
  }
  if (issue.code === "invalid_union") {
    const branch = issue.errors.find((issues) => !issues.some(isOfAnotherKind)) ?? issue.errors[0];
    if (branch !== undefined) return branch.flatMap((inner) => mistakesOf(inner, path, lineOf));
  }
  const name = path.findLast((step) => typeof step === "string");
  return [{ line: lineOf(path), sentence: `${name ?? "The file"} ${issue.message}` }];
}

/** The value is not what this branch of a union is about (text where a group of keys is meant). */
const isOfAnotherKind = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "invalid_type" && issue.path.length === 0;

/** Policies are told apart by their names on cards and in the audit trail. */
function doubleNames(content: unknown, lineOf: LineOf): readonly PolicyMistake[] {
  const policies = membersOf(membersOf(content).policies);
  const firstLines = new Map<string, number>();
  return Object.entries(policies).flatMap(([at, policy]) => {
    const { name } = membersOf(policy);
    if (typeof name !== "string" || name.trim() === "") return [];
    const line = lineOf(["policies", Number(at), "name"]);
    const id = policyId(name);
    if (id === "") return [{ line, sentence: `name ${shown(name)} needs a letter or a digit.` }];
    const first = firstLines.get(id);
    if (first === undefined) {
      firstLines.set(id, line);
      return [];
    }
    return [{ line, sentence: `name ${shown(name)} is taken by the policy in line ${first}.` }];
  });
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isDeeperThan(depth - 1, member));
}

/** The line of the key or list item at the path, or of the nearest one above it that exists. */
function lineOfPath(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const inside = isAlias(node) ? node.resolve(document) : node;
    if (isMap(inside)) {
      const pair = inside.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(inside) && typeof step === "number") {
      node = inside.items[step];
      offset = startOf(node) ?? offset;
    } else {
      break;
    }
  }
  return lines.linePos(offset).line;
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];
