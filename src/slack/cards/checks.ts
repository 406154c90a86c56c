// The result of checking as blocks: what does not pass first, each with both compared values; the rest summed up.
import type { KnownBlock } from "@slack/types";
import { shownFacts } from "../../actions/request-words.ts";
import { context, lines } from "../../block-kit/blocks.ts";
import { code, listed, type Mrkdwn, md, NOTHING, name, sentence } from "../../block-kit/text.ts";
import {
  type AssessedCheck,
  type CheckName,
  type CheckStatus,
  differs,
  needsReading,
  subjectOf,
} from "../../deployments/validation/check.ts";
import { checkTitle } from "../../deployments/words.ts";
import type { Assessment, ChangeRequest } from "../../requests/request.ts";
import { factWords } from "./facts.ts";
import { CHECK_ADVICE, CHECK_STATUS } from "./state-words.ts";

/** Items (added features, retyped features, ...) on a card; all of them are in the file. */
export const SHOWN_ITEMS = 20;
const VALUE_LENGTH = 200;
const ITEM_LENGTH = 60;
const SENTENCE_LENGTH = 400;

const ORDER = { failing: 0, warning: 1, passing: 2 } as const;

/** Failing before warning before passing; the reference's order within each. */
export const worstFirst = (checks: readonly AssessedCheck[]): AssessedCheck[] =>
  checks.toSorted((a, b) => ORDER[a.status] - ORDER[b.status]);

const count = (checks: readonly AssessedCheck[], status: CheckStatus): number =>
  checks.filter((check) => check.status === status).length;

