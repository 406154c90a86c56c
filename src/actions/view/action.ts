import type { ReadAction } from "../action.ts";

/** Opens the deployment's card. Reference: deployment actions, section 3.1. */
export const view: ReadAction = {
  kind: "read",
  name: "view",
  words: {
    title: "Open",
    commands: ["view", "open", "show"],
    help: "Show a deployment: health, champion, usage, what you may do with it.",
  },
};
