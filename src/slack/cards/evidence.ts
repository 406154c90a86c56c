// The evidence of one request as a Markdown file: who, when, checks as seen, reviews, digest, outcome, audit verification.

import { changeOf, wordsOf } from "../../actions/request-words.ts";
import { oneLine, utc } from "../../block-kit/text.ts";
import type { Decision } from "../../deployments/decision.ts";
import { differs } from "../../deployments/validation/check.ts";
import { checkTitle } from "../../deployments/words.ts";
import type { Person } from "../../requests/person.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import type { Recipient, Told } from "../../requests/request-view.ts";
import { countWords } from "./checks.ts";
import { fileSafe, type TextFile } from "./checks-file.ts";
import { CHECK_STATUS, importanceWords, stateSign } from "./state-words.ts";
import { WAY_WORDS } from "./told.ts";

export interface EvidenceFacts {
  /** The approval decision when the file was made; null without policies. */
  readonly approval: Decision | null;
  /** Who was told of the outcome when the file was made, and whom it did not reach. */
  readonly told: readonly Told[];
  /** What the audit trail says of the request, oldest first; one line each. */
  readonly trail: readonly string[];
  /** What the verification of the audit trail found; one line each. */
  readonly verification: readonly string[];
  /** Epoch ms. */
  readonly madeAt: number;
}

/** Nothing is cut: this is the file that an auditor keeps. Foreign text cannot make headings, links or tables. */
export function evidenceFile(request: ChangeRequest, facts: EvidenceFacts): TextFile {
  const { assessment } = request;
  const text = [
    `# Evidence of ${data(request.reference)}`,
    "",
    ...list([
      ["Deployment", `${request.deploymentLabel} (${request.deploymentId})`],
      ["Action", request.action],
      ["Change", `${changeOf(request).from} → ${changeOf(request).to}`],
      ...wordsOf(request)
        .details(request)
        .map(({ label, value }): [string, string] => [label, value]),
      ["Asked by", person(request.requester)],
      ["Asked", utc(request.createdAt)],
      ["Edition", String(request.edition)],
      ["Comment", request.comment.trim() === "" ? "none" : request.comment],
      ["Apply", request.apply === "on-approval" ? "at once on approval" : "by hand after approval"],
      ["State when this file was made", `${stateSign(request).word} (since ${utc(request.state.since)})`],
    ]),
    ...part("Outcome", outcome(request)),
    ...part("Who was told", facts.told.map(toldRow)),
    ...part("Policies", policies(request)),
    ...part("Approval", facts.approval === null ? [noApproval(request)] : tree(facts.approval, 0)),
    ...part("Reviews", reviews(request)),
    ...part("Confirmation and attestation", confirmation(request)),
    ...part("Checks as seen", assessment === null ? ["Not checked."] : checks(assessment)),
    ...part(
      "Facts as seen",
      (assessment?.shown ?? []).map(({ label, value }) => `- ${data(label)}: ${data(value)}`),
    ),
    ...part("Digest of what was approved", digest(request)),
    ...part(
      "Audit trail",
      facts.trail.map((line) => `- ${data(line)}`),
    ),
    ...part(
      "Audit verification",
      facts.verification.map((line) => `- ${data(line)}`),
    ),
    "",
    `Made ${utc(facts.madeAt)}.`,
  ].join("\n");
  return {
    filename: `evidence-${fileSafe(request.reference)}.md`,
    title: `Evidence of ${request.reference}`,
    text: `${text}\n`,
  };
}

