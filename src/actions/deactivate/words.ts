// What cards say about requests to deactivate.
import type { ChangeRequest } from "../../requests/request.ts";
import { beforeOrAfter, plainWords, type RequestWords } from "../words.ts";

/** Said before, in the form and beside the checks. */
export const CANNOT_COME_BACK = {
  what: "It cannot come back as it is:",
  why: "its custom model had launched with errors, so it cannot be activated again before they are resolved.",
} as const;

/** Its custom model had launched with errors when it was asked. */
function cannotComeBack({ assessment }: ChangeRequest): boolean {
  const facts = assessment?.facts as { readonly launchWarning?: boolean } | undefined;
  return facts?.launchWarning === true;
}

export const deactivateWords: RequestWords = {
  ...plainWords({
    title: "Deactivate deployment",
    wish: "deactivate",
    did: "deactivated",
    confirm: "Deactivate now",
    unchanged: "It goes on as before.",
    cardFacts: ["Status", "Environment", "Champion"],
    inverse: {
      label: "Activate",
      action: "activate",
      rollback: false,
      offered: (request) => !cannotComeBack(request),
    },
    underWay: { emoji: "⏹️", word: "Stopping", sentence: "What serves it is being stopped." },
  }),
  notDone: (request) =>
    cannotComeBack(request)
      ? [
          beforeOrAfter(
            request,
            `${CANNOT_COME_BACK.what} ${CANNOT_COME_BACK.why}`,
            "Its custom model had launched with errors: it can be activated again once they are resolved.",
          ),
        ]
      : [],
  notDoneTitle: (request) => beforeOrAfter(request, "What cannot be taken back", "Before it comes back"),
};
