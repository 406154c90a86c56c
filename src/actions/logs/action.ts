import { ACTION_TITLES } from "../../deployments/words.ts";
import type { ReadAction } from "../action.ts";

/** Shows what the container of a custom model wrote. Reference: deployment actions, section 3.7. */
export const logs: ReadAction = {
  kind: "read",
  name: "logs",
  words: {
    title: ACTION_TITLES.logs,
    commands: ["logs", "log"],
    help: "Read what a custom model wrote, while it runs or when its launch failed.",
  },
};
