// What stands in place of a message whose channel other companies read by now: nothing of a deployment, and where to look instead.
import { type Card, card, section } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";

const WORDS = md`🔒 This channel is shared with another organisation now, so this message no longer says what it was about. What you may see of it is in your direct messages from this app and on its Home tab.`;

export const sharedOutside = (): Card => card(WORDS, [section(WORDS)]);
