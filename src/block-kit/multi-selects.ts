// Selects in which several are chosen. They stand in forms alone.
import type { MultiExternalSelect, MultiStaticSelect, MultiUsersSelect, PlainTextOption } from "@slack/types";
import { present } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { plain } from "./text.ts";

/** Several of what is loaded from the bot. */
export const multiExternalSelect = (
  actionId: string,
  placeholder: string,
  initial: readonly PlainTextOption[] = [],
): MultiExternalSelect => ({
  type: "multi_external_select",
  action_id: actionId,
  placeholder: plain(placeholder, LIMITS.select.placeholder),
  min_query_length: 0,
  ...(initial.length > 0 ? { initial_options: [...initial] } : {}),
});

/** Several of these, in the order of the options. */
export const multiSelect = (
  actionId: string,
  placeholder: string,
  options: readonly (PlainTextOption | null)[],
  initial: readonly PlainTextOption[] = [],
): MultiStaticSelect => ({
  type: "multi_static_select",
  action_id: actionId,
  placeholder: plain(placeholder, LIMITS.select.placeholder),
  options: present(options).slice(0, LIMITS.select.options),
  ...(initial.length > 0 ? { initial_options: [...initial] } : {}),
});

/** Several people of the workspace, by Slack id. */
export const multiUsersSelect = (
  actionId: string,
  placeholder: string,
  initial: readonly string[] = [],
): MultiUsersSelect => ({
  type: "multi_users_select",
  action_id: actionId,
  placeholder: plain(placeholder, LIMITS.select.placeholder),
  ...(initial.length > 0 ? { initial_users: [...initial] } : {}),
});
