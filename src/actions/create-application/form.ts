// The fields of an application, and what becomes permanent with it. Reference: deployment actions, section 3.3.
import { input, option, radioButtons, section, select, textInput } from "../../block-kit/blocks.ts";
import { chosen, typed } from "../../block-kit/state-values.ts";
import { md } from "../../block-kit/text.ts";
import {
  APPLICATION_NAME_LENGTH,
  APPLICATION_TEMPLATES,
  type ApplicationTemplate,
  TEMPLATE_WORDS,
} from "../../deployments/application.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { associationSentence, NO_ADDRESS, notServing } from "./action.ts";
import { createApplicationInput } from "./input.ts";

const BLOCKS = {
  template: "application.template",
  name: "application.name",
  sharing: "application.sharing",
} as const;

const TEMPLATE_USES: Readonly<Record<ApplicationTemplate, string>> = {
  predictor: "One row, one prediction",
  "what-if": "Two rows beside each other; not tracked",
  batch: "Many rows as CSV",
};

export const createApplicationFields: ActionFields = {
  about: ({ deployment }) => [
    section(md`⚠️ *This stays so:* ${associationSentence(deployment.settings.associationId.columns)}`),
    deployment.status === "inactive" || deployment.status === "errored"
      ? section(md`ℹ️ ${notServing(deployment.status)}`)
      : null,
    deployment.predictionUrl === null ? section(md`ℹ️ ${NO_ADDRESS}`) : null,
  ],
  fields(_facts, earlier) {
    const parsed = createApplicationInput.safeParse(earlier);
    const before = parsed.success ? parsed.data : null;
    const templates = select(
      ACTION_IDS.applicationTemplate,
      "Choose a template",
      APPLICATION_TEMPLATES.map((each) => option(TEMPLATE_WORDS[each], each, TEMPLATE_USES[each])),
      before?.template ?? null,
    );
    if (templates === null) throw new Error("There are three templates, so the select has options.");
    return [
      input({ blockId: BLOCKS.template, label: "Template", element: templates }),
      input({
        blockId: BLOCKS.name,
        label: "Name",
        element: {
          ...textInput(ACTION_IDS.applicationName, {
            placeholder: "Its title, for those who use it",
            maxLength: APPLICATION_NAME_LENGTH,
            ...(before === null ? {} : { initial: before.name }),
          }),
          multiline: false,
        },
      }),
      input({
        blockId: BLOCKS.sharing,
        label: "Who may open it",
        hint: "Whoever loses every role on the deployment can no longer open it.",
        element: radioButtons(
          ACTION_IDS.applicationSharing,
          [option("Only me", "only-me"), option("Everybody the deployment is shared with", "everybody")],
          before?.sharing ?? "only-me",
        ),
      }),
    ];
  },
  read: (values) => ({
    template: chosen(values, BLOCKS.template, ACTION_IDS.applicationTemplate),
    name: typed(values, BLOCKS.name, ACTION_IDS.applicationName),
    sharing: chosen(values, BLOCKS.sharing, ACTION_IDS.applicationSharing),
  }),
  blockOf: (field) =>
    field === "template" || field === "name" || field === "sharing" ? BLOCKS[field] : null,
};
