// Deactivating asks for nothing but a comment; what cannot come back is said before. Reference: deployment actions, section 3.10.
import { md } from "../../block-kit/text.ts";
import { withoutFields } from "../../slack/views/action-form.ts";

export const deactivateFields = withoutFields(({ deployment }) => [
  md`It takes no predictions and no reports, its logs are off, and it does not count against the limit. Settings and monitoring stay to be looked at.`,
  deployment.launchWarning
    ? md`⚠️ *It cannot come back as it is:* its custom model had launched with errors, so it cannot be activated again before they are resolved.`
    : null,
]);
