// What is done is what was approved (design section 4, promise 3): the bytes under the digest, and how two of them differ.
import type { ActionName } from "../deployments/action-names.ts";
import type { Importance } from "../deployments/deployment.ts";
import type { DeploymentId, PackageId } from "../deployments/ids.ts";
import type { AssessedCheck } from "../deployments/validation/check.ts";
import { IMPORTANCE_WORDS, ROLE_WORDS, STATUS_WORDS } from "../deployments/words.ts";
import type { DigestChange, Json } from "./request.ts";

const VERSION = "v1:";

export interface DigestParts {
  readonly action: ActionName;
  readonly deploymentId: DeploymentId;
  readonly input: Json;
  readonly facts: Json;
  /** Only name, status and `evaluated` count: a check may be worded anew without making an approval stale. */
  readonly checks: readonly Pick<AssessedCheck, "check" | "status" | "evaluated">[];
  readonly importance: Importance | null;
  readonly policies: readonly { readonly policy: { readonly id: string }; readonly ruleHash: string }[];
  readonly attested: readonly PackageId[];
}

/**
 * JSON with sorted keys and without white space: equal values give equal text, whatever the order in which they were made.
 * Keys are sorted by UTF-16 code units, numbers are written as JSON writes them (-0 as 0), as RFC 8785 does.
 * Throws for numbers that JSON does not have: a fact that is not a number is a mistake in the program.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`${value} has no place in JSON.`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** The bytes under the digest. The order of checks, policies and attested packages does not matter. */
export function digestBytes(parts: DigestParts): string {
  const { action, deploymentId, input, facts, importance } = parts;
  return (
    VERSION +
    canonicalJson({
      action,
      deployment: deploymentId,
      input,
      facts,
      check: Object.fromEntries(
        parts.checks.map(({ check, status, evaluated }) => [check, { status, evaluated }]),
      ),
      importance,
      policy: Object.fromEntries(parts.policies.map(({ policy, ruleHash }) => [policy.id, ruleHash])),
      attested: [...new Set(parts.attested)].sort(),
    })
  );
}

/** What people call the policies and checks of either side, by what the bytes call them. */
export interface DigestNames {
  readonly policies: ReadonlyMap<string, string>;
  readonly checks: ReadonlyMap<string, string>;
}

/** Keeps a record and a card small when thousands of features changed; the bytes keep everything. */
const MOST_CHANGES = 100;
const LONGEST_VALUE = 300;

/**
 * Every difference between two digests' bytes, with its path in words ("candidate target name") and both values in words; empty
 * when the bytes are equal, and only then. What the bytes hold twice is listed once. At most 100 are listed, then one line counts the rest.
 */
export function compareDigests(
  approvedBytes: string,
  nowBytes: string,
  names: DigestNames,
): readonly DigestChange[] {
  if (approvedBytes === nowBytes) return [];
  const approved = readDigestBytes(approvedBytes);
  const now = readDigestBytes(nowBytes);
  if (approved === null || now === null) {
    return [
      {
        what: "the way in which approvals are recorded",
        approved: "an earlier version",
        now: "the current version",
      },
    ];
  }
  const changes = eachOnce(differences(names, [], approved, now));
  if (changes.length === 0) {
    return [{ what: "the recorded bytes", approved: "written one way", now: "written another way" }];
  }
  const left = changes.length - MOST_CHANGES;
  if (left <= 0) return changes;
  const rest = { what: `${left} more`, approved: "not listed", now: "not listed" };
  return [...changes.slice(0, MOST_CHANGES), rest];
}

type Members = ReadonlyMap<string, Json>;

const eachOnce = (changes: readonly DigestChange[]): readonly DigestChange[] => [
  ...new Map(
    changes.map((change) => [JSON.stringify([change.what, change.approved, change.now]), change]),
  ).values(),
];

function differences(
  names: DigestNames,
  path: readonly string[],
  approved: Json | undefined,
  now: Json | undefined,
): DigestChange[] {
  if (approved !== undefined && now !== undefined && canonicalJson(approved) === canonicalJson(now))
    return [];
  const before = membersOf(approved);
  const after = membersOf(now);
  if (before !== null && after !== null) {
    const members = [...new Set([...before.keys(), ...after.keys()])];
    const found = members
      .filter((member) => member !== "id" || before.get("name") === after.get("name"))
      .flatMap((member) => differences(names, [...path, member], before.get(member), after.get(member)));
    if (found.length > 0) return found;
    return [{ what: `${inWords(path)} order`, approved: listed(before), now: listed(after) }];
  }
  if (isPlainList(approved) && isPlainList(now)) return [listChange(path, approved, now)];
  return [valueChange(names, path, approved, now)];
}

