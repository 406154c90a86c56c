// Accounts of the sample: the people of the sample fleet, the service account, one group, and another company.
import { hexId } from "./ids.ts";
import type { Account, Group, Organization } from "./state.ts";

export const ORGANIZATION: Organization = { id: hexId("organization example"), name: "Example" };
export const OTHER_ORGANIZATION: Organization = { id: hexId("organization other"), name: "Other company" };

export const PEOPLE = [
  "olivia",
  "otto",
  "uma",
  "carl",
  "ada",
  "ben",
  "mona",
  "gus",
  "xena",
  "service",
] as const;
export type PersonName = (typeof PEOPLE)[number];

export const accountId = (name: string): string => hexId(`account ${name}`);
export const groupId = (name: string): string => hexId(`group ${name}`);
/** Looks like nothing else, so that one sees where a token ends up. */
export const tokenOf = (name: string): string => `dr-token-of-${name}-${hexId(`token ${name}`)}`;

/**
 * Mona administers and is MLOps administrator. The service account reads every deployment, as an MLOps administrator does, and
 * owns none: to act it needs a grant like everybody.
 */
export const sampleAccounts = (): Account[] =>
  PEOPLE.map((name) => ({
    id: accountId(name),
    key: name,
    email: `${name}@example.com`,
    firstName: name.charAt(0).toUpperCase() + name.slice(1),
    lastName: "Example",
    organizationId: name === "xena" ? OTHER_ORGANIZATION.id : ORGANIZATION.id,
    admin: name === "mona",
    seesAll: name === "mona" || name === "service",
    mlopsAdmin: name === "mona",
    approvalWorkflow: true,
    active: true,
  }));

export const sampleGroups = (): Group[] => [
  {
    id: groupId("ml-approvers"),
    name: "ml-approvers",
    organizationId: ORGANIZATION.id,
    members: [accountId("ada"), accountId("ben")],
  },
];