/** `1 failing, 2 warnings, 14 passing`. */
export function countWords(checks: readonly AssessedCheck[]): string {
  const failing = count(checks, "failing");
  const warnings = count(checks, "warning");
  const otherwise = checks.filter(differs).length;
  const parts = [
    ...(failing > 0 ? [`${failing} failing`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
    `${count(checks, "passing")} passing`,
    ...(otherwise > 0 ? [`our own comparison says otherwise of ${otherwise}`] : []),
  ];
  return parts.join(", ");
}

/** What several checks find for one reason is said once: missing training data stops more than one of them. */
interface Finding {
  readonly check: AssessedCheck;
  readonly titles: readonly string[];
}

function findings(checks: readonly AssessedCheck[]): Finding[] {
  const found = new Map<string, { readonly check: AssessedCheck; readonly titles: string[] }>();
  for (const check of checks) {
    const bare = !check.evaluated && !check.ourRule && check.compared === null && check.items.length === 0;
    const alike = bare ? `${check.status} ${check.sentence}` : check.check;
    const before = found.get(alike);
    if (before === undefined) found.set(alike, { check, titles: [checkTitle(check)] });
    else before.titles.push(checkTitle(check));
  }
  return [...found.values()];
}

function checkLine({ check, titles }: Finding, options: ChecksOptions): Mrkdwn {
  const sign = CHECK_STATUS[check.status];
  const compared =
    check.compared === null
      ? NOTHING
      : md`\n        champion: ${code(check.compared.champion, VALUE_LENGTH)} → candidate: ${code(check.compared.candidate, VALUE_LENGTH)}`;
  const ours = check.ourRule ? md` _(our rule)_` : NOTHING;
  const advice =
    options.advice && check.status === "failing" ? md`\n        *What to do:* ${adviceOn(check)}` : NOTHING;
  return md`${sign.emoji} *${sign.word} – ${titles.join(", ")}*${ours}: ${sentence(check.sentence, SENTENCE_LENGTH)}${otherwise(check)}${compared}${items(check, options)}${advice}`;
}

function adviceOn(check: AssessedCheck): string {
  const subject = subjectOf(check);
  return subject === null ? "Look at it on the platform, or choose another version." : CHECK_ADVICE[subject];
}

/** The platform decides; whoever approves is to know that our own comparison finds something else. */
function otherwise(check: AssessedCheck): Mrkdwn {
  if (!differs(check)) return NOTHING;
  const own = check.ours;
  const { emoji, word } = CHECK_STATUS[own.status];
  return md`\n        *Our own comparison says otherwise:* ${emoji} ${word} – ${sentence(own.sentence, SENTENCE_LENGTH)}`;
}

function items(check: AssessedCheck, options: ChecksOptions): Mrkdwn {
  const { items: all } = check;
  if (all.length === 0) return NOTHING;
  const shown = listed(
    all.slice(0, SHOWN_ITEMS).map((item) => code(item, ITEM_LENGTH)),
    SHOWN_ITEMS,
  );
  const rest = all.length > SHOWN_ITEMS ? md`, … all ${all.length} in the file ${options.fileAt}` : NOTHING;
  return md`\n        ${shown}${rest}`;
}

interface ChecksOptions {
  /** Where the file with everything is found: `in the thread`. */
  readonly fileAt: string;
  /** With the advice for failing checks. */
  readonly advice: boolean;
  /** `named`: every check that passes by its name. `counted`: how many, those that people ask for by name; the file has all. */
  readonly passing: "named" | "counted";
  /** Labels of facts that the card has said already; absent: none. */
  readonly given?: readonly string[];
}

/** What a reader looks for even when it passes: does the new model answer the same question from the same data? */
const ASKED_FOR: readonly CheckName[] = ["target-name", "target-type", "feature-types", "no-new-features"];

const isAskedFor = (subject: CheckName | null): boolean => subject !== null && ASKED_FOR.includes(subject);

/** Without training data a target is compared as it is recorded, and somebody has to attest it. */
function passedTitle(check: AssessedCheck, { toAttest }: Assessment): string {
  const subject = subjectOf(check);
  const recorded = toAttest.length > 0 && (subject === "target-name" || subject === "target-type");
  return `${checkTitle(check)}${recorded ? " (as recorded)" : ""}`;
}

// Small: what is right needs no reading, only to be there for whoever looks for it.
function passed(assessment: Assessment, { passing }: ChecksOptions): KnownBlock[] {
  const checks = assessment.checks.filter((check) => !needsReading(check));
  if (checks.length === 0) return [];
  const titles = (some: readonly AssessedCheck[]) =>
    some.map((each) => passedTitle(each, assessment)).join(", ");
  if (passing === "named") return [context(md`✅ Passing: ${titles(checks)}`)];
  const named = checks.filter((check) => isAskedFor(subjectOf(check)));
  if (named.length === 0) return [context(md`✅ What passes is named in the evidence file.`)];
  const others = named.length < checks.length ? ", among others" : "";
  return [context(md`✅ Passing${others}: ${titles(named)}. All are in the evidence file.`)];
}

const PLATFORM_DECIDES = md`\nThe platform's own validation decides; compared values come from our own comparison.`;

/** At most six sections; empty before it was checked. An action without checks shows what it found instead. */
export function checksBlocks(request: ChangeRequest, options: ChecksOptions): KnownBlock[] {
  const { assessment } = request;
  if (assessment === null) return [];
  if (assessment.checks.length === 0)
    return lines(
      shownFacts(request)
        .filter(({ label }) => options.given?.includes(label) !== true)
        .map((fact) => md`*${name(fact.label)}:* ${factWords(fact, VALUE_LENGTH)}`),
      2,
    );
  const ordered = worstFirst(assessment.checks);
  const open = ordered.filter(needsReading);
  const decides = assessment.checks.some((check) => "pairsWith" in check) ? PLATFORM_DECIDES : NOTHING;
  const sum = md`*Checks: ${countWords(assessment.checks)}*${decides}`;
  return [
    ...lines([sum, ...findings(open).map((finding) => checkLine(finding, options))], 5),
    ...passed(assessment, options),
  ];
}

/** What does not pass, in one sentence, for the top-level text. */
export function checksText(assessment: Assessment | null): Mrkdwn {
  if (assessment === null || assessment.checks.length === 0) return NOTHING;
  const open = worstFirst(assessment.checks).filter(needsReading);
  const named = findings(open).map(
    ({ check, titles }) =>
      md`${CHECK_STATUS[check.status].word} – ${titles.join(", ")}: ${sentence(check.sentence, 200)}${otherwise(check)}`,
  );
  return md`Checks: ${countWords(assessment.checks)}.${open.length === 0 ? NOTHING : md` ${listed(named, 5, " ")}`}`;
}

/** Who attested what, and what nobody has attested yet. */
export function attestations(request: ChangeRequest): Mrkdwn[] {
  const { assessment, confirmation } = request;
  if (assessment === null) return [];
  return assessment.toAttest.map(({ packageId, sentence: attested }) =>
    confirmation?.attested.includes(packageId)
      ? md`☑️ *Attested by ${confirmation.by.name}:* ${attested}`
      : md`☐ *To be attested:* ${attested}`,
  );
}
