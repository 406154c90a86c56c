// Activating asks for nothing but a comment. Reference: deployment actions, section 3.10.
import { md } from "../../block-kit/text.ts";
import { withoutFields } from "../../slack/views/action-form.ts";

export const activateFields = withoutFields(() => [
  md`It takes predictions again, and counts against the organisation's limit of active deployments.`,
]);
