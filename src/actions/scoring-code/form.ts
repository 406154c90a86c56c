// The fields of scoring code: what the model does not have is not asked for. Reference: deployment actions, section 3.4.
import { checkboxes, input, option, radioButtons, section, select } from "../../block-kit/blocks.ts";
import { chosen, ticked } from "../../block-kit/state-values.ts";
import { md } from "../../block-kit/text.ts";
import {
  CODING_LANGUAGES,
  type Inclusion,
  LANGUAGE_WORDS,
  offeredInclusions,
  whyNoExplanations,
} from "../../deployments/scoring-code.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { scoringCodeInput } from "./input.ts";

const BLOCKS = {
  language: "code.language",
  include: "code.include",
  form: "code.form",
  acknowledged: "code.acknowledged",
} as const;
const ACKNOWLEDGED = "acknowledged";

const INCLUDE_WORDS: Readonly<Record<Inclusion, { readonly text: string; readonly more: string }>> = {
  agent: { text: "Monitoring agent", more: "Reports predictions that are made elsewhere" },
  explanations: { text: "Prediction explanations", more: "Why each row was scored as it was (XEMP)" },
  intervals: { text: "Prediction intervals", more: "Their length is said with each call, 1 to 99 percent" },
};

export const scoringCodeFields: ActionFields = {
  about: () => [
    section(
      md`The file is built first; then its card offers *Download*, for you alone. Nothing about the deployment changes by building.`,
    ),
  ],
  fields({ champion, offers }, earlier) {
    const { makesPermanent } = offers as { readonly makesPermanent: boolean };
    const parsed = scoringCodeInput.safeParse(earlier);
    const before = parsed.success ? parsed.data : null;
    const offered = offeredInclusions(champion).map((each) => ({
      each,
      option: option(INCLUDE_WORDS[each].text, each, INCLUDE_WORDS[each].more),
    }));
    const ticked = offered.flatMap((one) =>
      before?.include.includes(one.each) === true && one.option !== null ? [one.option] : [],
    );
    const languages = select(
      ACTION_IDS.codeLanguage,
      "Choose a language",
      CODING_LANGUAGES.map((each) => option(LANGUAGE_WORDS[each], each)),
      before?.language ?? null,
    );
    if (languages === null) throw new Error("There are three languages, so the select has options.");
    return [
      input({
        blockId: BLOCKS.language,
        label: "Coding language",
        hint: "It changes the example that comes with the file, not the file.",
        element: languages,
      }),
      input({
        blockId: BLOCKS.include,
        label: "Include",
        hint: champion === null ? null : whyNoExplanations(champion),
        optional: true,
        element: {
          ...checkboxes(
            ACTION_IDS.codeInclude,
            offered.map((one) => one.option),
          ),
          ...(ticked.length > 0 ? { initial_options: ticked } : {}),
        },
      }),
      input({
        blockId: BLOCKS.form,
        label: "Form",
        hint: "Source is there only without the monitoring agent and without prediction explanations. It is not compiled and cannot score.",
        element: radioButtons(
          ACTION_IDS.codeForm,
          [option("Binary JAR", "binary"), option("Source", "source")],
          before?.form ?? "binary",
        ),
      }),
      makesPermanent
        ? input({
            blockId: BLOCKS.acknowledged,
            label: "⚠️ The first download makes this deployment permanent: it can no longer be deleted",
            element: checkboxes(ACTION_IDS.codeAcknowledged, [option("I acknowledge this", ACKNOWLEDGED)]),
          })
        : null,
    ];
  },
  read: (values) => ({
    language: chosen(values, BLOCKS.language, ACTION_IDS.codeLanguage),
    include: ticked(values, BLOCKS.include, ACTION_IDS.codeInclude),
    form: chosen(values, BLOCKS.form, ACTION_IDS.codeForm),
    acknowledged: ticked(values, BLOCKS.acknowledged, ACTION_IDS.codeAcknowledged).includes(ACKNOWLEDGED),
  }),
  blockOf: (field) =>
    field === "language" || field === "include" || field === "form" || field === "acknowledged"
      ? BLOCKS[field]
      : null,
};
