// The Slack form of a replacement: reason, registered model, version or challenger, comment, when to apply.
// Reference: deployment actions, section 3.2; Slack platform, section 4.
import type { KnownBlock, PlainTextOption } from "@slack/types";
import {
  context,
  externalSelect,
  fields,
  header,
  input,
  type Modal,
  modal,
  option,
  section,
  select,
} from "../../block-kit/blocks.ts";
import {
  ageWords,
  bold,
  date,
  listed,
  type Mrkdwn,
  md,
  NOTHING,
  name,
  oneLine,
} from "../../block-kit/text.ts";
import type { Refusal } from "../../deployments/decision.ts";
import { type Deployment, REPLACEMENT_REASONS } from "../../deployments/deployment.ts";
import type { RegisteredModelId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import type { CandidateVersion, ReplaceForm } from "../../operations/operations.ts";
import type { RegisteredModel } from "../../ports/platform.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import { ACTION_IDS, CALLBACK_IDS } from "../../slack/action-ids.ts";
import { health } from "../../slack/cards/state-words.ts";
import {
  applyInput,
  commentInput,
  commentReaders,
  earlierMetadata,
  withWhyItCameBack,
} from "../../slack/views/form-parts.ts";
import { openRequests } from "../../slack/views/open-requests.ts";
import {
  A_VERSION,
  BLOCKS,
  blockOfField,
  type FormMetadata,
  formatMetadata,
  INCOMPATIBLE,
  versionBlock,
} from "../../slack/views/replace-model-state.ts";
import { factsOf } from "./facts.ts";
import { replaceModelInput } from "./input.ts";
import { REASON_LABELS, ROLLBACK_DOES_NOT_RESTORE } from "./words.ts";

export {
  type FormMetadata,
  parseFormMetadata,
  parseReplaceModelForm,
  type ReplaceModelAnswer,
} from "../../slack/views/replace-model-state.ts";

/** A deployment has no more (reference section 10); they travel in the metadata, whose room is limited. */
const MOST_CHALLENGERS = 5;

export interface ReplaceFormOptions {
  readonly rollback: boolean;
  /** Set to edit a request: the form is prefilled with what it asks for. */
  readonly earlier?: ChangeRequest;
  /** Name of the version that `earlier` asks for. */
  readonly earlierVersion?: string;
  /** The chosen registered model; absent: the champion's (or, going back, the previous champion's). */
  readonly registeredModel?: Pick<RegisteredModel, "id" | "name">;
  /** What was chosen between a challenger, by its id, and a version (null); absent: what `earlier` asks for, or a version. */
  readonly promote?: string | null;
  /** Channel in which the person asked. */
  readonly channel: string | null;
  /** Epoch ms. */
  readonly now: number;
}

/** The whole form. Built again with another `registeredModel` it keeps all that was typed but the version. */
export function replaceModelForm(form: ReplaceForm, options: ReplaceFormOptions): Modal {
  const { deployment } = form;
  const rollback = options.rollback;
  const model = options.registeredModel ?? defaultModel(form, options);
  const promoted = promotedOf(form, options);
  const approval = form.policies.length > 0 && !(rollback && form.rollbackWaived);
  const metadata: FormMetadata = {
    deploymentId: deployment.id,
    label: oneLine(deployment.label).slice(0, 200).toWellFormed(),
    rollback,
    ...earlierMetadata(options.earlier),
    channel: options.channel,
    registeredModel: model?.id ?? null,
    challengers: deployment.challengers
      .slice(0, MOST_CHALLENGERS)
      .map(({ id, packageId }) => ({ id, packageId })),
    promotes: promoted !== null,
  };
  return modal({
    callbackId: CALLBACK_IDS.replaceModel,
    title: rollback ? "Roll back model" : options.earlier === undefined ? "Replace model" : "Edit request",
    submit: "Select",
    close: "Cancel",
    metadata: formatMetadata(metadata),
    notifyOnClose: true,
    blocks: [
      header("Replace registered model version"),
      section(md`${bold(deployment.label)} in ${name(deployment.environment.name)}`),
      ...championBlocks(form, options.now),
      openRequests(form, options.earlier ?? null),
      ...(rollback ? rollbackBlocks(form) : []),
      ...withWhyItCameBack(
        [
          reasonInput(options),
          challengerInput(form, promoted),
          ...(promoted === null ? [modelInput(model), versionInput(model, form, options)] : []),
        ],
        options.earlier,
        (refusal) => blockOfField(refusedField(refusal, options), metadata),
      ),
      commentInput(
        { blockId: BLOCKS.comment, actionId: ACTION_IDS.replacementComment },
        { placeholder: "Why this version, and why now?", hint: commentReaders("replace-model", approval) },
        options.earlier,
      ),
      approval
        ? applyInput(
            { blockId: BLOCKS.apply, actionId: ACTION_IDS.applyReplacement },
            "Apply replacement",
            options.earlier,
          )
        : null,
      context(policyWords(form, { approval, rollback })),
    ],
  });
}

/** What the checks say of a version stands where that is chosen. */
function refusedField({ code, field }: Refusal, { earlier }: ReplaceFormOptions): string | undefined {
  if (code !== "failing-validation") return field;
  const asked = replaceModelInput.safeParse(earlier?.input);
  return asked.success && asked.data.promote !== null ? "challenger" : "version";
}

function championBlocks({ deployment, champion }: ReplaceForm, now: number): KnownBlock[] {
  const type = champion.modelType === null ? NOTHING : md` (${name(champion.modelType)})`;
  return fields([
    { label: "Champion", value: md`${name(champion.name)}${type}` },
    { label: "Model age", value: modelAge(deployment, now) },
    { label: "Data drift", value: health(deployment.health.drift) },
    { label: "Accuracy", value: health(deployment.health.accuracy) },
  ]);
}

const modelAge = ({ championSince }: Pick<Deployment, "championSince">, now: number): Mrkdwn =>
  championSince === null
    ? md`not recorded`
    : md`${ageWords(championSince, now)}, since ${date(championSince)}`;

function rollbackBlocks({ previousChampion, rollbackWaived }: ReplaceForm): KnownBlock[] {
  if (previousChampion === null) {
    return [section(md`⚠️ *No previous champion can be read.* Choose the version to go back to yourself.`)];
  }
  const waived = rollbackWaived ? md` It needs no approval; it is checked all the same.` : NOTHING;
  const limits = ROLLBACK_DOES_NOT_RESTORE.map((sentence) => md`• ${sentence}`);
  return [
    section(md`⏪ Back to ${bold(previousChampion.name)}, the champion before.${waived}`),
    section(listed([md`*What this does not restore*`, ...limits], 10, "\n")),
  ];
}

function reasonInput({ earlier, rollback }: ReplaceFormOptions): KnownBlock {
  const before = earlier === undefined ? null : replaceModelInput.safeParse(earlier.input);
  const initial = before?.success ? before.data.reason : rollback ? "ERRORS" : null;
  const element = select(
    ACTION_IDS.replacementReason,
    "Choose a reason",
    REPLACEMENT_REASONS.map((reason) => option(REASON_LABELS[reason], reason)),
    initial,
  );
  if (element === null) throw new Error("There are seven replacement reasons, so the select has options.");
  return input({ blockId: BLOCKS.reason, label: "Replacement reason", element });
}

function defaultModel(
  form: ReplaceForm,
  { rollback, earlier }: ReplaceFormOptions,
): Pick<RegisteredModel, "id" | "name"> | null {
  const asked = earlier === undefined ? null : factsOf(earlier);
  if (asked !== null) return asked.candidate.registeredModel;
  return rollback && form.previousChampion !== null
    ? form.previousChampion.registeredModel
    : form.champion.registeredModel;
}

const modelInput = (model: Pick<RegisteredModel, "id" | "name"> | null): KnownBlock =>
  input({
    blockId: BLOCKS.registeredModel,
    label: "Registered model",
    hint: "Type a part of its name. Another model empties the version below.",
    dispatch: true,
    element: externalSelect(
      ACTION_IDS.registeredModel,
      "Search registered models",
      model === null ? null : registeredModelOption(model),
    ),
  });

/** Its block id changes with the registered model, so that a version of another one cannot stay chosen. */
function versionInput(
  model: Pick<RegisteredModel, "id" | "name"> | null,
  form: ReplaceForm,
  options: ReplaceFormOptions,
): KnownBlock {
  return input({
    blockId: versionBlock(model?.id ?? null),
    label: "Version",
    hint: "⛔ marks versions that cannot take the champion's place, with the reason.",
    element: externalSelect(ACTION_IDS.version, "Search versions", initialVersion(model, form, options)),
  });
}

function initialVersion(
  model: Pick<RegisteredModel, "id" | "name"> | null,
  form: ReplaceForm,
  { earlier, earlierVersion, rollback, registeredModel }: ReplaceFormOptions,
): PlainTextOption | null {
  if (earlier !== undefined && registeredModel === undefined) {
    const before = replaceModelInput.safeParse(earlier.input);
    if (!before.success || before.data.promote !== null) return null;
    return option(earlierVersion ?? before.data.packageId, before.data.packageId);
  }
  const previous = form.previousChampion;
  if (!rollback || previous === null || previous.registeredModel.id !== model?.id) return null;
  return versionOption({ package: previous, incompatible: null });
}

/** The challengers that can be shown, with their names. */
function challengersOf(form: ReplaceForm): readonly PlainTextOption[] {
  const packages = new Map(form.challengers.map((challenger) => [challenger.id, challenger]));
  return form.deployment.challengers.slice(0, MOST_CHALLENGERS).flatMap(({ id, packageId }) => {
    const challenger = packages.get(packageId);
    if (challenger === undefined) return [];
    return option(`Challenger: ${oneLine(challenger.name)}`, id, challenger.modelType ?? undefined) ?? [];
  });
}

/** The challenger that is chosen so far, by its id; null: a version is. */
function promotedOf(form: ReplaceForm, { earlier, promote }: ReplaceFormOptions): string | null {
  const before = earlier === undefined ? null : replaceModelInput.safeParse(earlier.input);
  const wanted = promote === undefined ? (before?.data?.promote ?? null) : promote;
  return challengersOf(form).find(({ value }) => value === wanted)?.value ?? null;
}

/** One choice, and the fields of what is chosen: of two of which each may be empty neither could be asked for. Null without challengers. */
function challengerInput(form: ReplaceForm, promoted: string | null): KnownBlock | null {
  const challengers = challengersOf(form);
  const element = select(
    ACTION_IDS.challenger,
    "Choose what takes its place",
    [option("A registered model version", A_VERSION), ...challengers],
    promoted ?? A_VERSION,
  );
  if (challengers.length === 0 || element === null) return null;
  return input({
    blockId: BLOCKS.challenger,
    label: "Replace it with",
    hint: "The champion takes the place of a promoted challenger.",
    dispatch: true,
    element,
  });
}

function policyWords(
  form: ReplaceForm,
  { approval, rollback }: { approval: boolean; rollback: boolean },
): Mrkdwn {
  // The note of a waiver says already that none is needed.
  const none = rollback && form.rollbackWaived ? NOTHING : md`No approval needed. `;
  if (!approval) return md`${none}${form.policyNote} You confirm after the checks.`;
  const names = form.policies.map(({ policy }) => bold(policy.name));
  return md`Approval needed, policy ${listed(names, 5)}. The champion stays until it is approved and applied.`;
}

/** Also what the option source answers: an initial option must equal it field for field. */
export const registeredModelOption = (model: {
  readonly id: RegisteredModelId;
  readonly name: string;
}): PlainTextOption | null => option(name(model.name), model.id);

/** Slack has no disabled options: what cannot be chosen is marked, says why, and is refused at the submit. */
export function versionOption({ package: of, incompatible }: CandidateVersion): PlainTextOption | null {
  if (incompatible !== null) return option(`⛔ ${versionWords(of)}`, `${INCOMPATIBLE}${of.id}`, incompatible);
  return option(versionWords(of), of.id, of.modelType ?? undefined);
}

/** The version first: it must survive the cut of a long name. */
const versionWords = (of: ModelPackage): string => `v${of.version} – ${name(of.name)}`;
