// The format of the policy file: what may stand where. Everything becomes a `PolicyFile` or a mistake.
import { z } from "zod";
import { ACTION_NAMES } from "../deployments/action-names.ts";
import { IMPORTANCES, type Importance } from "../deployments/deployment.ts";
import type { ConfigurableCheck } from "../deployments/validation/check.ts";
import { CONFIGURABLE_CHECKS } from "../deployments/validation/check.ts";
import { DEFAULT_SEVERITIES } from "../deployments/validation/severities.ts";
import {
  NEVER_GATED,
  type NotificationRoute,
  type PeopleList,
  type Policy,
  type PolicyFile,
  type ReviewerSource,
  type Rule,
} from "../requests/policy.ts";
import { parseDuration } from "./duration.ts";
import { notOneOf, oneOrMore, section, textThat, word } from "./words.ts";

/** A policy about another one would promise a protection that nobody gives. */
const GATED = ACTION_NAMES.filter((name) => !NEVER_GATED.includes(name));

const EMAIL = z.email().max(254);
const email = textThat((text) => EMAIL.safeParse(text.trim().toLowerCase()).data ?? null, "an email address");

const group = textThat((text) => {
  const handle = text.trim().replace(/^@/, "").toLowerCase();
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u.test(handle) ? handle : null;
}, "the handle of a Slack user group, such as ml-approvers");

const line = textThat((text) => {
  const trimmed = text.trim();
  return trimmed !== "" && trimmed.length <= 100 && !/\p{Cc}/u.test(trimmed) ? trimmed : null;
}, "one line of 1 to 100 characters");

const label = textThat(
  (text) => (text.trim() !== "" && text.length <= 200 ? text.trim() : null),
  "a label of 1 to 200 characters; * is any text, ? any character",
);

const CHANNEL =
  'the name of a channel in quotes, such as "#ml-deployments" (without quotes, # starts a comment)';
