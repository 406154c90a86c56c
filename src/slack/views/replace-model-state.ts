// What travels with the replacement form, and what its submit brings back.
import { z } from "zod";
import { LIMITS } from "../../block-kit/limits.ts";
import { chosen, parseStateValues, type StateValues } from "../../block-kit/state-values.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { earlierSchema, parseFormEnd, parseMetadata } from "./form-parts.ts";

/** Block ids of the inputs: errors are shown beside them. */
export const BLOCKS = {
  reason: "replace.reason",
  registeredModel: "replace.registered-model",
  challenger: "replace.challenger",
  comment: "replace.comment",
  apply: "replace.apply",
} as const;

/** Another registered model gives another block, which is empty. */
export const versionBlock = (registeredModel: string | null): string =>
  `replace.version:${registeredModel ?? ""}`.slice(0, LIMITS.blockId);

/** Of the choice between a version and the challengers: a version. No id of a challenger has a space. */
export const A_VERSION = "a version";

/** Starts the value of a version that is shown with the reason why it cannot be chosen. */
export const INCOMPATIBLE = "! ";

const metadataSchema = z.object({
  deploymentId: z.string(),
  /** As the form shows it. */
  label: z.string(),
  rollback: z.boolean(),
  ...earlierSchema,
  channel: z.string().nullable(),
  registeredModel: z.string().nullable(),
  /** The version of each challenger: the select names the challenger alone. */
  challengers: z.array(z.object({ id: z.string(), packageId: z.string() })),
  /** It was drawn for a challenger: no version is asked for. */
  promotes: z.boolean().default(false),
});
export type FormMetadata = z.output<typeof metadataSchema>;

export const formatMetadata = (metadata: FormMetadata): string => JSON.stringify(metadata);

/** Null when it is not ours (or of another version). */
export const parseFormMetadata = (text: string): FormMetadata | null => parseMetadata(metadataSchema, text);

export type ReplaceModelAnswer =
  | {
      readonly ok: true;
      /** Raw for the action's schema. */
      readonly input: Json;
      readonly comment: string;
      readonly apply: ChangeRequest["apply"];
    }
  /** By block id. */
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Reads the submitted fields; what is missing or cannot be chosen is told beside its field. */
export function parseReplaceModelForm(values: unknown, metadata: FormMetadata): ReplaceModelAnswer {
  const state = parseStateValues(values);
  if (state === null) {
    return {
      ok: false,
      errors: { [BLOCKS.reason]: "Slack sent this form incomplete. Close it and open it again." },
    };
  }
  const reason = chosen(state, BLOCKS.reason, ACTION_IDS.replacementReason);
  const model = modelChoice(state, metadata);
  const {
    comment,
    apply,
    errors: wrongEnd,
  } = parseFormEnd(state, {
    comment: { blockId: BLOCKS.comment, actionId: ACTION_IDS.replacementComment },
    apply: { blockId: BLOCKS.apply, actionId: ACTION_IDS.applyReplacement },
  });
  const errors = {
    ...wrongEnd,
    ...(reason === null ? { [BLOCKS.reason]: "Choose a replacement reason." } : {}),
    ...("errors" in model ? model.errors : {}),
  };
  if (reason === null || "errors" in model || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    input: { reason, packageId: model.packageId, promote: model.promote, rollback: metadata.rollback },
    comment,
    apply,
  };
}

type ModelChoice =
  | { readonly packageId: string; readonly promote: string | null }
  | { readonly errors: Readonly<Record<string, string>> };

function modelChoice(state: StateValues, metadata: FormMetadata): ModelChoice {
  const block = versionBlock(metadata.registeredModel);
  const version = chosen(state, block, ACTION_IDS.version);
  const challenger = chosen(state, BLOCKS.challenger, ACTION_IDS.challenger);
  // What is chosen here counts, also where the form was not drawn again yet and a version stands below.
  if (challenger !== null && challenger !== A_VERSION) {
    const known = metadata.challengers.find(({ id }) => id === challenger);
    return known === undefined
      ? {
          errors: {
            [BLOCKS.challenger]: "This is no challenger any more. Close the form and open it again.",
          },
        }
      : { packageId: known.packageId, promote: known.id };
  }
  if (version === null) {
    return {
      errors: metadata.promotes
        ? { [BLOCKS.challenger]: "Choose what takes its place." }
        : { [block]: "Choose a version." },
    };
  }
  if (version.startsWith(INCOMPATIBLE)) {
    const why = state[block]?.[ACTION_IDS.version]?.selected_option?.description?.text;
    return {
      errors: {
        [block]: `This cannot be chosen${why ? `: ${why.replace(/\.$/, "")}` : ""}. Choose another version.`,
      },
    };
  }
  return { packageId: version, promote: null };
}

/** Where a refusal that names a field of the input is shown; null: nowhere in this form. */
export function blockOfField(field: string | undefined, metadata: FormMetadata): string | null {
  switch (field) {
    case "reason":
      return BLOCKS.reason;
    case "packageId":
    case "version":
      return metadata.promotes ? BLOCKS.challenger : versionBlock(metadata.registeredModel);
    case "promote":
    case "challenger":
      return metadata.challengers.length > 0 ? BLOCKS.challenger : versionBlock(metadata.registeredModel);
    case "comment":
      return BLOCKS.comment;
    default:
      return null;
  }
}
