// Activating asks for nothing but a comment. Reference: deployment actions, section 3.10.
import { md } from "../../block-kit/text.ts";
import { MAKE_ROOM, noRoom } from "../../deployments/active-limit.ts";
import { launchDoubt } from "../../deployments/launch.ts";
import { withoutFields } from "../../slack/views/action-form.ts";
import { limitOf } from "../active-place.ts";

export const activateFields = withoutFields(({ offers, champion }) => {
  const limit = limitOf(offers);
  const full = limit === null ? null : noRoom(limit);
  const doubt = launchDoubt(champion);
  return [
    limit === null
      ? md`It takes predictions again, and counts as active.`
      : md`It takes predictions again, and counts against the limit: ${limit.active} of ${limit.limit} are active now.`,
    full === null ? null : md`⚠️ *There is no room:* ${full} ${MAKE_ROOM}`,
    doubt === null ? null : md`⚠️ ${doubt} Its startup log will say why.`,
  ];
});
