// What cards say about sharing.
import type { Role } from "../../deployments/deployment.ts";
import { subjectName } from "../../deployments/sharing.ts";
import { ROLE_WORDS } from "../../deployments/words.ts";
import type { ChangeRequest, FactLine } from "../../requests/request.ts";
import type { RequestWords } from "../words.ts";
import { askedFor, roleWords, shareFacts } from "./action.ts";
import { inputFor } from "./input.ts";

/** What a role on a deployment does not bring along (reference 3.6). */
export const GIVES_NOTHING_ELSE =
  "It gives no access to the model, to its project or to other versions: those are shared on their own.";

/** So many names stand on a card; all of them are in the evidence file. */
const NAMED = 12;

const ROLE_LINES = ["OWNER", "USER", "CONSUMER", null] as const;

/** To be taken away, until it is. */
function roleLabel(role: Role | null, { state }: ChangeRequest): string {
  if (role !== null) return ROLE_WORDS[role];
  return state.name === "succeeded" ? "Access taken away" : "Take away access of";
}

/** Everybody who was typed or picked, by the role that they were to have. */
function askedDetails(request: ChangeRequest): readonly FactLine[] {
  const asked = askedFor(request);
  return ROLE_LINES.flatMap((role): readonly FactLine[] => {
    const theirs = asked.filter((one) => one.role === role);
    if (theirs.length === 0) return [];
    const more = theirs.length > NAMED ? [`and ${theirs.length - NAMED} more`] : [];
    const named = theirs.slice(0, NAMED).map(({ to }) => ("slackUser" in to ? to : subjectName(to)));
    const words = named.map((one) => (typeof one === "string" ? one : one.slackUser));
    return [
      {
        label: roleLabel(role, request),
        value: [words.join(" · "), ...more].join(" "),
        pieces: [...named.flatMap((one, at) => (at === 0 ? [one] : ["·", one])), ...more],
      },
    ];
  });
}

function details(request: ChangeRequest): readonly FactLine[] {
  const changes = shareFacts(request)?.changes ?? [];
  if (changes.length === 0) return askedDetails(request);
  const then = request.state.name === "succeeded" ? "was" : "now";
  return ROLE_LINES.flatMap((role): readonly FactLine[] => {
    const theirs = changes.filter((change) => change.role === role);
    if (theirs.length === 0) return [];
    const names = theirs
      .slice(0, NAMED)
      .map(({ subject, before }) =>
        before === null ? subjectName(subject) : `${subjectName(subject)} (${then} ${roleWords(before)})`,
      );
    const more = theirs.length > NAMED ? ` and ${theirs.length - NAMED} more` : "";
    return [{ label: roleLabel(role, request), value: `${names.join(", ")}${more}` }];
  });
}

/** Who has to be told in another way, and what is not given. */
function notDone(request: ChangeRequest): readonly string[] {
  const facts = shareFacts(request);
  const given = (facts?.changes ?? []).filter(({ role }) => role !== null);
  const organisation = given.find(({ subject }) => subject.kind === "organisation");
  return [
    ...(facts !== null && given.length === 0 ? [] : [GIVES_NOTHING_ELSE]),
    ...(organisation === undefined
      ? []
      : [
          organisation.role === "CONSUMER"
            ? `Nobody of the organisation gets a message of their own: give them the id ${request.deploymentId}, which is all that a Consumer needs.`
            : "Nobody of the organisation gets a message of their own: it is in everybody's list from then on.",
        ]),
    ...(facts === null || facts.notInSlack.length === 0
      ? []
      : [
          `No direct message reaches those who are not in Slack (${facts.notInSlack.slice(0, NAMED).join(", ")}): they get a mail where the bot has a mail server. Whom none reaches is named here afterwards; tell them yourself, with the id ${request.deploymentId}.`,
        ]),
  ];
}

export const shareWords: RequestWords = {
  title: () => "Share",
  wish: () => "change who has access to",
  did: () => "changed who has access to",
  details,
  notDone,
  notDoneTitle: "What this does not do",
  cardFacts: [],
  confirm: () => "Share now",
  unchanged: "It is shared as before.",
  inverse: {
    label: "Undo",
    action: "share",
    rollback: false,
    prefill: (request) =>
      inputFor(
        (shareFacts(request)?.changes ?? []).map(({ subject, before }) => ({ subject, role: before })),
      ),
  },
};
