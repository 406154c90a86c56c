// Short messages to a requester: an edited card makes no sound.
import { wordsOf } from "../../actions/request-words.ts";
import { actions, type Card, card, section } from "../../block-kit/blocks.ts";
import { md, NOTHING, name } from "../../block-kit/text.ts";
import type { RequestView } from "../../requests/request-view.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { editButton, named, requestButton, stepButtons } from "./request-parts.ts";
import { nextStep, sentences, stateSentence } from "./state-sentences.ts";
import { stateWords } from "./state-words.ts";

/** One line to the requester about what happened to the request, with the next step; always the current state. */
export function requesterNote(view: RequestView): Card {
  const { request, may } = view;
  const next = nextStep(view);
  const line = sentences([
    md`${stateWords(request)}: ${request.reference}, ${wordsOf(request).title(request)}, ${name(request.deploymentLabel)}.`,
    stateSentence(request, named),
    next === null ? NOTHING : md`Next: ${next}`,
  ]);
  const open = requestButton(request, ACTION_IDS.openRequest, "Open request");
  // On the card Edit stands beside Cancel; here the note says to press it.
  const edit = request.state.name === "changes-requested" && may.edit ? editButton(request) : null;
  return card(line, [section(line)], actions([...stepButtons(view), edit, open]));
}