function valueChange(
  names: DigestNames,
  path: readonly string[],
  approved: Json | undefined,
  now: Json | undefined,
): DigestChange {
  const [section, member = "", ...rest] = path;
  if (section === "policy") {
    const applies = approved === undefined ? "applies" : "applies with another rule";
    return {
      what: `policy ${names.policies.get(member) ?? member}`,
      approved: approved === undefined ? "did not apply" : "applied",
      now: now === undefined ? "does not apply" : applies,
    };
  }
  if (section === "check") {
    const [aspect] = rest;
    const title = `check ${names.checks.get(member) ?? member}`;
    const what = aspect === undefined || aspect === "status" ? title : `${title} ${aspect}`;
    return { what, approved: checkInWords(approved), now: checkInWords(now) };
  }
  const known = path.at(-1) ?? "";
  return { what: inWords(path), approved: knownInWords(known, approved), now: knownInWords(known, now) };
}

/** Of a check that only one side has, its status. */
const checkInWords = (value: Json | undefined): string =>
  valueInWords(
    value !== undefined && value !== null && typeof value === "object" && !isList(value)
      ? value.status
      : value,
  );

const KNOWN_VALUES: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<
  string,
  Readonly<Record<string, string>>
>([
  ["importance", IMPORTANCE_WORDS],
  ["status", STATUS_WORDS],
  ["role", ROLE_WORDS],
  ["before", ROLE_WORDS],
]);

/** Values that have words of their own on cards have them here. */
function knownInWords(member: string, value: Json | undefined): string {
  if (value === null && member === "importance") return "not recorded";
  const words = KNOWN_VALUES.get(member);
  const word = typeof value === "string" && words !== undefined && Object.hasOwn(words, value);
  return (word ? words[value] : undefined) ?? valueInWords(value);
}

/**
 * Parts of an object, or of a list whose entries have names of their own (features, rules, challengers): these are compared by
 * name, so that one added at the front does not look like a change of all the others.
 */
function membersOf(value: Json | undefined): Members | null {
  if (value === undefined || value === null || typeof value !== "object") return null;
  if (!isList(value)) return new Map(Object.entries(value));
  if (value.length === 0 || isPlainList(value)) return null;
  const byName = new Map(value.map((entry, at) => [nameOf(entry) ?? String(at + 1), entry]));
  return byName.size === value.length ? byName : new Map(value.map((entry, at) => [String(at + 1), entry]));
}

function nameOf(entry: Json): string | null {
  if (entry === null || typeof entry !== "object" || isList(entry)) return null;
  const name = entry.name ?? entry.id;
  return typeof name === "string" && name !== "" ? name : null;
}

const isPlainList = (value: Json | undefined): value is readonly (null | boolean | number | string)[] =>
  value !== undefined && isList(value) && value.every((entry) => entry === null || typeof entry !== "object");

/** Short lists are shown whole; of long ones only what the other side does not have. */
function listChange(path: readonly string[], approved: readonly Json[], now: readonly Json[]): DigestChange {
  const what = inWords(path);
  const whole = { what, approved: valueInWords(approved), now: valueInWords(now) };
  if (Math.max(textOf(approved).length, textOf(now).length) <= LONGEST_VALUE) return whole;
  const gone = without(approved, now);
  const come = without(now, approved);
  if (gone.length === 0 && come.length === 0) return whole;
  return {
    what: `${what} (${approved.length} before, ${now.length} now; only the differences)`,
    approved: valueInWords(gone),
    now: valueInWords(come),
  };
}

function without(list: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others);
  return list.filter((entry) => !known.has(entry));
}

/**
 * `["facts", "candidate", "targetName"]` is "candidate target name": facts are what people see, the word adds nothing. Nor does the
 * `before` of an edit's fields.
 */
function inWords(path: readonly string[]): string {
  const [section, ...rest] = path;
  const facts = rest[0] === "before" && rest.length > 1 ? rest.slice(1) : rest;
  const steps = section === "facts" && facts.length > 0 ? facts : path;
  return steps.map((step) => (/^[a-z]+([A-Z][a-z]*)+$/.test(step) ? spaced(step) : step)).join(" ");
}

const spaced = (camelCase: string): string =>
  camelCase.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueInWords(value: Json | undefined): string {
  if (value === undefined) return "not there";
  const text = textOf(value);
  return text.length <= LONGEST_VALUE
    ? text
    : `${text.slice(0, LONGEST_VALUE).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function textOf(value: Json): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return String(value);
  if (!isPlainList(value)) return canonicalJson(value);
  return value.length === 0 ? "none" : value.map(textOf).join(", ");
}

const listed = (members: Members): string => valueInWords([...members.keys()]);

/** What the bytes say, or null when they are not of this version: then nothing can be compared. */
function readDigestBytes(bytes: string): Json | null {
  if (!bytes.startsWith(VERSION)) return null;
  try {
    return JSON.parse(bytes.slice(VERSION.length)) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
