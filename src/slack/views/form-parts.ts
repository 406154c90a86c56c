// What every action's form has at its end, and what travels with it unseen.
import type { KnownBlock } from "@slack/types";
import type { z } from "zod";
import { effectAction } from "../../actions/index.ts";
import { input, option, radioButtons, textInput } from "../../block-kit/blocks.ts";
import { chosen, type StateValues, typed } from "../../block-kit/state-values.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import { enumerated } from "../../deployments/words.ts";
import type { ChangeRequest } from "../../requests/request.ts";

/** Where an input stands: errors are shown beside the block. */
export interface InputPlace {
  readonly blockId: string;
  readonly actionId: string;
}

const COMMENT_LENGTH = 2_000;
const APPLIES: readonly ChangeRequest["apply"][] = ["on-approval", "by-hand"];

/** Who gets to read a comment: reviewers where there are some, and whoever is told of this action. */
export function commentReaders(action: ActionName, reviewed: boolean): string {
  const { tells } = effectAction(action);
  const readers = [
    ...(reviewed ? ["reviewers"] : []),
    ...(tells === "owners-and-users" ? ["the other Owners and Users"] : []),
    ...(tells === "everybody-it-was-shared-with" ? ["everybody whom it is shared with"] : []),
    ...(tells === "the-requester-alone" ? [] : ["channels that hear of this deployment"]),
    "whoever opens the request",
  ];
  return `Read by ${enumerated(readers)}.`;
}

interface CommentWords {
  readonly placeholder: string;
  /** As `commentReaders` says. */
  readonly hint: string;
}

/** `earlier`: the request that is edited. */
export const commentInput = (
  { blockId, actionId }: InputPlace,
  { placeholder, hint }: CommentWords,
  earlier: ChangeRequest | null | undefined,
): KnownBlock =>
  input({
    blockId,
    label: "Comment",
    hint,
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
