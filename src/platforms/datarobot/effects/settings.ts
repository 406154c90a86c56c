// Status, fields and grants of a deployment: reference sections 3, 8 and 10.

import type { DeploymentId } from "../../../deployments/ids.ts";
import { type GrantDifference, subjectName } from "../../../deployments/sharing.ts";
import type { ChangeCommand, EditableFields, EffectAnswer } from "../../../ports/platform.ts";
import type { Person } from "../../../requests/person.ts";
import { type Json, pathOf } from "../client.ts";
import {
  type WireSharedRole,
  wireAccount,
  wireDeployment,
  wireGroup,
  wireSharedRole,
} from "../wire/deployment.ts";
import { type Acting, actingAs } from "./acting.ts";
import { notDone, refused, soAlready } from "./answers.ts";
import type { EffectParts } from "./parts.ts";
import { gone } from "./replace-model.ts";
import { accepted } from "./ticket.ts";

export type Command<K extends ChangeCommand["kind"]> = Extract<ChangeCommand, { readonly kind: K }>;
export interface On {
  readonly deploymentId: DeploymentId;
  readonly as: Person;
}

const CHANGED = "Somebody else changed it since this was approved, so nothing was done.";

export const setStatus = (
  parts: EffectParts,
  { deploymentId, as }: On,
  { to, expected }: Command<"set-status">,
) =>
  actingAs(parts, as, async ({ get, send }): Promise<EffectAnswer> => {
    const now = await get(pathOf("deployments", deploymentId), wireDeployment);
    if (now === null) return gone;
    if (now.status !== expected) return now.status === to ? soAlready : refused(CHANGED);
    const answer = await send("PATCH", pathOf("deployments", deploymentId, "status"), {
      body: { status: to },
    });
    return answer.outcome === "answered"
      ? accepted("set-status", { location: answer.location, by: as, at: parts.clock.now() })
      : notDone(answer, parts.console.deployment(deploymentId));
  });

const FIELDS = ["label", "description", "importance"] as const;

/** Only what differs is sent: an importance that stays falls under no policy. */
export const edit = (parts: EffectParts, { deploymentId, as }: On, { to, expected }: Command<"edit">) =>
  actingAs(parts, as, async ({ get, send }): Promise<EffectAnswer> => {
    const now = await get(pathOf("deployments", deploymentId), wireDeployment);
    if (now === null) return gone;
    const there = { ...now, description: now.description ?? "" };
    const shows = (fields: EditableFields): boolean =>
      FIELDS.every((field) => there[field] === fields[field]);
    if (!shows(expected)) return shows(to) ? soAlready : refused(CHANGED);
    const wanted: Partial<Record<keyof EditableFields, Json>> = {};
    for (const field of FIELDS) if (to[field] !== expected[field]) wanted[field] = to[field];
    const answer = await send("PATCH", pathOf("deployments", deploymentId), { body: wanted });
    return answer.outcome === "answered"
      ? { outcome: "done", at: parts.clock.now() }
      : notDone(answer, parts.console.deployment(deploymentId));
  });

/** So many grants are looked through for those that are to change. */
const MOST_GRANTS = 5_000;
/** Enough to see that a name is not one group's alone. */
const SAME_NAME = 2;

/** Every entry or none, by one call: DataRobot takes as many entries as one request has changes at most. */
export const share = (parts: EffectParts, { deploymentId, as }: On, { changes }: Command<"share">) =>
  actingAs(parts, as, async (acting): Promise<EffectAnswer> => {
    const path = pathOf("deployments", deploymentId, "sharedRoles");
    const [roles, organization] = await Promise.all([
      acting.list(path, wireSharedRole, MOST_GRANTS),
      ownOrganizationIn(acting, changes),
    ]);
    if (roles === null) return gone;
    if (organization === undefined)
      return refused(
        "DataRobot does not tell which organization your account is of, so it cannot be shared with it.",
      );
    const groups = await groupIdsIn(acting, changes, roles);
    if (!groups.ok) return refused(groups.sentence);
    const isOf = (
      change: GrantDifference,
      { id, name, shareRecipientType }: (typeof roles)[number],
    ): boolean => {
      const { subject } = change;
      switch (subject.kind) {
        case "user":
          return shareRecipientType === "user" && name?.toLowerCase() === subject.email.toLowerCase();
        case "group":
          return shareRecipientType === "group" && id === groups.ids.get(subject.group);
        case "organisation":
          return shareRecipientType === "organization" && id === organization;
      }
    };
    const roleOf = (change: GrantDifference): string | null =>
      roles.find((role) => isOf(change, role))?.role ?? null;
    if (changes.every((change) => roleOf(change) === change.role)) return soAlready;
    const other = changes.filter((change) => roleOf(change) !== change.before);
    if (other.length > 0)
      return refused(
        `The role of ${other.map(({ subject }) => subjectName(subject)).join(", ")} is another one by now, so nothing was done.`,
      );
    const answer = await acting.send("PATCH", path, {
      body: {
        operation: "updateRoles",
        roles: changes.map((change) => entryOf(change, organization, groups.ids)),
      },
    });
    return answer.outcome === "answered"
      ? { outcome: "done", at: parts.clock.now() }
      : notDone(answer, parts.console.deployment(deploymentId));
  });

/** Empty: not needed. Undefined: it is needed and not told. */
async function ownOrganizationIn(
  { get }: Acting,
  changes: readonly GrantDifference[],
): Promise<string | undefined> {
  if (changes.every(({ subject }) => subject.kind !== "organisation")) return "";
  return (await get(pathOf("account", "info"), wireAccount))?.orgId ?? undefined;
}

/**
 * People know groups by their names, DataRobot takes ids. Those that have a role are told with both, others are looked up, which
 * everybody may.
 */
async function groupIdsIn(
  { list }: Acting,
  changes: readonly GrantDifference[],
  roles: readonly WireSharedRole[],
): Promise<
  | { readonly ok: true; readonly ids: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly sentence: string }
> {
  const ids = new Map<string, string>();
  for (const { subject } of changes) {
    if (subject.kind !== "group") continue;
    const named = { entityType: "group", name: subject.group };
    const held = roles.filter((one) => one.shareRecipientType === "group" && one.name === subject.group);
    const found =
      held.length > 0 ? held : ((await list(pathOf("directoryEntities"), wireGroup, SAME_NAME, named)) ?? []);
    const [one, another] = found;
    if (one === undefined || another !== undefined)
      return {
        ok: false,
        sentence: `DataRobot has ${one === undefined ? "no group" : "several groups"} of the name ${subject.group} that you can see, so nothing was done.`,
      };
    ids.set(subject.group, one.id);
  }
  return { ok: true, ids };
}

function entryOf(
  { subject, role }: GrantDifference,
  organization: string,
  groups: ReadonlyMap<string, string>,
): Json {
  const wanted = role ?? "NO_ROLE";
  switch (subject.kind) {
    case "user":
      return { shareRecipientType: "user", username: subject.email, role: wanted };
    case "group":
      return { shareRecipientType: "group", id: groups.get(subject.group) ?? "", role: wanted };
    case "organisation":
      return { shareRecipientType: "organization", id: organization, role: wanted };
  }
}
