// What cards say about sharing.
import { subjectName } from "../../deployments/sharing.ts";
import { ROLE_WORDS } from "../../deployments/words.ts";
import type { ChangeRequest, FactLine } from "../../requests/request.ts";
import type { Installation } from "../../requests/request-view.ts";
import { beforeOrAfter, type RequestWords } from "../words.ts";
import { roleWords, shareFacts } from "./action.ts";
import { inputFor } from "./input.ts";

/** What a role on a deployment does not bring along (reference 3.6). */
export const GIVES_NOTHING_ELSE =
  "It gives no access to the model, to its project or to other versions: those are shared on their own.";

/** So many names stand on a card; all of them are in the evidence file. */
const NAMED = 12;

const ROLE_LINES = ["OWNER", "USER", "CONSUMER", null] as const;

function details(request: ChangeRequest): readonly FactLine[] {
  const changes = shareFacts(request)?.changes ?? [];
  return ROLE_LINES.flatMap((role): readonly FactLine[] => {
    const theirs = changes.filter((change) => change.role === role);
    if (theirs.length === 0) return [];
    const names = theirs
      .slice(0, NAMED)
      .map(({ subject, before }) =>
        before === null ? subjectName(subject) : `${subjectName(subject)} (was ${roleWords(before)})`,
      );
    const more = theirs.length > NAMED ? ` and ${theirs.length - NAMED} more` : "";
    return [
      { label: role === null ? "Access taken away" : ROLE_WORDS[role], value: `${names.join(", ")}${more}` },
    ];
  });
}

/** Who has to be told in another way, and what is not given. */
function notDone(request: ChangeRequest, here: Installation): readonly string[] {
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
    ...unreached(request, here),
  ];
}

/** Those who hear of it by no direct message. Whom it has reached in the end is said by who was told. */
function unreached(request: ChangeRequest, { mails }: Installation): readonly string[] {
  const invited = (shareFacts(request)?.changes ?? []).flatMap(({ subject, before }) =>
    subject.kind === "user" && before === null ? [subject.email] : [],
  );
  const notInSlack = (shareFacts(request)?.notInSlack ?? []).filter((email) => invited.includes(email));
  if (notInSlack.length === 0) return [];
  const who = `those who are not in Slack (${notInSlack.slice(0, NAMED).join(", ")})`;
  const yourself = `tell them yourself, with the id ${request.deploymentId}.`;
  return [
    mails
      ? beforeOrAfter(
          request,
          `No direct message reaches ${who}: they get a mail. Whom none reaches is named here afterwards; ${yourself}`,
          `No direct message reaches ${who}: a mail goes to them. Where it says here that one did not reach somebody, ${yourself}`,
        )
      : `No message reaches ${who}, since this bot sends no mail: ${yourself}`,
  ];
}

type Kind = "granted" | "changed" | "removed" | "mixed";

/** What the changes have in common; `mixed` before they are known. */
function kindOf(request: ChangeRequest): Kind {
  const kinds = new Set(
    (shareFacts(request)?.changes ?? []).map(({ before, role }): Kind => {
      if (role === null) return "removed";
      return before === null ? "granted" : "changed";
    }),
  );
  const [one = "mixed"] = kinds;
  return kinds.size === 1 ? one : "mixed";
}

const by = (words: Readonly<Record<Kind, string>>) => (request: ChangeRequest) => words[kindOf(request)];

export const shareWords: RequestWords = {
  title: by({
    granted: "Share",
    changed: "Change role",
    removed: "Take access away",
    mixed: "Change access",
  }),
  wish: by({
    granted: "share",
    changed: "change a role on",
    removed: "take away access to",
    mixed: "change who has access to",
  }),
  did: by({
    granted: "shared",
    changed: "changed a role on",
    removed: "took away access to",
    mixed: "changed who has access to",
  }),
  details,
  notDone,
  notDoneTitle: () => "What this does not do",
  cardFacts: [],
  confirm: by({
    granted: "Share now",
    changed: "Change role now",
    removed: "Take access away",
    mixed: "Change access now",
  }),
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
