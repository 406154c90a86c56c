// Relaunching asks for nothing but a comment. Reference: deployment actions, section 3.9.
import { md } from "../../block-kit/text.ts";
import { withoutFields } from "../../slack/views/action-form.ts";
import { DURING } from "./words.ts";

export const relaunchFields = withoutFields(() => [md`The management agent launches it anew. ${DURING}`]);
