// Which block and element is allowed on which surface (reference: Slack platform, section 6). Where the sources do not
// agree a block is not allowed.
import type { KnownBlock } from "@slack/types";

export type Surface = "message" | "modal" | "home";

const EVERYWHERE: readonly Surface[] = ["message", "modal", "home"];
const MESSAGES: readonly Surface[] = ["message"];
const NOT_IN_MODALS: readonly Surface[] = ["message", "home"];

export const BLOCK_SURFACES: Readonly<Record<KnownBlock["type"], readonly Surface[]>> = {
  section: EVERYWHERE,
  header: EVERYWHERE,
  context: EVERYWHERE,
  actions: EVERYWHERE,
  divider: EVERYWHERE,
  image: EVERYWHERE,
  input: EVERYWHERE,
  rich_text: EVERYWHERE,
  video: EVERYWHERE,
  card: EVERYWHERE,
  alert: ["modal"],
  markdown: MESSAGES,
  context_actions: MESSAGES,
  plan: MESSAGES,
  task_card: MESSAGES,
  table: NOT_IN_MODALS,
  data_table: NOT_IN_MODALS,
  carousel: NOT_IN_MODALS,
  container: NOT_IN_MODALS,
  // Slack makes it of a remote file; an app cannot send it.
  file: [],
};

/** Elements that only an input block of a modal may hold. */
export const MODAL_INPUTS: ReadonlySet<string> = new Set([
  "number_input",
  "email_text_input",
  "url_text_input",
  "file_input",
]);

/** Elements that are not allowed on Home. */
export const NOT_ON_HOME: ReadonlySet<string> = new Set(["datetimepicker"]);
