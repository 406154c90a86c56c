// From the readings of a text to the one that is meant: names are looked up, and where two are possible the person chooses.
import type { Card } from "../../block-kit/blocks.ts";
import { type Answer, ok } from "../../deployments/decision.ts";
import { nameKey } from "../../deployments/names.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { Lookup, Named } from "../../operations/operations.ts";
import type { PersonCaller } from "../../ports/platform.ts";
import type { Actor } from "../../requests/person.ts";
import { type Choice, manyFound, noneFound, readings as readingsCard, wasDeleted } from "../cards/lookup.ts";
import { correctedVerb, formatReading, type Reading } from "../grammar.ts";
import type { Parts } from "./parts.ts";

type InterpretParts = Pick<Parts, "operations" | "actions" | "commands" | "links">;

/** `by`: whoever asked, as the look-up has read them, or as the payload names them. */
export type Meaning =
  | { readonly kind: "plain"; readonly reading: Exclude<Reading, { name: string }> }
  | {
      readonly kind: "named";
      readonly reading: NamedReading;
      readonly deployment: Named;
      readonly by: Actor | PersonCaller;
    }
  /** What to show instead: a choice, or that nothing is called so. */
  | { readonly kind: "answer"; readonly card: Card };

export type NamedReading = Extract<Reading, { name: string }>;

const isNamed = (reading: Reading): reading is NamedReading => "name" in reading;

/** The words before the name, as `commandValue` takes them. */
const verbOf = (reading: NamedReading): string => {
  switch (reading.kind) {
    case "deployment":
      return "";
    case "action":
      return reading.action;
    case "why":
      return `why ${reading.action}`;
    default:
      return reading.kind;
  }
};

function wordsOf(reading: Reading): string {
  switch (reading.kind) {
    case "deployment":
      return `Open the deployment ${reading.name}`;
    case "action":
      return `${ACTION_TITLES[reading.action]}: ${reading.name}`;
    case "why":
      return `Why "${ACTION_TITLES[reading.action]}": ${reading.name}`;
    case "list":
      return reading.text === "" ? `List: ${reading.filter}` : `List: ${reading.filter}, ${reading.text}`;
    case "rollback":
    case "history":
    case "settings":
    case "subscribe":
    case "unsubscribe":
      return `${reading.kind} ${reading.name}`;
    case "link-account":
      return "Link my account";
    case "unlink-account":
      return "Unlink my account";
    default:
      return reading.kind;
  }
}

const called = (deployment: Named, name: string): boolean =>
  [deployment.label, deployment.id].some((one) => nameKey(one) === nameKey(name));

/** Without a doubt about the verb, near names count; where the whole text may be a name, only exactly that name does. */
function exactly(found: Lookup, name: string): boolean {
  if (found.found === "one") return called(found.deployment, name);
  if (found.found === "former") return true;
  return found.found === "many" && found.candidates.some((each) => called(each, name));
}

function resolve(reading: NamedReading, found: Lookup, actor: Actor, parts: InterpretParts): Meaning {
  switch (found.found) {
    case "one":
      return { kind: "named", reading, deployment: found.deployment, by: found.caller };
    case "many":
      return { kind: "answer", card: manyFound(reading.name, found.candidates, verbOf(reading)) };
    case "former": {
      const [only, ...more] = found.former;
      // Its history is all that is left of it, and may be just what is asked for.
      if (reading.kind === "history" && only?.opens === "history" && more.length === 0)
        return { kind: "named", reading, deployment: only, by: actor };
      return {
        kind: "answer",
        card: wasDeleted(reading.name, found, verbOf(reading), parts.commands.deployments),
      };
    }
    case "none":
      return {
        kind: "answer",
        card: noneFound(reading.name, found.similar, verbOf(reading), {
          command: parts.commands.deployments,
          corrected: reading.kind === "deployment" ? correctedVerb(reading.name, parts) : null,
        }),
      };
  }
}

/** A deployment's link in place of its name means the one that it leads to. */
const withoutLink = ({ links }: InterpretParts, reading: Reading): Reading =>
  isNamed(reading) ? { ...reading, name: links.deploymentIn(reading.name) ?? reading.name } : reading;

interface Candidate {
  readonly reading: Reading;
  /** Null for a reading without a name. */
  readonly found: Lookup | null;
}

/** Asks for each name once. A refusal (not a person) is one for all readings with a name. */
export async function interpret(
  parts: InterpretParts,
  actor: Actor,
  typed: readonly Reading[],
): Promise<Answer<Meaning>> {
  const readings = typed.map((reading) => withoutLink(parts, reading));
  const [first] = readings;
  const names = new Map(
    readings
      .filter(isNamed)
      .map((reading) => [reading.name, reading.kind === "action" ? reading.action : undefined] as const),
  );
  const found = new Map<string, Lookup>();
  for (const [name, answer] of await Promise.all(
    [...names].map(
      async ([name, action]) => [name, await parts.operations.lookup(actor, name, action)] as const,
    ),
  )) {
    if (answer.ok) found.set(name, answer.value);
    // `help` and `whoami` are for people whom nothing else is open to.
    else if (first === undefined || isNamed(first)) return answer;
  }
  const candidates: readonly Candidate[] = readings.map((reading) => ({
    reading,
    found: isNamed(reading) ? (found.get(reading.name) ?? { found: "none", similar: [] }) : null,
  }));
  return ok(choose(candidates, actor, parts));
}

function choose(candidates: readonly Candidate[], actor: Actor, parts: InterpretParts): Meaning {
  const alone = candidates.length === 1;
  const meant = candidates.filter(({ reading, found }) => {
    if (found === null) return !["incomplete", "which-action", "no-such-action"].includes(reading.kind);
    if (reading.kind === "deployment" && !alone) return exactly(found, nameOf(reading));
    return found.found !== "none";
  });
  if (meant.length > 1) {
    const typed = candidates.at(-1)?.reading;
    const choices: Choice[] = meant.map(({ reading }) => ({
      text: wordsOf(reading),
      command: formatReading(reading),
    }));
    return { kind: "answer", card: readingsCard(typed !== undefined ? nameOf(typed) : "", choices) };
  }
  // Nothing is there: the likeliest reading says so, unless the whole text is at least near a name.
  const near = candidates.find(({ found }) => found !== null && found.found !== "none");
  const [likeliest] = candidates;
  const chosen = meant[0] ?? near ?? likeliest;
  if (chosen === undefined) throw new Error("a text has at least one reading");
  if (!isNamed(chosen.reading)) return { kind: "plain", reading: chosen.reading };
  return resolve(chosen.reading, chosen.found ?? { found: "none", similar: [] }, actor, parts);
}

const nameOf = (reading: Reading): string => (isNamed(reading) ? reading.name : "");
