// The form of every action but a replacement: what is asked of which deployment, the action's own fields, comment, and when to apply.
import type { KnownBlock } from "@slack/types";
import { z } from "zod";
import { effectAction } from "../../actions/index.ts";
import { context, header, type Modal, modal, section } from "../../block-kit/blocks.ts";
import { parseStateValues, type StateValues } from "../../block-kit/state-values.ts";
import { bold, code, listed, type Mrkdwn, md, name } from "../../block-kit/text.ts";
import { ACTION_NAMES, type ActionName } from "../../deployments/action-names.ts";
import { nameToType } from "../../deployments/names.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { ActionFormFacts } from "../../operations/operations.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../action-ids.ts";
import { deploymentState } from "../cards/state-words.ts";
import {
  applyInput,
  commentInput,
  commentReaders,
  earlierMetadata,
  earlierSchema,
  type FormEnd,
  parseFormEnd,
  parseMetadata,
  withWhyItCameBack,
} from "./form-parts.ts";
import { openRequests } from "./open-requests.ts";

const COMMENT = { blockId: "action.comment", actionId: ACTION_IDS.actionComment } as const;
const APPLY = { blockId: "action.apply", actionId: ACTION_IDS.actionApply } as const;

/** Who fills a form in, and when: times stand in it as they are on that person's clock. */
export interface Reader {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
}

/** What one action adds to the form. */
export interface ActionFields {
  /** The reader's zone is asked for; without, it is UTC. */
  readonly asksForTimes?: true;
  /** What it does, and what cannot be undone, before anything is asked. */
  about(facts: ActionFormFacts): readonly (KnownBlock | null)[];
  /** Title and submit button, where they depend on what is asked for; at most 24 characters each. */
  words?(facts: ActionFormFacts, earlier: Json | null): { readonly title: string; readonly submit: string };
  /** Inputs; `earlier` is what they are filled in with: the input of the request that is edited, or what was chosen so far. */
  fields(facts: ActionFormFacts, earlier: Json | null, reader: Reader): readonly (KnownBlock | null)[];
  /** What `read` needs to know of how the form was opened: short, it travels in the metadata. */
  carried?(facts: ActionFormFacts, earlier: Json | null): Json;
  /** The submitted fields as the action's schema takes them; what is wrong with them is said by the schema. */
  read(values: StateValues, reader: Reader, carried: Json): Json;
  /** The block beside which a refusal about a field of the input stands; null: it is shown as a notice. */
  blockOf(field: string | undefined): string | null;
}

/** For actions that ask for nothing but a comment: what they mean is said before. */
export const withoutFields = (
  about: (facts: ActionFormFacts) => readonly (Mrkdwn | null)[],
): ActionFields => ({
  about: (facts) => about(facts).map((text): KnownBlock | null => (text === null ? null : section(text))),
  fields: () => [],
  read: () => ({}),
  blockOf: () => null,
});

/** As long as a label can be: what is typed to delete it is compared with this one first. */
const SHOWN_LABEL = 512;

const metadataSchema = z.object({
  action: z.enum(ACTION_NAMES),
  deploymentId: z.string(),
  label: z.string(),
  ...earlierSchema,
  channel: z.string().nullable(),
  /** In which the form shows times: a submit is read in the same. */
  zone: z.string().default("UTC"),
  carried: z
    .json()
    .transform((value): Json => value)
    .default(null),
});
export type ActionFormMetadata = z.output<typeof metadataSchema>;

export interface ActionFormOptions {
  readonly action: ActionName;
  readonly earlier: ChangeRequest | null;
  /** What the fields are filled in with instead of what `earlier` asks for. */
  readonly prefill?: Json | undefined;
  readonly channel: string | null;
  readonly reader: Reader;
}

export function actionForm(facts: ActionFormFacts, of: ActionFields, options: ActionFormOptions): Modal {
  const { deployment, policies } = facts;
  const { action, earlier, channel, reader } = options;
  const filled = options.prefill ?? earlier?.input ?? null;
  const words = of.words?.(facts, filled) ?? { title: ACTION_TITLES[action], submit: "Continue" };
  const metadata: ActionFormMetadata = {
    action,
    deploymentId: deployment.id,
    label: nameToType(deployment).slice(0, SHOWN_LABEL).toWellFormed(),
    ...earlierMetadata(earlier),
    channel,
    zone: reader.zone,
    carried: of.carried?.(facts, filled) ?? null,
  };
  return modal({
    callbackId: CALLBACK_IDS.actionForm,
    title: earlier === null ? words.title.slice(0, 24) : "Edit request",
    submit: words.submit,
    close: "Cancel",
    metadata: JSON.stringify(metadata),
    notifyOnClose: true,
    blocks: [
      header(ACTION_TITLES[action]),
      section(
        facts.role === "CONSUMER"
          ? md`Deployment ${code(deployment.id)}`
          : md`${bold(deployment.label)} in ${name(deployment.environment.name)}, ${deploymentState(deployment)}`,
      ),
      ...of.about(facts),
      openRequests(facts, earlier),
      ...withWhyItCameBack(of.fields(facts, filled, reader), earlier, ({ field }) => of.blockOf(field)),
      commentInput(
        COMMENT,
        { placeholder: "Why, and why now?", hint: commentReaders(action, policies.length > 0) },
        earlier,
      ),
      policies.length === 0 ? null : applyInput(APPLY, "Apply", earlier),
      context(policyWords(facts, action)),
    ],
  });
}

function policyWords({ policies, policyNote }: ActionFormFacts, action: ActionName) {
  if (policies.length === 0)
    return md`No approval needed. ${policyNote} You confirm once more before it starts.`;
  const names = policies.map(({ policy }) => bold(policy.name));
  const part = effectAction(action).gatedPart;
  if (part !== undefined)
    return md`${part} needs approval, policy ${listed(names, 5)}. The rest needs none; you confirm once more before it starts.`;
  return md`Approval needed, policy ${listed(names, 5)}. Nothing changes until it is approved and applied.`;
}

/** Null when it is not ours (or of another version). */
export const parseActionFormMetadata = (text: string): ActionFormMetadata | null =>
  parseMetadata(metadataSchema, text);

export interface ActionFormAnswer extends FormEnd {
  readonly input: Json;
}

/** Null when the values are not what Slack sends. */
export function parseActionForm(
  values: unknown,
  of: ActionFields,
  reader: Reader & Pick<ActionFormMetadata, "carried">,
): ActionFormAnswer | null {
  const state = parseStateValues(values);
  if (state === null) return null;
  return {
    input: of.read(state, reader, reader.carried),
    ...parseFormEnd(state, { comment: COMMENT, apply: APPLY }),
  };
}
