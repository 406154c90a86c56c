// That it has happened: posted once, after the fact, to the channel and to each other Owner and User.

import { changeOf, wordsOf } from "../../actions/request-words.ts";
import { actions, type Card, card, context, fields, section } from "../../block-kit/blocks.ts";
import {
  bold,
  code,
  date,
  listed,
  type Mrkdwn,
  md,
  mention,
  NOTHING,
  name,
  sentence,
} from "../../block-kit/text.ts";
import { type ChangeRequest, tookItAway } from "../../requests/request.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { factSentence, factWords } from "./facts.ts";
import { change, inverseButton, named, openDeploymentButton } from "./request-parts.ts";
import { stateSentence } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

/** Old, new, reason, who. For a request that has not succeeded it says the state and nothing more. */
export function outcomeNotice(view: RequestView): Card {
  const { request } = view;
  if (request.state.name !== "succeeded") {
    const text = md`${stateWords(request)}: ${request.reference}, ${wordsOf(request).title(request)}, ${name(request.deploymentLabel)}. ${stateSentence(request, named)}`;
    return card(text, [section(text)]);
  }
  const { outcome } = request.state;
  const words = wordsOf(request);
  const { from, to } = changeOf(request);
  const details = words.details(request);
  const approvers = approvedBy(request);
  const gone = tookItAway(request);
  const text = listed(
    [
      md`${name(request.requester.name)} ${words.did(request)} ${name(request.deploymentLabel)}: ${name(from)} → ${name(to)}.`,
      ...details.map((fact) => md`${fact.label}: ${factSentence(fact)}`),
      approvers.length === 0
        ? NOTHING
        : md`Approved by ${approvers.map((each) => name(each.name)).join(", ")}.`,
      md`${date(outcome.at)} (${request.reference}).`,
      gone ? md`Its id was ${code(request.deploymentId)}.` : NOTHING,
    ].filter((part) => !part.empty),
    10,
    " ",
  );
  return card(
    text,
    [
      section(
        md`✅ *Done* – ${mention(request.requester.slackUser)} ${words.did(request)} ${bold(request.deploymentLabel)}`,
      ),
      ...fields([
        { label: "Old → new", value: change(request) },
        ...details.map((fact) => ({ label: fact.label, value: factWords(fact) })),
        { label: "When", value: date(outcome.at) },
        ...(approvers.length === 0
          ? []
          : [
              {
                label: "Approved by",
                value: listed(
                  approvers.map((each) => mention(each.slackUser)),
                  10,
                ),
              },
            ]),
      ]),
      comment(request),
      known(request),
      context(md`${request.reference}, deployment id ${code(request.deploymentId)}`),
    ],
    // Of what is gone some readers may open the history and others nothing, so a message for all of them has no button.
    gone ? [] : actions([openDeploymentButton(request), inverseButton(request)]),
  );
}

function approvedBy(request: ChangeRequest): { name: string; slackUser: string }[] {
  const people = request.reviews
    .filter((review) => review.edition === request.edition && review.decision === "approve")
    .map((review) => review.by);
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

const comment = (request: ChangeRequest) =>
  request.comment.trim() === "" ? null : section(md`*Comment:* ${name(request.comment, 500)}`);

/** How we know, unless the platform's own answer told it. */
function known(request: ChangeRequest) {
  if (request.state.name !== "succeeded" || request.state.outcome.known === "answer") return null;
  const { settledBy } = request.state.outcome;
  const how: Mrkdwn =
    settledBy === null
      ? md`The platform's answer was lost; it was found there afterwards.`
      : md`Settled by ${mention(settledBy.by.slackUser)}: ${sentence(settledBy.reason)}`;
  return context(how);
}
