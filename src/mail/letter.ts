// What a mail says, beside the Slack cards of the same exhibits: plain text, in which foreign text neither makes lines nor addresses to press.
import { changeOf, wordsOf } from "../actions/request-words.ts";
import { cut, oneLine, utc, verbatim } from "../block-kit/text.ts";
import type { Role } from "../deployments/deployment.ts";
import { ROLE_WORDS } from "../deployments/words.ts";
import type { Letter } from "../ports/mail.ts";
import type { Exhibit } from "../ports/messenger.ts";
import { type ChangeRequest, tookItAway } from "../requests/request.ts";

export interface LetterFacts {
  /** Whom it goes to. */
  readonly to: string;
  /** Where people enter their Slack; null: not known. */
  readonly slackUrl: string | null;
  /** The deployment's address; null: the bot has none that others reach. */
  readonly link: string | null;
  /** `/deployments`, with the install's prefix. */
  readonly command: string;
  /** Name of this install; null: it has none. */
  readonly environmentName: string | null;
}

const SUBJECT_LENGTH = 150;
const NAME_LENGTH = 100;
const SENTENCE_LENGTH = 700;
const COMMENT_LENGTH = 1_500;

/** Null: this is never told by mail, or there is nothing to tell. */
export function letterOf(
  exhibit: Exhibit,
  request: ChangeRequest,
  facts: LetterFacts,
): Pick<Letter, "subject" | "text" | "replyTo"> | null {
  switch (exhibit.kind) {
    case "invitation":
      return written(request, facts, {
        subject: `${name(request.requester.name)} shared ${name(request.deploymentLabel)} with you`,
        parts: invitation(request, exhibit.role, facts),
      });
    case "outcome-notice":
      if (request.state.name !== "succeeded") return null;
      return written(request, facts, {
        subject: `${name(request.requester.name)} ${wordsOf(request).did(request)} ${name(request.deploymentLabel)}`,
        parts: outcome(request, request.state.outcome.at, facts),
      });
    default:
      return null;
  }
}

function written(
  request: ChangeRequest,
  { environmentName }: LetterFacts,
  { subject, parts }: { readonly subject: string; readonly parts: readonly string[] },
): Pick<Letter, "subject" | "text" | "replyTo"> {
  const install = environmentName === null ? "" : `[${oneLine(environmentName)}] `;
  const { email, name: requester } = request.requester;
  const last = [
    `${name(request.reference)}, deployment id ${name(request.deploymentId)}`,
    "This came by email because no direct message in Slack reaches you.",
  ].join("\n");
  return {
    subject: cut(`${install}${subject}`, SUBJECT_LENGTH),
    text: `${[...parts, last].join("\n\n")}\n`,
    replyTo: email === null ? null : { name: name(requester), address: email },
  };
}

/** Reference, deployment actions, section 3.6: a Consumer's has the id, a User's and an Owner's the way to the deployment. */
function invitation(request: ChangeRequest, role: Role, facts: LetterFacts): readonly string[] {
  const { requester, deploymentId, deploymentLabel } = request;
  const who =
    requester.email === null ? name(requester.name) : `${name(requester.name)} (${name(requester.email)})`;
  const what = `${who} shared the deployment ${name(deploymentLabel)} with you as ${ROLE_WORDS[role]}.`;
  return role === "CONSUMER"
    ? [
        what,
        `Its id is ${name(deploymentId)}: with it you ask for predictions and for scoring code. It is in no list of yours.`,
      ]
    : [what, wayTo(request, facts), "The model and its project are shared on their own."];
}

function outcome(request: ChangeRequest, at: number, facts: LetterFacts): readonly string[] {
  const words = wordsOf(request);
  const { from, to } = changeOf(request);
  const approvers = new Set(
    request.reviews
      .filter(({ edition, decision }) => edition === request.edition && decision === "approve")
      .map(({ by }) => name(by.name)),
  );
  const rows = [
    ...words.details(request).map(({ label, value }) => `${label}: ${data(value, SENTENCE_LENGTH)}`),
    ...(approvers.size === 0 ? [] : [`Approved by: ${[...approvers].join(", ")}`]),
    `When: ${utc(at)}`,
  ];
  const comment = request.comment.trim();
  return [
    `${name(request.requester.name)} ${words.did(request)} ${name(request.deploymentLabel)}: ${name(from)} → ${name(to)}.`,
    rows.join("\n"),
    ...(comment === "" ? [] : [`Comment:\n${quoted(comment)}`]),
    ...(tookItAway(request) ? [] : [wayTo(request, facts)]),
  ];
}

/** The page behind a deployment's link says nothing about it, so the way goes through Slack in any case. */
function wayTo({ deploymentId }: ChangeRequest, { to, slackUrl, link, command }: LetterFacts): string {
  const slack = slackUrl === null ? "Slack" : `Slack, ${slackUrl}`;
  return [
    ...(link === null ? [] : [`Its link: ${link}`]),
    `To open it, go to ${slack} and type`,
    `${command} ${name(deploymentId)}`,
    `It takes an account there with the address ${to}.`,
  ].join("\n");
}

const quoted = (text: string): string =>
  unlinked(verbatim(text, COMMENT_LENGTH))
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

const data = (text: string, limit: number): string => cut(unlinked(oneLine(text)), limit);
const name = (text: string): string => data(text, NAME_LENGTH) || "(no name)";

/** Mail programs make links of what looks like an address; those in foreign text are nobody's to press. */
const unlinked = (text: string): string =>
  text.replaceAll("://", ": //").replace(/\b(www\.|mailto:)(?=\S)/gi, "$1 ");
