import { ACTION_TITLES } from "../../deployments/words.ts";
import type { ReadAction } from "../action.ts";

/** Opens the deployment's card. Reference: deployment actions, section 3.1. */
export const view: ReadAction = {
  kind: "read",
  name: "view",
  words: {
    title: ACTION_TITLES.view,
    commands: ["view", "open", "show"],
    help: "Show a deployment: health, champion, usage, what you may do with it.",
  },
};
