// With whom a deployment is shared: reference section 8.
import { z } from "zod";
import { deploymentAs, roleOn } from "./access.ts";
import { type Answer, conflict, forbidden, invalid, noContent, ok } from "./answer.ts";
import { id, readBody } from "./body.ts";
import type { Call } from "./call.ts";
import { recordEffect } from "./effects.ts";
import { oneOf, page, paged, readQuery, text } from "./query.ts";
import type { Account, Deployment, Grant, RecipientType, World } from "./state.ts";

export function recipientName(world: World, type: RecipientType, recipient: string): string {
  switch (type) {
    case "user":
      return world.accounts.get(recipient)?.email ?? "";
    case "group":
      return world.groups.get(recipient)?.name ?? "";
    case "organization":
      return world.organizations.get(recipient)?.name ?? "";
  }
}

/** Without the optional fields about SCIM: the official client of 3.4 takes no other ones than these. */
export const grantWire = (world: World, { type, id: recipient, role }: Grant): Record<string, unknown> => ({
  id: recipient,
  name: recipientName(world, type, recipient),
  role,
  shareRecipientType: type,
});

const LIST = {
  ...page(),
  id: text,
  name: text,
  shareRecipientType: oneOf("user", "group", "organization", "externalApplication"),
};

export function listSharedRoles(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, LIST);
  const found = deploymentAs(call, "USER").grants.filter(
    (grant) =>
      (query.id === null || grant.id === query.id) &&
      (query.name === null ||
        recipientName(world, grant.type, grant.id).toLowerCase() === query.name.toLowerCase()) &&
      (query.shareRecipientType === null || grant.type === query.shareRecipientType),
  );
  return ok(paged(call, found, query, (grant) => grantWire(world, grant)));
}

const ROLE = z.enum(["OWNER", "USER", "CONSUMER", "NO_ROLE"]);
const UPDATE = z.strictObject({
  operation: z.literal("updateRoles"),
  roles: z
    .array(
      z
        .strictObject({
          shareRecipientType: z.enum(["user", "group", "organization"]),
          role: ROLE,
          id: id.optional(),
          username: z.string().min(1).optional(),
          canShare: z.boolean().optional(),
        })
        .refine((entry) => (entry.id === undefined) !== (entry.username === undefined), {
          path: ["id"],
          error: "Exactly one of id and username is required.",
        })
        .refine((entry) => entry.username === undefined || entry.shareRecipientType === "user", {
          path: ["username"],
          error: "username is there for users only.",
        }),
    )
    .min(1)
    .max(100),
});
type Entry = z.output<typeof UPDATE>["roles"][number];

interface Wish {
  readonly type: RecipientType;
  readonly id: string;
  readonly role: Entry["role"];
}

/** 422 for who is not there, not active, or in another organization. */
function recipientOf({ world, account }: Call, entry: Entry, at: number): Wish {
  const { shareRecipientType: type, role } = entry;
  const unknown = (what: string) =>
    invalid("Invalid field data", {
      [`roles.${at}.${entry.username === undefined ? "id" : "username"}`]: `There is no such ${what}.`,
    });
  if (type === "user") {
    const found = [...world.accounts.values()].find(
      (one) => one.id === entry.id || one.email.toLowerCase() === entry.username?.toLowerCase(),
    );
    if (found === undefined || !found.active || found.organizationId !== account.organizationId)
      throw unknown("user");
    return { type, id: found.id, role };
  }
  const there =
    type === "group"
      ? world.groups.get(entry.id ?? "")?.organizationId === account.organizationId
      : entry.id === account.organizationId;
  if (!there || entry.id === undefined) throw unknown(type);
  return { type, id: entry.id, role };
}

/** A User grants at most what a User is, and takes nothing from an Owner. */
function mayChange(world: World, deployment: Deployment, account: Account, wish: Wish): boolean {
  if (roleOn(world, deployment, account) === "OWNER") return true;
  const held = deployment.grants.find(({ type, id: of }) => type === wish.type && of === wish.id);
  return wish.role !== "OWNER" && held?.role !== "OWNER";
}

export function applyGrant(grants: readonly Grant[], { type, id: of, role }: Wish): Grant[] {
  const held = grants.find((grant) => grant.type === type && grant.id === of);
  if (role === "NO_ROLE") return grants.filter((grant) => grant !== held);
  if (held === undefined) return [...grants, { type, id: of, role }];
  return grants.map((grant) => (grant === held ? { type, id: of, role } : grant));
}

const hasOwner = (grants: readonly Grant[]): boolean =>
  grants.some(({ type, role }) => type === "user" && role === "OWNER");

/** All entries or none. */
export function updateSharedRoles(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { roles } = readBody(call, UPDATE);
  const deployment = deploymentAs(call, "USER");
  const wishes = roles.map((entry, at) => recipientOf(call, entry, at));
  if (!wishes.every((wish) => mayChange(world, deployment, account, wish)))
    throw forbidden("You may not grant a role above your own, or change that of an owner.");
  const after = wishes.reduce<Grant[]>(applyGrant, deployment.grants);
  if (!hasOwner(after)) throw conflict("At least one owner is required.");
  deployment.grants = after;
  recordEffect(world, account, "share", deployment.id, { roles: wishes });
  return noContent;
}
