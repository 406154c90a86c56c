// What cards say about links to Use Cases.
import { type ChangeRequest, effectKeyOf, isFinal, type Json } from "../../requests/request.ts";
import { beforeOrAfter, type RequestWords } from "../words.ts";
import { useCaseFacts, useCaseNames, WILL_BE } from "./action.ts";
import { useCasesInput, type Way } from "./input.ts";

const wayOf = (request: ChangeRequest): Way => {
  const input = useCasesInput.safeParse(request.input);
  return input.success ? input.data.way : "link";
};

/** What `WILL_BE` says, once it has ended. */
const IS_NOW = { link: "linked", unlink: "unlinked" } as const;
const WOULD_HAVE_BEEN = { link: "was to be linked", unlink: "was to be unlinked" } as const;

const by = (words: Readonly<Record<Way, string>>) => (request: ChangeRequest) => words[wayOf(request)];

/** The way back: what was linked is marked to be unlinked, and the other way round. */
function undone(request: ChangeRequest): Json {
  const useCases = (useCaseFacts(request)?.useCases ?? []).map(({ id }) => id);
  if (wayOf(request) === "unlink") return { way: "link", useCases };
  // One that was created here is known by its name alone.
  return { way: "unlink", marked: useCases, named: useCaseNames(request) };
}

/** What a failed creation may have left is found by its key: it is linked, and only without it is one created. */
function goneOn(request: ChangeRequest): Json {
  const input = useCasesInput.parse(request.input);
  if (input.way !== "create") throw new Error(`${request.id} creates no Use Case.`);
  const { name, description } = input;
  return { way: "link", madeBy: effectKeyOf(request), name, description };
}

export const useCasesWords: RequestWords = {
  title: by({ link: "Link to Use Case", create: "Create Use Case", unlink: "Unlink Use Cases" }),
  wish: by({
    link: "link a Use Case to",
    create: "create a Use Case linked to",
    unlink: "unlink Use Cases from",
  }),
  did: by({
    link: "linked a Use Case to",
    create: "created a Use Case linked to",
    unlink: "unlinked Use Cases from",
  }),
  details: (request) => {
    const names = useCaseNames(request);
    return names.length === 0
      ? []
      : [{ label: names.length === 1 ? "Use Case" : "Use Cases", value: names.join(", ") }];
  },
  notDone: (request) =>
    wayOf(request) === "unlink"
      ? [
          beforeOrAfter(
            request,
            "It deletes neither the Use Case nor the deployment.",
            "It deleted neither the Use Case nor the deployment.",
          ),
        ]
      : [],
  notDoneTitle: (request) => beforeOrAfter(request, "What this does not do", "What it did not do"),
  cardFacts: [],
  fact: (fact, request) => {
    const way = wayOf(request);
    if (way === "create" || fact.value !== WILL_BE[way] || !isFinal(request.state)) return fact;
    return { ...fact, value: beforeOrAfter(request, WOULD_HAVE_BEEN[way], IS_NOW[way]) };
  },
  confirm: by({ link: "Link now", create: "Create and link now", unlink: "Unlink now" }),
  unchanged: "Its links are as they were.",
  retry: { label: "Try again", offered: (request) => wayOf(request) === "create", prefill: goneOn },
  inverse: { label: "Undo", action: "use-cases", rollback: false, prefill: undone },
};
