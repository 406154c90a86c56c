// What an exhibit looks like for the record as it is now. Rendering happens at send time, never before.
import type { Card, Modal } from "../block-kit/blocks.ts";
import type { RequestExhibit, Shown } from "../ports/messenger.ts";
import type { RequestView } from "../requests/request-view.ts";
import { accountNotice } from "./cards/account.ts";
import { checksFile, type TextFile } from "./cards/checks-file.ts";
import { healthNotice } from "./cards/health-notices.ts";
import { invitation } from "./cards/invitation.ts";
import { outcomeNotice } from "./cards/outcome-notice.ts";
import { reminder } from "./cards/reminder.ts";
import { requestCard } from "./cards/request-card.ts";
import { requesterNote } from "./cards/requester-note.ts";
import { reviewPrompt } from "./cards/review-prompt.ts";
import { checkResultView } from "./views/check-result.ts";

export type Drawing =
  | { readonly kind: "message"; readonly card: Card }
  | { readonly kind: "view"; readonly modal: Modal }
  | { readonly kind: "file"; readonly file: TextFile }
  /** There is nothing to show yet. */
  | { readonly kind: "nothing"; readonly reason: string };

const message = (card: Card): Drawing => ({ kind: "message", card });

export function draw(shown: Shown): Drawing {
  if (isOfHealth(shown)) return message(healthNotice(shown.exhibit, shown.view));
  if (isOfAccount(shown)) return message(accountNotice(shown.exhibit, shown.view));
  return drawRequest(shown.exhibit, shown.view);
}

const isOfHealth = (shown: Shown): shown is Extract<Shown, { exhibit: { kind: "health-notice" } }> =>
  shown.exhibit.kind === "health-notice";

const isOfAccount = (shown: Shown): shown is Extract<Shown, { exhibit: { kind: "account-notice" } }> =>
  shown.exhibit.kind === "account-notice";

function drawRequest(exhibit: RequestExhibit, view: RequestView): Drawing {
  switch (exhibit.kind) {
    case "request-card":
      return message(requestCard(view));
    case "review-prompt":
      return message(reviewPrompt(view, { edition: exhibit.edition }));
    case "outcome-notice":
      return message(outcomeNotice(view));
    case "invitation":
      return message(invitation(view, exhibit.role));
    case "reminder":
      return message(reminder(view));
    case "requester-note":
      return message(requesterNote(view));
    case "check-result":
      return { kind: "view", modal: checkResultView(view) };
    case "checks-file": {
      const file = checksFile(view.request);
      return file === null ? { kind: "nothing", reason: "the checks are not done" } : { kind: "file", file };
    }
  }
}
