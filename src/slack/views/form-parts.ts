// What every action's form has at its end, and what travels with it unseen.
import type { KnownBlock } from "@slack/types";
import type { z } from "zod";
import { input, option, radioButtons, textInput } from "../../block-kit/blocks.ts";
import type { ChangeRequest } from "../../requests/request.ts";

/** Where an input stands: errors are shown beside the block. */
export interface InputPlace {
  readonly blockId: string;
  readonly actionId: string;
}

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
    element: textInput(actionId, { placeholder, initial: earlier?.comment ?? "", maxLength: 2000 }),
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
