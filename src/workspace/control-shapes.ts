// What the control API takes, parsed before anything else sees it.
import * as z from "zod";

export const WHO = { as: z.string() };
const at = {
  message: z.object({ channel: z.string(), ts: z.string() }).optional(),
  view: z.looseObject({ id: z.string() }).optional(),
};
const control = { action: z.string(), block: z.string().optional() };
export const SAID = z.object({
  ...WHO,
  channel: z.string(),
  text: z.string(),
  thread: z.string().optional(),
});
const names = z.array(z.string()).optional();
const field = z.union([z.string(), z.array(z.string()), z.null()]);
const times = z.int().min(1).optional();

export const SHAPES = {
  command: z.object({ ...WHO, channel: z.string(), text: z.string(), force: z.boolean().optional() }),
  mention: SAID,
  say: SAID,
  press: z.object({
    ...WHO,
    ...at,
    ...control,
    value: z.string().optional(),
    force: z.boolean().optional(),
    confirm: z.boolean().optional(),
  }),
  choose: z.object({ ...WHO, ...at, ...control, option: field, confirm: z.boolean().optional() }),
  suggest: z.object({ ...WHO, ...at, ...control, text: z.string() }),
  fill: z.object({ ...WHO, view: at.view, values: z.record(z.string(), field) }),
  submit: z.object({
    ...WHO,
    view: at.view,
    values: z.record(z.string(), field).optional(),
    force: z.boolean().optional(),
  }),
  close: z.object({ ...WHO, all: z.boolean().optional() }),
  home: z.object({ ...WHO, tab: z.enum(["home", "messages"]).optional() }),
  shortcut: z.object({ ...WHO, callback: z.string(), message: at.message }),
} as const;

export const CHANGE = z.union([
  z.strictObject({
    person: z.string(),
    create: z.boolean().optional(),
    deleted: z.boolean().optional(),
    email: z.string().nullable().optional(),
    emailConfirmed: z.boolean().optional(),
    guest: z.enum(["none", "multi-channel", "single-channel"]).optional(),
    admin: z.boolean().optional(),
    otherCompany: z.boolean().optional(),
    bot: z.boolean().optional(),
    invited: z.boolean().optional(),
  }),
  z.strictObject({ group: z.string(), add: names, remove: names, disabled: z.boolean().optional() }),
  z.strictObject({
    channel: z.string(),
    create: z.enum(["public", "private"]).optional(),
    archived: z.boolean().optional(),
    bot: z.boolean().optional(),
    externallyShared: z.boolean().optional(),
    sharingPending: z.boolean().optional(),
    add: names,
    remove: names,
  }),
  z.strictObject({ app: z.enum(["installed", "token-revoked", "uninstalled"]) }),
]);

const forBot = { on: z.templateLiteral(["bot:", z.string()]), times };
const forApi = { on: z.string(), times };
export const FAULT = z.union([
  z.strictObject({ ...forBot, kind: z.literal("delay"), ms: z.number() }),
  z.strictObject({ ...forBot, kind: z.enum(["twice", "lost-answer", "expired-trigger"]) }),
  z.strictObject({ ...forApi, kind: z.enum(["delay", "late-answer"]), ms: z.number() }),
  z.strictObject({ ...forApi, kind: z.literal("rate-limit"), retryAfterS: z.number() }),
  z.strictObject({ ...forApi, kind: z.literal("status"), status: z.int() }),
  z.strictObject({ ...forApi, kind: z.literal("error"), error: z.string() }),
  z.strictObject({ ...forApi, kind: z.enum(["reset", "lost-answer"]) }),
]);
