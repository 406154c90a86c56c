// The fields of deleting: the name is typed, so that nobody deletes by a slip. Reference: deployment actions, section 3.11.
import { checkboxes, input, option, section, textInput } from "../../block-kit/blocks.ts";
import { ticked, typed } from "../../block-kit/state-values.ts";
import { bold, code, md } from "../../block-kit/text.ts";
import { nameToType } from "../../deployments/names.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { deleteInput, notItsName } from "./action.ts";

const BLOCKS = { typedName: "delete.typed-name", ignoreManagementAgent: "delete.ignore-agent" } as const;

export const deleteFields: ActionFields = {
  about: ({ deployment }) => [
    section(
      md`⚠️ *This cannot be undone.* ${bold(deployment.label)}, id ${code(deployment.id)}, is taken from everybody's inventory, its predictions stop, and open requests for it are cancelled. To stop it for a while, deactivate it instead.`,
    ),
  ],
  fields({ deployment }, earlier) {
    const before = deleteInput.safeParse(earlier);
    const toType = nameToType(deployment);
    const ignores = option(
      "Ignore Management Agent",
      "ignore",
      "Do not wait for an agent that is down or in error",
    );
    return [
      input({
        blockId: BLOCKS.typedName,
        label: `Type ${toType} to delete it`,
        element: {
          ...textInput(ACTION_IDS.deleteTypedName, {
            placeholder: "The deployment's name",
            maxLength: 512,
            // What is right has to be typed each time; what is wrong can be corrected.
            initial: before.success && notItsName(before.data, toType) !== null ? before.data.typedName : "",
          }),
          multiline: false,
        },
      }),
      deployment.environment.managedByManagementAgent
        ? input({
            blockId: BLOCKS.ignoreManagementAgent,
            label: "Management agent",
            optional: true,
            element: {
              ...checkboxes(ACTION_IDS.deleteIgnoreAgent, [ignores]),
              ...(before.success && before.data.ignoreManagementAgent && ignores !== null
                ? { initial_options: [ignores] }
                : {}),
            },
          })
        : null,
    ];
  },
  read: (values) => ({
    typedName: typed(values, BLOCKS.typedName, ACTION_IDS.deleteTypedName),
    ignoreManagementAgent: ticked(
      values,
      BLOCKS.ignoreManagementAgent,
      ACTION_IDS.deleteIgnoreAgent,
    ).includes("ignore"),
  }),
  blockOf: (field) => (field === "typedName" ? BLOCKS.typedName : null),
};
