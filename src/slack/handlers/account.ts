// Buttons about the account of the platform that somebody acts with.
import { ACTION_IDS } from "../action-ids.ts";
import { unlinkedCard } from "../cards/account.ts";
import { drawHome } from "./home.ts";
import { answerWith, type Press, record } from "./press.ts";
import { linkFor } from "./run-reading.ts";

const linkAccount: Press = (parts, press, ack) =>
  answerWith(parts, press, ack, "link account", () => linkFor(parts, press.actor));

/** Where it was pressed on the Home tab, that shows what is linked now. */
const unlinkAccount: Press = async (parts, press, ack) => {
  const write = () => parts.operations.unlink(press.actor);
  await record(parts, press, ack, "unlink account", write, ({ email }) => unlinkedCard(email));
  if (press.view?.home === true) await drawHome(parts, press.actor);
};

export const ACCOUNT_PRESSES = {
  [ACTION_IDS.linkAccount]: linkAccount,
  [ACTION_IDS.unlinkAccount]: unlinkAccount,
} as const satisfies Record<string, Press>;
