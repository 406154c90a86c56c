// Names of every control that the bot shows and handles. A test presses each one.
import { HEALTH_LEVELS, type HealthLevel } from "../deployments/health.ts";

/** Inputs of forms that are read at the submit: that one changes before means nothing yet. */
const READ_AT_SUBMIT = {
  replacementReason: "replace.reason",
  version: "replace.version",
  replacementComment: "replace.comment",
  applyReplacement: "replace.apply",
  warningsRead: "checks.warnings-read",
  attest: "checks.attest",
  actionComment: "action.comment",
  actionApply: "action.apply",
  editLabel: "edit.label",
  editDescription: "edit.description",
  editImportance: "edit.importance",
  deleteTypedName: "delete.typed-name",
  deleteIgnoreAgent: "delete.ignore-agent",
  sharePeople: "share.people",
  shareEmails: "share.emails",
  shareGroups: "share.groups",
  shareOrganisation: "share.organisation",
  shareRole: "share.role",
  shareGrant: "share.grant",
  useCasesSelect: "use-cases.select",
  useCasesName: "use-cases.name",
  useCasesDescription: "use-cases.description",
  useCasesMarked: "use-cases.marked",
  clearModel: "clear.model",
  clearWhich: "clear.which",
  clearReason: "clear.reason",
  clearConfirmed: "clear.confirmed",
  codeLanguage: "code.language",
  codeInclude: "code.include",
  codeForm: "code.form",
  codeAcknowledged: "code.acknowledged",
  applicationTemplate: "application.template",
  applicationName: "application.name",
  applicationSharing: "application.sharing",
  reason: "reason.text",
  settleAs: "settle.as",
} as const;

/** `action_id`s of buttons, menus and inputs; `external_select`s load options under these names. */
export const ACTION_IDS = {
  /** Value: `requestValue`. */
  approve: "request.approve",
  /** Opens the form that asks for the reason. Value: `requestValue`. */
  askForChanges: "request.ask-for-changes",
  comment: "request.comment",
  /** Opens the result of checking, to confirm. */
  continue: "request.continue",
  edit: "request.edit",
  askAgain: "request.ask-again",
  apply: "request.apply",
  cancel: "request.cancel",
  settle: "request.settle",
  evidence: "request.evidence",
  /** Shows the request's card to the person alone. */
  openRequest: "request.open",
  /** The deployment of a request that is to be reviewed, to the person alone. Value: `requestValue`. */
  reviewedDeployment: "request.deployment",
  /** Hands out what a build made. Value: `requestValue`. */
  download: "request.download",
  /** Value: `applicationValue`. */
  openApplication: "application.open",
  /** A button that opens an address by itself. */
  link: "link.open",
  /** Offers the way back after a success: opens a form that is filled in with what there was before. Value: `requestValue`. */
  undo: "request.undo",
  retry: "request.retry",
  /** Offers the way back after a success: opens the rollback form. Value: deployment id. */
  rollBack: "deployment.rollback",
  /** Value: deployment id. */
  openDeployment: "deployment.open",
  /** A button for one action. Value: `actionValue`. */
  deploymentAction: "deployment.action",
  /** A select in a row or card; option values: `actionValue`. */
  deploymentMenu: "deployment.menu",
  /** Value: deployment id. */
  postHere: "deployment.post-here",
  /** Value: deployment id. */
  settings: "deployment.settings",
  /** Select of what this person hears of its health; option values: `healthValue`. Takes effect at once. */
  healthNotices: "deployment.health-notices",
  /** Value: a deployment id. */
  monitoring: "deployment.monitoring",
  /** Value: deployment id. */
  history: "deployment.history",
  /** Value: `historyValue` (deployment id, cursor). */
  historyMore: "history.more",
  /** Select of a filter; option values from `LIST_FILTERS`. */
  listFilter: "list.filter",
  /** Value: `listValue` (filter, text, cursor). */
  listMore: "list.more",
  /** A choice between readings or between equal names; value: `commandValue`. */
  choose: "command.choose",
  adoptSampleFleet: "fleet.adopt",
  /** Answers with the link to the page on which an account of the platform is linked. */
  linkAccount: "account.link",
  unlinkAccount: "account.unlink",
  /** Inputs on which others of their form depend: a choice draws it anew. */
  registeredModel: "replace.registered-model",
  challenger: "replace.challenger",
  useCasesWay: "use-cases.way",
  clearRange: "clear.range",
  clearStart: "clear.start",
  clearEnd: "clear.end",
  /** Filters of the view of logs: each change draws it anew. */
  logsKind: "logs.kind",
  logsLevel: "logs.level",
  logsTime: "logs.time",
  logsFrom: "logs.from",
  logsTo: "logs.to",
  logsText: "logs.text",
  /** Value: how many of the newest matching entries to leave out. */
  logsMore: "logs.more",
  logsNewest: "logs.newest",
  logsFile: "logs.file",
  ...READ_AT_SUBMIT,
} as const;
export type ActionId = (typeof ACTION_IDS)[keyof typeof ACTION_IDS];
type ReadAtSubmit = (typeof READ_AT_SUBMIT)[keyof typeof READ_AT_SUBMIT];
/** What does something as soon as it is pressed or chosen: the compiler asks for its handler. */
export type PressId = Exclude<ActionId, ReadAtSubmit>;

