// Deactivating asks for nothing but a comment; what cannot come back is said before. Reference: deployment actions, section 3.10.
import { md } from "../../block-kit/text.ts";
import { withoutFields } from "../../slack/views/action-form.ts";
import { limitOf } from "../active-place.ts";
import { CANNOT_COME_BACK } from "./words.ts";

export const deactivateFields = withoutFields(({ deployment, offers }) => {
  const limit = limitOf(offers);
  return [
    limit === null
      ? md`It takes no predictions and no reports, and its logs are off. Settings and monitoring stay to be looked at.`
      : md`It takes no predictions and no reports, its logs are off, and it does not count against the limit of active deployments: ${limit.active} of ${limit.limit} are active now. Settings and monitoring stay to be looked at.`,
    deployment.launchWarning ? md`⚠️ *${CANNOT_COME_BACK.what}* ${CANNOT_COME_BACK.why}` : null,
  ];
});
