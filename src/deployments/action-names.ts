// The words that command, folder, audit entry, metric and docs page share.
export const ACTION_NAMES = [
  "view",
  "replace-model",
  "create-application",
  "scoring-code",
  "use-cases",
  "share",
  "logs",
  "clear-statistics",
  "relaunch",
  "activate",
  "deactivate",
  "delete",
  "edit",
] as const;
export type ActionName = (typeof ACTION_NAMES)[number];
