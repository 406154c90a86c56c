// What every action's form has at its end, and what travels with it unseen.
import type { KnownBlock } from "@slack/types";
import { z } from "zod";
import { effectAction } from "../../actions/index.ts";
import { input, option, radioButtons, section, textInput } from "../../block-kit/blocks.ts";
import { chosen, type StateValues, typed } from "../../block-kit/state-values.ts";
import { bold, md, quote, sentence } from "../../block-kit/text.ts";
import type { ActionName } from "../../deployments/action-names.ts";
import type { Refusal } from "../../deployments/decision.ts";
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

/** What travels with the form of an earlier request: which one is edited, or which one was refused, since that takes no edit. */
export const earlierMetadata = (
  earlier: ChangeRequest | null | undefined,
): { readonly edit: EarlierMetadata["edit"]; readonly mends: string | null } => {
  if (earlier === null || earlier === undefined) return { edit: null, mends: null };
  return earlier.state.name === "refused"
    ? { edit: null, mends: earlier.id }
    : { edit: { id: earlier.id, edition: earlier.edition }, mends: null };
};

export const earlierSchema = {
  /** The request that is edited, as it was shown. */
  edit: z.object({ id: z.string(), edition: z.number().int() }).nullable(),
  /** The refused request whose form it is. */
  mends: z.string().nullable().default(null),
};
export type EarlierMetadata = z.output<z.ZodObject<typeof earlierSchema>>;

/**
 * Why the request came back: a refusal before the input that it is about, or where that is none of these before all of them, as what a
 * reviewer asked to be changed.
 */
export function withWhyItCameBack(
  inputs: readonly (KnownBlock | null)[],
  earlier: ChangeRequest | null | undefined,
  blockOf: (refusal: Refusal) => string | null,
): readonly (KnownBlock | null)[] {
  if (earlier?.state.name === "changes-requested") {
    const { by, comment } = earlier.state;
    return [
      section(md`💬 ${bold(by.name)} asked for changes to ${earlier.reference}:`),
      section(quote(comment)),
      ...inputs,
    ];
  }
  if (earlier?.state.name !== "refused") return inputs;
  const { refusal } = earlier.state;
  const block = blockOf(refusal);
  const at = inputs.findIndex((each) => block !== null && each?.block_id === block);
  const why = section(
    md`⛔ *${earlier.reference} was refused:* ${sentence(refusal.sentence)} ${sentence(refusal.next)}`,
  );
  return at < 0 ? [why, ...inputs] : [...inputs.slice(0, at), why, ...inputs.slice(at)];
}

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
