// The fields of sharing: who gets which role, and the grants that are there. Reference: deployment actions, sections 3.6 and 2.2.
import type { KnownBlock, PlainTextOption } from "@slack/types";
import {
  checkboxes,
  context,
  divider,
  input,
  lines,
  option,
  section,
  select,
  textInput,
} from "../../block-kit/blocks.ts";
import { multiExternalSelect, multiUsersSelect } from "../../block-kit/multi-selects.ts";
import { chosen, pickedUsers, type StateValues, ticked, typed } from "../../block-kit/state-values.ts";
import { md, name } from "../../block-kit/text.ts";
import { type GrantSubject, ROLES, type Role } from "../../deployments/deployment.ts";
import { grantable, grantedTo, subjectKey, subjectName } from "../../deployments/sharing.ts";
import { counted, ROLE_WORDS } from "../../deployments/words.ts";
import type { ActionFormFacts } from "../../operations/operations.ts";
import type { DirectoryGroup } from "../../ports/directory.ts";
import type { Json } from "../../requests/request.ts";
import { ACTION_IDS } from "../../slack/action-ids.ts";
import type { ActionFields } from "../../slack/views/action-form.ts";
import { NO_ROLE, type ShareInput, shareInput } from "./input.ts";
import { domainOf } from "./recipients.ts";
import { GIVES_NOTHING_ELSE } from "./words.ts";

const BLOCKS = {
  people: "share.people",
  emails: "share.emails",
  groups: "share.groups",
  organisation: "share.organisation",
  role: "share.role",
} as const;
/** Block ids of the grants: what the form showed, and whose it is, so that a submit names what was changed. */
const GRANT = "share.grant:";
const BLOCK_ID_LENGTH = 255;
/** A modal has a hundred blocks; whoever is not among these is changed by naming them above. */
const MOST_ROWS = 60;
const EVERYBODY = "everybody";
/** Of the role: none is needed where only grants below change. Without it the field would be optional, and refused when it is empty. */
const NOBODY = "nobody-named";

type Shown = Role | typeof NO_ROLE;

const DESCRIPTIONS: Readonly<Record<Role, string>> = {
  OWNER: "Everything, also replacing the model and deleting",
  USER: "Sees it, makes predictions, shares it",
  CONSUMER: "Predictions and scoring code alone, by its id",
};

const roleOptions = (level: Role) => [
  ...grantable(level)
    .toReversed()
    .map((role) => option(ROLE_WORDS[role], role, DESCRIPTIONS[role])),
  option("Take away", NO_ROLE, "Removes their grant"),
];

/** What the searched list answers for one group; by its handle it is named in the grant. */
export const groupOption = ({ handle, name: called, size }: DirectoryGroup): PlainTextOption | null =>
  option(`@${handle}`, handle, `${name(called, 50)}, ${counted(size, "member")}`);

export const shareFields: ActionFields = {
  about: () => [
    section(md`Give a role to whoever you name here, or change the grants below. ${GIVES_NOTHING_ELSE}`),
  ],
  fields(facts, earlier) {
    const before = shareInput.safeParse(earlier);
    const filled = before.success ? before.data : null;
    return [...recipients(facts, filled), ...grants(facts, filled)];
  },
  read,
  blockOf: (field) =>
    field !== undefined && Object.hasOwn(BLOCKS, field) ? BLOCKS[field as keyof typeof BLOCKS] : null,
};

function recipients({ role: level, person }: ActionFormFacts, filled: ShareInput | null): KnownBlock[] {
  const roles = [option("None: nobody is named above", NOBODY), ...roleOptions(level)];
  const wanted = roles.find((each) => each?.value === filled?.role)?.value ?? NOBODY;
  const role = select(ACTION_IDS.shareRole, "Choose a role", roles, wanted);
  const domain = domainOf(person.email);
  const everybody = option(
    "Everybody in the organisation",
    EVERYBODY,
    "Nobody gets a message of their own then",
  );
  if (role === null) throw new Error("It has an option for nobody at least.");
  return [
    input({
      blockId: BLOCKS.people,
      label: "People",
      optional: true,
      element: multiUsersSelect(ACTION_IDS.sharePeople, "Pick people", filled?.people ?? []),
    }),
    input({
      blockId: BLOCKS.groups,
      label: "Groups",
      hint: "The role reaches every member, also those who join later.",
      optional: true,
      element: multiExternalSelect(
        ACTION_IDS.shareGroups,
        "Search user groups of Slack",
        (filled?.groups ?? []).flatMap((handle) => option(`@${handle}`, handle) ?? []),
      ),
    }),
    input({
      blockId: BLOCKS.organisation,
      label: "Organisation",
      optional: true,
      element: {
        ...checkboxes(ACTION_IDS.shareOrganisation, [everybody]),
        ...(filled?.organisation === true && everybody !== null ? { initial_options: [everybody] } : {}),
      },
    }),
    input({
      blockId: BLOCKS.emails,
      label: "Email addresses",
      hint: `For people of your organisation${domain === null ? "" : ` (@${domain})`} who are not in Slack. Separate several by commas.`,
      optional: true,
      element: textInput(ACTION_IDS.shareEmails, {
        placeholder: "somebody@example.com",
        initial: filled?.emails.join(", ") ?? "",
      }),
    }),
    input({
      blockId: BLOCKS.role,
      label: "Role for all of those",
      hint: "You give at most your own role.",
      element: role,
    }),
  ];
}