const channel = textThat((text) => {
  const name = text.trim().replace(/^#/, "");
  if (/^[CG][A-Z0-9]{8,}$/.test(name)) return name;
  return /^[\p{L}\p{N}_-]{1,80}$/u.test(name) ? name.toLowerCase() : null;
}, CHANNEL);

const duration = textThat(parseDuration, "a duration from 1 minute to 365 days, such as 12h, 3 days or P3D");

const importance = z.union([
  z.string().transform((text, context): readonly Importance[] => {
    const [, level = text, above] = /^\s*(\S+)(\s+or\s+above)?\s*$/i.exec(text) ?? [];
    const found = IMPORTANCES.indexOf(level.trim().toUpperCase() as Importance);
    const allowed = `${notOneOf(level, IMPORTANCES)} A list of them and 'HIGH or above' are understood, too.`;
    if (found < 0) context.addIssue({ code: "custom", message: allowed });
    return above === undefined ? IMPORTANCES.slice(found, found + 1) : IMPORTANCES.slice(found);
  }),
  z.array(word(IMPORTANCES)).min(1),
]);

const source = z.union([
  word(["owners", "mlops-administrators"], ["'group: ...'", "'person: ...'"]).transform(
    (kind): ReviewerSource => ({ kind }),
  ),
  section({ group: group.nullish(), person: email.nullish() }).transform((given, context): ReviewerSource => {
    if (context.issues.length > 0) return z.NEVER;
    if (given.group && !given.person) return { kind: "group", group: given.group };
    if (given.person && !given.group) return { kind: "person", email: given.person };
    context.addIssue({
      code: "custom",
      message: "needs in each line either 'group: ...', 'person: ...', owners or mlops-administrators.",
    });
    return z.NEVER;
  }),
]);

const MLOPS: ReviewerSource = { kind: "mlops-administrators" };

const rule: z.ZodType<Rule> = z.lazy(() =>
  section({
    approvals: z.int().min(1).max(20).nullish(),
    from: oneOrMore(source).nullish(),
    all: oneOrMore(rule).nullish(),
    any: oneOrMore(rule).nullish(),
  }).transform((given, context): Rule => {
    const { approvals, from, all, any } = given;
    const says = (message: string, path: string[] = []) => {
      context.addIssue({ code: "custom", message, path });
      return z.NEVER;
    };
    if (context.issues.length > 0) return z.NEVER;
    const chosen = [approvals, all, any].filter((part) => part !== null && part !== undefined);
    if (chosen.length !== 1)
      return says("needs exactly one of approvals (a number), all (a list) or any (a list).");
    if (approvals) return { kind: "approvals", count: approvals, from: from?.length ? from : [MLOPS] };
    if (from) return says("stands beside approvals only; write it inside of the list.", ["from"]);
    const rules = all ?? any ?? [];
    if (rules.length === 0) return says("must not be empty.", [all ? "all" : "any"]);
    return { kind: all ? "all" : "any", rules };
  }),
);

const policy = section({
  name: line,
  actions: oneOrMore(word(GATED)).refine((actions) => actions.length > 0, "must not be empty."),
  when: section({
    importance: importance.nullish(),
    labels: oneOrMore(label).nullish(),
    "requester-groups": oneOrMore(group).nullish(),
  }).nullish(),
  needs: rule,
  remind: duration.nullish(),
  expire: duration.nullish(),
}).transform(
  ({ name, actions, when, needs, remind, expire }): Policy => ({
    id: policyId(name),
    name,
    actions,
    when: {
      importance: when?.importance ?? null,
      labels: orAny(when?.labels),
      requesterGroups: orAny(when?.["requester-groups"]),
    },
    rule: needs,
    reminderMs: remind ?? null,
    expiryMs: expire ?? null,
  }),
);

const people = section({ people: oneOrMore(email).nullish(), groups: oneOrMore(group).nullish() }).transform(
  (given): PeopleList => ({ people: given.people ?? [], groups: given.groups ?? [] }),
);

const route = section({
  channel: z.preprocess((value) => value ?? "", channel),
  actions: oneOrMore(word(GATED)).nullish(),
  labels: oneOrMore(label).nullish(),
}).transform(
  (given): NotificationRoute => ({
    channel: given.channel,
    actions: orAny(given.actions),
    labels: orAny(given.labels),
  }),
);

const severity = word(["warning", "failing"]).nullish();
const severities = section(
  Object.fromEntries(CONFIGURABLE_CHECKS.map((check) => [check, severity])) as Record<
    ConfigurableCheck,
    typeof severity
  >,
);

/** The whole file. Messages begin with what follows the name of the key. */
export const policyFileSchema = section({
  policies: z.array(policy).max(200).nullish(),
  rollback: section({ "without-approval-days": z.int().min(1).max(3650).nullish() }).nullish(),
  administrators: people.nullish(),
  "mlops-administrators": people.nullish(),
  guests: word(["admit", "refuse"]).nullish(),
  "tell-consumers-of-deletion": word(["yes", "no"]).nullish(),
  "scoring-code": word(["link", "slack"]).nullish(),
  severities: severities.nullish(),
  limits: section({ "active-deployments": z.int().min(1).max(1_000_000).nullish() }).nullish(),
  notify: z.array(route).max(200).nullish(),
}).transform((given): PolicyFile => {
  const own = Object.entries(given.severities ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return {
    policies: given.policies ?? [],
    rollback: { withoutApprovalDays: given.rollback?.["without-approval-days"] ?? null },
    administrators: given.administrators ?? NOBODY,
    mlopsAdministrators: given["mlops-administrators"] ?? NOBODY,
    admitGuests: given.guests === "admit",
    tellConsumersOfDeletion: given["tell-consumers-of-deletion"] !== "no",
    scoringCode: given["scoring-code"] ?? "link",
    severities: { ...DEFAULT_SEVERITIES, ...Object.fromEntries(own) },
    activeDeployments: given.limits?.["active-deployments"] ?? null,
    routes: given.notify ?? [],
  };
});

const NOBODY: PeopleList = { people: [], groups: [] };

const orAny = <T>(list: readonly T[] | null | undefined): readonly T[] | null =>
  list === null || list === undefined || list.length === 0 ? null : list;

/** The name in small letters and digits of any script, joined by dashes; empty when it has none. */
export const policyId = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