/** Foreign text on one line, with Markdown's marks escaped. */
const data = (text: string): string => oneLine(text).replace(/[\\`*_{}[\]<>#|!~]/g, "\\$&");

const list = (rows: readonly (readonly [string, string])[]): string[] =>
  rows.map(([label, value]) => `- **${data(label)}:** ${data(value)}`);

const part = (title: string, lines: readonly string[]): string[] => [
  "",
  `## ${title}`,
  "",
  ...(lines.length === 0 ? ["None."] : lines),
];

const person = (of: Person): string => `${of.name} (${of.email ?? of.id}, Slack ${of.slackUser})`;

function outcome({ state }: ChangeRequest): string[] {
  switch (state.name) {
    case "succeeded": {
      const { outcome: of } = state;
      const settled: [string, string][] =
        of.settledBy === null
          ? []
          : [["Settled by", `${person(of.settledBy.by)}, ${utc(of.settledBy.at)}: ${of.settledBy.reason}`]];
      const known = {
        answer: "the platform's own answer",
        found: "a later look at the platform",
        settled: "a person",
      };
      return list([
        ["Happened", utc(of.at)],
        ["Old", of.from],
        ["New", of.to],
        ["Known by", known[of.known]],
        ...(of.account === undefined ? [] : [["Done as", of.account] as [string, string]]),
        ...settled,
      ]);
    }
    case "failed":
      return list([
        ["Reason", state.reason],
        ...(state.settledBy === null
          ? []
          : ([["Settled by", `${person(state.settledBy.by)}: ${state.settledBy.reason}`]] as const)),
      ]);
    case "refused":
      return list([["Refused", state.refusal.sentence]]);
    case "unknown":
      return list([["Not known", state.why]]);
    case "cancelled":
      return list([
        ["Cancelled by", state.by === "system" ? "the system" : person(state.by)],
        ["Reason", state.reason],
      ]);
    case "stale":
      return state.changes.map(
        (each) => `- ${data(each.what)}: ${data(each.approved)}, now ${data(each.now)}`,
      );
    default:
      return ["Not over yet."];
  }
}

/** Everybody by name: the card only counts. */
function toldRow(told: Told): string {
  switch (told.kind) {
    case "channels":
      return `- In channels: ${told.channels.map(data).join(", ")}`;
    case "no-channel":
      return "- In no channel: none was named for this deployment";
    case "people":
      return `- ${sentenceCase(WAY_WORDS[told.by])}: ${everybody(told.to)}`;
    case "invited":
      return `- ${sentenceCase(WAY_WORDS[told.by])}, that it is shared with them: ${everybody(told.to)}`;
    case "on-the-way":
      return `- On the way: ${told.count}${told.trouble === null ? "" : ` (${data(told.trouble)})`}`;
    case "missed":
      return `- Not told: ${everybody(told.to)} (${data(told.reason)})`;
    case "doubtful":
      return `- Not known whether told: ${everybody(told.to)} (${data(told.reason)})`;
  }
}

const sentenceCase = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const everybody = (to: readonly Recipient[]): string =>
  to.map((each) => data(recipientWords(each))).join(", ");

function recipientWords(to: Recipient): string {
  switch (to.kind) {
    case "channel":
      return `channel ${to.channel}`;
    case "user":
      return `Slack ${to.slackUser}`;
    case "named":
      return to.name;
  }
}

const noApproval = (request: ChangeRequest): string =>
  (request.assessment?.policies ?? []).length === 0
    ? "No policy asked for an approval."
    : "The decision could not be told when this file was made; the reviews are below.";

const policies = (request: ChangeRequest): string[] =>
  (request.assessment?.policies ?? []).map(
    ({ policy, ruleHash }) => `- ${data(policy.name)} (id ${data(policy.id)}, rule ${data(ruleHash)})`,
  );

const tree = (decision: Decision, depth: number): string[] => [
  `${"  ".repeat(Math.min(depth, 20))}- ${decision.outcome}: ${data(decision.sentence)}`,
  ...decision.because.flatMap((each) => tree(each, depth + 1)),
];

const reviews = (request: ChangeRequest): string[] =>
  request.reviews.map(
    (review) =>
      `- ${utc(review.at)}, edition ${review.edition}: **${review.decision}** by ${data(person(review.by))}${review.comment.trim() === "" ? "" : ` – ${data(review.comment)}`}`,
  );

function confirmation({ confirmation: given, assessment }: ChangeRequest): string[] {
  if (given === null) return ["Not confirmed."];
  const attested = (assessment?.toAttest ?? []).filter(({ packageId }) => given.attested.includes(packageId));
  return [
    ...list([
      ["Confirmed by", person(given.by)],
      ["Confirmed", utc(given.at)],
    ]),
    ...attested.map(({ packageId, sentence }) => `- Attested for ${data(packageId)}: ${data(sentence)}`),
  ];
}

function checks(assessment: NonNullable<ChangeRequest["assessment"]>): string[] {
  return [
    `Checked ${utc(assessment.at)}: ${CHECK_STATUS[assessment.status].word} (${countWords(assessment.checks)}). ${importanceWords(assessment.importance)}. ${data(assessment.policyNote)}`,
    "",
    ...assessment.checks.flatMap((check) => [
      `- **${CHECK_STATUS[check.status].word}** ${data(checkTitle(check))}${check.evaluated ? "" : " (not evaluated)"}${check.ourRule ? " (our rule)" : ""}: ${data(check.sentence)}`,
      ...(check.compared === null
        ? []
        : [
            `  - champion: ${data(check.compared.champion)}`,
            `  - candidate: ${data(check.compared.candidate)}`,
          ]),
      ...(differs(check)
        ? [`  - our own comparison: ${CHECK_STATUS[check.ours.status].word}: ${data(check.ours.sentence)}`]
        : []),
      ...(check.items.length === 0
        ? []
        : [`  - items (${check.items.length}): ${check.items.map(data).join(", ")}`]),
    ]),
  ];
}

function digest(request: ChangeRequest): string[] {
  if (request.digest === null) return ["None: nothing was approved yet."];
  const bytes =
    request.digestBytes === null ? [] : ["", "The bytes under it:", "", fenced(request.digestBytes)];
  return [`sha256 \`${data(request.digest)}\``, ...bytes];
}

/** A fence longer than every run of backticks within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}