interface Row {
  readonly subject: GrantSubject;
  /** What its own grant gives now. */
  readonly now: Shown;
  /** What the form is filled in with. */
  readonly wanted: Shown;
}

/** The grants that are there, and those that a filled-in form brings back; first what it changes, then the strongest. */
function rowsOf({ deployment }: ActionFormFacts, filled: ShareInput | null): readonly Row[] {
  const wanted = new Map((filled?.grants ?? []).map((grant) => [subjectKey(grant.subject), grant]));
  const subjects = new Map(
    [...(filled?.grants ?? []), ...deployment.grants].map(({ subject }) => [subjectKey(subject), subject]),
  );
  const rows = [...subjects].map(([key, subject]): Row => {
    const now = grantedTo(deployment.grants, subject) ?? NO_ROLE;
    return { subject, now, wanted: wanted.get(key)?.role ?? now };
  });
  const changed = ({ now, wanted: to }: Row): number => (now === to ? 1 : 0);
  const strength = ({ now }: Row): number => (now === NO_ROLE ? -1 : ROLES.indexOf(now));
  return rows.toSorted((a, b) => changed(a) - changed(b) || strength(b) - strength(a));
}

function grants(facts: ActionFormFacts, filled: ShareInput | null): KnownBlock[] {
  const rows = rowsOf(facts, filled);
  const level = facts.role;
  const open = rows.filter(
    (row) => (row.now === NO_ROLE || grantable(level).includes(row.now)) && blockId(row) !== null,
  );
  const shown = open.slice(0, MOST_ROWS);
  const others = rows.filter((row) => !shown.includes(row));
  return [
    divider(),
    section(md`*Shared with*\nChange a role, or take it away.`),
    ...shown.flatMap((row) => grantInput(row, level)),
    ...(open.length > shown.length ? [context(md`The others are changed by naming them above.`)] : []),
    ...lines(
      others.map(({ subject, now }) => md`• ${name(subjectName(subject))}: ${roleName(now)}`),
      2,
    ),
  ];
}

const roleName = (role: Shown): string => (role === NO_ROLE ? "no access now" : ROLE_WORDS[role]);

/** Null for a name that does not fit: a cut one would be somebody else. */
function blockId({ subject, now }: Row): string | null {
  const id = `${GRANT}${now}:${subjectKey(subject)}`;
  return id.length > BLOCK_ID_LENGTH ? null : id;
}

function grantInput(row: Row, level: Role): KnownBlock[] {
  const id = blockId(row);
  const element = select(ACTION_IDS.shareGrant, "Role", roleOptions(level), row.wanted);
  if (id === null || element === null) return [];
  const was = row.now === row.wanted ? "" : ` (${roleName(row.now)})`;
  return [input({ blockId: id, label: `${name(subjectName(row.subject))}${was}`, element })];
}

const words = (text: string): readonly string[] =>
  text.split(/[\s,;]+/u).flatMap((word) => {
    const bare = word.replace(/^[<@]+|>+$/gu, "");
    return bare === "" ? [] : [bare];
  });

function read(values: StateValues): Json {
  const role = chosen(values, BLOCKS.role, ACTION_IDS.shareRole);
  return {
    people: pickedUsers(values, BLOCKS.people, ACTION_IDS.sharePeople),
    emails: words(typed(values, BLOCKS.emails, ACTION_IDS.shareEmails)).map((email) => email.toLowerCase()),
    groups: ticked(values, BLOCKS.groups, ACTION_IDS.shareGroups),
    organisation: ticked(values, BLOCKS.organisation, ACTION_IDS.shareOrganisation).includes(EVERYBODY),
    role: role === NOBODY ? null : role,
    grants: Object.keys(values).flatMap((id) => changedGrant(values, id)),
  };
}

/** Nothing for a grant that was left as the form showed it. */
function changedGrant(values: StateValues, id: string): readonly Json[] {
  const match = /^share\.grant:([A-Z_]+):(user:|group:|organisation)(.*)$/s.exec(id);
  const role = chosen(values, id, ACTION_IDS.shareGrant);
  const [, now, kind, rest = ""] = match ?? [];
  if (match === null || role === null || role === now) return [];
  if (kind === "user:") return [{ subject: { kind: "user", email: rest }, role }];
  if (kind === "group:") return [{ subject: { kind: "group", group: rest }, role }];
  return [{ subject: { kind: "organisation" }, role }];
}
