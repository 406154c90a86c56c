// What every action's form has at its end, and what travels with it unseen.
import type { KnownBlock } from "@slack/types";
import type { z } from "zod";
import { input, option, radioButtons, textInput } from "../../block-kit/blocks.ts";
import { chosen, type StateValues, typed } from "../../block-kit/state-values.ts";
import type { ChangeRequest } from "../../requests/request.ts";

/** Where an input stands: errors are shown beside the block. */
export interface InputPlace {
  readonly blockId: string;
  readonly actionId: string;
}

const COMMENT_LENGTH = 2_000;
const APPLIES: readonly ChangeRequest["apply"][] = ["on-approval", "by-hand"];

/** `earlier`: the request that is edited. */
export const commentInput = (
  { blockId, actionId }: InputPlace,
  placeholder: string,
  earlier: ChangeRequest | null | undefined,
): KnownBlock =>
  input({
    blockId,
    label: "Comment",
    hint: "Reviewers and everybody who is told see it.",
    optional: true,
    element: textInput(actionId, { placeholder, initial: earlier?.comment ?? "", maxLength: COMMENT_LENGTH }),
  });

/** Only asked when a policy matches. */
export const applyInput = (
  { blockId, actionId }: InputPlace,
  label: string,
  earlier: ChangeRequest | null | undefined,
): KnownBlock =>
  input({
    blockId,
    label,
    element: radioButtons(
      actionId,
      [
        option("On approval", "on-approval", "It starts by itself as soon as it is approved."),
        option("By hand", "by-hand", "After the approval you press Apply now."),
      ],
      earlier?.apply ?? "on-approval",
    ),
  });

export interface FormEnd {
  readonly comment: string;
  readonly apply: ChangeRequest["apply"];
  /** What is wrong with either, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Slack stops what is wrong here by itself; a client of somebody else's may send it all the same. */
export function parseFormEnd(
  values: StateValues,
  places: { readonly comment: InputPlace; readonly apply: InputPlace },
): FormEnd {
  const comment = typed(values, places.comment.blockId, places.comment.actionId);
  const said = chosen(values, places.apply.blockId, places.apply.actionId);
  const apply = APPLIES.find((each) => each === said);
  const asked = values[places.apply.blockId] !== undefined;
  return {
    comment,
    apply: apply ?? "on-approval",
    errors: {
      ...(comment.length > COMMENT_LENGTH
        ? { [places.comment.blockId]: `A comment has at most ${COMMENT_LENGTH} characters.` }
        : {}),
      ...(asked && apply === undefined
        ? { [places.apply.blockId]: "Choose when it starts: on approval or by hand." }
        : {}),
    },
  };
}

/** A view's private metadata; null when it is not ours (or of another version). */
export function parseMetadata<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
