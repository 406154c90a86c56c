// What sharing is asked for, as it stands in the request. Reference: deployment actions, section 3.6.
import { z } from "zod";
import { type Grant, type GrantSubject, ROLES, type Role } from "../../deployments/deployment.ts";
import { MOST_CHANGES } from "../../deployments/sharing.ts";

/** As DataRobot's API names the removal of a grant. */
export const NO_ROLE = "NO_ROLE";
const wantedRole = z.enum([...ROLES, NO_ROLE]);

/** Slack's own longest address. */
const EMAIL_LENGTH = 254;
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(EMAIL_LENGTH, `An email address has at most ${EMAIL_LENGTH} characters.`)
  .regex(/^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/, {
    error: ({ input }) => `"${String(input).slice(0, 60)}" is no email address.`,
  });
const group = z
  .string()
  .trim()
  .regex(/^[^\s,;@]{1,80}$/u, {
    error: ({ input }) => `"${String(input).slice(0, 60)}" is no group. Pick groups from the list.`,
  });

/** Grants that are there may be of people and groups that could not be named here: they are changed all the same. */
const granted = z.string().min(1).max(300);
const subject = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), email: granted.toLowerCase() }),
  z.object({ kind: z.literal("group"), group: granted }),
  z.object({ kind: z.literal("organisation") }),
]);

type Lists = Record<"people" | "emails" | "groups", readonly unknown[]>;
/** Beside that field most can be taken out. */
const longest = (of: Lists): keyof Lists =>
  (["people", "emails", "groups"] as const).reduce((a, b) => (of[b].length > of[a].length ? b : a));
const tooMany = (changes: number): string =>
  `At most ${MOST_CHANGES} changes fit in one request, and these are ${changes}. Take ${changes - MOST_CHANGES} out and share with them afterwards.`;

export const shareInput = z
  .object({
    /** Slack ids of picked people. */
    people: z.array(z.string().regex(/^[UW][A-Z0-9_]{1,40}$/, "Pick people from the list.")),
    emails: z.array(email),
    /** Handles in lower case, as the groups of a person are compared with them. */
    groups: z.array(group.toLowerCase()),
    organisation: z.boolean(),
    /** For all of those; null: nobody is named, only grants that are there change. */
    role: wantedRole.nullable(),
    /** Grants that were there when the form was shown, with what becomes of them. */
    grants: z.array(z.object({ subject, role: wantedRole })),
  })
  .superRefine((input, issues) => {
    const named =
      input.people.length + input.emails.length + input.groups.length + (input.organisation ? 1 : 0);
    const say = (field: string, message: string) => {
      issues.addIssue({ code: "custom", path: [field], message });
    };
    if (named === 0 && input.grants.length === 0)
      say("people", "Name somebody to share with, or change a grant below.");
    if (named > 0 && input.role === null) say("role", "Choose the role that they get.");
    const changes = named + input.grants.length;
    if (changes > MOST_CHANGES) say(longest(input), tooMany(changes));
  });
export type ShareInput = z.output<typeof shareInput>;

/** Somebody as they were named, with the role that they are to have; null: none. */
export interface NamedChange {
  readonly to: { readonly slackUser: string } | GrantSubject;
  readonly role: Role | null;
  /** Of the input. */
  readonly field: keyof ShareInput;
}

export function namedChanges(input: ShareInput): readonly NamedChange[] {
  const roleOf = (role: ShareInput["role"]): Role | null => (role === NO_ROLE ? null : role);
  const role = roleOf(input.role);
  return [
    ...input.people.map((slackUser) => ({ to: { slackUser }, role, field: "people" as const })),
    ...input.emails.map((address) => ({
      to: { kind: "user", email: address } as const,
      role,
      field: "emails" as const,
    })),
    ...input.groups.map((handle) => ({
      to: { kind: "group", group: handle } as const,
      role,
      field: "groups" as const,
    })),
    ...(input.organisation
      ? [{ to: { kind: "organisation" } as const, role, field: "organisation" as const }]
      : []),
    ...input.grants.map((grant) => ({
      to: grant.subject,
      role: roleOf(grant.role),
      field: "grants" as const,
    })),
  ];
}

/** An input that gives these subjects these roles again; null: none. */
export const inputFor = (
  grants: readonly { readonly subject: GrantSubject; readonly role: Grant["role"] | null }[],
): ShareInput => ({
  people: [],
  emails: [],
  groups: [],
  organisation: false,
  role: null,
  grants: grants.map(({ subject: of, role }) => ({ subject: of, role: role ?? NO_ROLE })),
});