const readAtSubmit: ReadonlySet<string> = new Set(Object.values(READ_AT_SUBMIT));
export const isReadAtSubmit = (actionId: string): boolean => readAtSubmit.has(actionId);

/** `callback_id`s of modals. */
export const CALLBACK_IDS = {
  /** `private_metadata`: `FormMetadata`. */
  replaceModel: "replace-model",
  /** `private_metadata`: `ActionFormMetadata`. */
  actionForm: "action-form",
  checkResult: "check-result",
  /** `private_metadata`: `LogsMetadata`. */
  logs: "logs",
  askForChanges: "ask-for-changes",
  comment: "comment",
  settle: "settle",
  cancel: "cancel-request",
  /** Nothing to submit: loading, refusals, texts. */
  notice: "notice",
} as const;

export const LIST_FILTERS = ["all", "mine", "failing", "important", "inactive"] as const;
export type ListFilter = (typeof LIST_FILTERS)[number];

/** What a request button carries: which record, and which edition the person was shown. */
export const requestValue = (id: string, edition: number): string => `${edition} ${id}`;
export function parseRequestValue(value: string): { id: string; edition: number } | null {
  const match = /^(\d{1,9}) (\S{1,200})$/.exec(value);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { edition: Number(match[1]), id: match[2] }
    : null;
}

/** Deployment id and application id. */
export const applicationValue = (deployment: string, application: string): string =>
  `${deployment} ${application}`;
export function parseApplicationValue(value: string): { deployment: string; application: string } | null {
  const match = /^(\S{1,100}) (\S{1,300})$/.exec(value);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { deployment: match[1], application: match[2] }
    : null;
}

/** Action name and deployment id. */
export const actionValue = (action: string, deployment: string): string => `${action} ${deployment}`;
export function parseActionValue(value: string): { action: string; deployment: string } | null {
  const match = /^([a-z-]{1,40}) (\S{1,100})$/.exec(value);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { action: match[1], deployment: match[2] }
    : null;
}

/** Level and deployment id. */
export const healthValue = (level: HealthLevel, deployment: string): string => `${level} ${deployment}`;
export function parseHealthValue(value: string): { level: HealthLevel; deployment: string } | null {
  const match = /^([a-z]{1,20}) (\S{1,100})$/.exec(value);
  const level = HEALTH_LEVELS.find((each) => each === match?.[1]);
  return level !== undefined && match?.[2] !== undefined ? { level, deployment: match[2] } : null;
}

// A cursor is the platform's own text: it may hold spaces.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Deployment id and the cursor of the page's `next`. */
export const historyValue = (deployment: string, cursor: string): string =>
  `${deployment} ${encodeURIComponent(cursor)}`;
export function parseHistoryValue(value: string): { deployment: string; cursor: string } | null {
  const match = /^(\S{1,100}) (\S{1,1500})$/.exec(value);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { deployment: match[1], cursor: decoded(match[2]) }
    : null;
}

export interface ListPosition {
  readonly filter: ListFilter;
  /** Searched text; empty: all. */
  readonly text: string;
  /** Cursor of the page's `next`; empty: from the start. */
  readonly cursor: string;
}

/** Where a list stands: one line, since the searched text may hold anything else. */
export const listValue = ({ filter, text, cursor }: ListPosition): string =>
  `${filter} ${encodeURIComponent(cursor)} ${text}`;
export function parseListValue(value: string): ListPosition | null {
  const match = /^([a-z]+) (\S*) (.*)$/s.exec(value);
  const filter = LIST_FILTERS.find((name) => name === match?.[1]);
  return filter !== undefined && match?.[2] !== undefined && match[3] !== undefined
    ? { filter, cursor: decoded(match[2]), text: match[3] }
    : null;
}

/**
 * What a choice runs when it is pressed, as a command would be typed: a verb (an action's name, `rollback`, `history`,
 * `why replace-model`, ...; empty: the deployment's card) and a deployment's id or exact name, in quotes so that it is one.
 */
export const commandValue = (verb: string, name: string): string =>
  `${verb} "${name.replace(/["\\]/gu, "\\$&")}"`.trim();
