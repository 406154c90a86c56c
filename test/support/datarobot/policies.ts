// Approval policies: reference section 13. Administrators make them; everybody may ask whether one matches.
import { z } from "zod";
import { isOpen } from "./access.ts";
import { type Answer, created, forbidden, invalid, noContent, notFound, ok } from "./answer.ts";
import { id, readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { requireWorkflow, setStatus } from "./change-requests.ts";
import type { Policy } from "./governance.ts";
import { policyForQuery, sameWord } from "./policy-match.ts";
import { page, paged, readQuery, text } from "./query.ts";
import type { World } from "./state.ts";

export const ENTITY_TYPES = [
  "deployment",
  "deploymentModel",
  "deploymentConfig",
  "deploymentStatus",
  "deploymentMonitoringData",
] as const;
export const POLICY_ACTIONS = ["create", "update", "delete"] as const;

/** In one of the three spellings, as the fake keeps it. */
function known(given: string | null, allowed: readonly string[], field: string): string {
  if (given === null) throw invalid("Invalid field data", { [field]: "is required" });
  const found = allowed.find((one) => sameWord(one, given));
  if (found === undefined)
    throw invalid("Invalid field data", { [field]: `value is not one of ${allowed.join(", ")}` });
  return found;
}

export function matchPolicy(call: Call): Answer {
  requireWorkflow(call);
  const { world, account } = call;
  const query = readQuery(call, { entityType: text, action: text, fieldName: text, fieldValue: text });
  const entityType = known(query.entityType, ENTITY_TYPES, "entityType");
  const action = known(query.action, POLICY_ACTIONS, "action");
  const { fieldName, fieldValue } = query;
  const field = fieldName === null || fieldValue === null ? null : { name: fieldName, value: fieldValue };
  const policy = policyForQuery(world, account, { entityType, action }, field);
  return ok({
    policyId: policy?.id ?? null,
    entityType,
    action,
    ...(fieldName === null ? {} : { fieldName }),
    ...(fieldValue === null ? {} : { fieldValue }),
  });
}

function requirePolicyRights(call: Call): void {
  requireWorkflow(call);
  if (!call.account.admin) throw forbidden("You may not manage approval policies.");
}

const GROUPS = z.array(z.strictObject({ id, name: z.string() }));
const POLICY = z.strictObject({
  name: z.string().min(1),
  active: z.boolean().default(true),
  automaticAction: z
    .strictObject({
      action: z.enum(["cancel", "resolve"]),
      period: z.string().refine((one) => periodMs(one) !== null, "is not an ISO 8601 duration"),
    })
    .nullable()
    .default(null),
  review: z
    .strictObject({ groups: GROUPS, reminderPeriod: z.string().nullable().default(null) })
    .nullable()
    .default(null),
  trigger: z.strictObject({
    entityType: z.string(),
    filterGroups: GROUPS.nullable().default(null),
    intendedAction: z.strictObject({
      action: z.string(),
      condition: z
        .strictObject({ condition: z.string(), fieldName: z.string(), values: z.array(z.string()) })
        .nullable()
        .default(null),
    }),
    labels: z.strictObject({ groupLabel: z.string(), label: z.string() }).nullable().default(null),
  }),
});
export type PolicyInput = z.input<typeof POLICY>;

/** One policy more, as `POST /approvalPolicies/` makes it. Throws what is wrong with it. */
export function addPolicy(world: World, given: PolicyInput, approvals = 1): Policy {
  const policy: Policy = { id: world.newId("policy"), approvals, ...normal(POLICY.parse(given)) };
  world.policies.set(policy.id, policy);
  return policy;
}

const normal = (body: z.output<typeof POLICY>): z.output<typeof POLICY> => ({
  ...body,
  trigger: {
    ...body.trigger,
    entityType: known(body.trigger.entityType, ENTITY_TYPES, "trigger.entityType"),
    intendedAction: {
      ...body.trigger.intendedAction,
      action: known(body.trigger.intendedAction.action, POLICY_ACTIONS, "trigger.intendedAction.action"),
    },
  },
});

const openRequests = (world: World, policy: Policy) =>
  [...world.changeRequests.values()].filter((one) => one.policyId === policy.id && isOpen(one));

function policyWire(world: World, policy: Policy): Record<string, unknown> {
  const { approvals: _approvals, ...shown } = policy;
  return { ...shown, openRequests: openRequests(world, policy).length };
}

export function listPolicies(call: Call): Answer {
  requirePolicyRights(call);
  const query = readQuery(call, { ...page(), entityType: text, namePart: text });
  const found = [...call.world.policies.values()].filter(
    ({ name, trigger }) =>
      name.includes(query.namePart ?? "") &&
      (query.entityType === null || sameWord(trigger.entityType, query.entityType)),
  );
  return ok(paged(call, found, query, (one) => policyWire(call.world, one)));
}

export function createPolicy(call: Call): Answer {
  requirePolicyRights(call);
  return created(policyWire(call.world, addPolicy(call.world, readBody(call, POLICY))));
}

function policyOf(call: Call): Policy {
  requirePolicyRights(call);
  const found = call.world.policies.get(param(call, "policyId"));
  if (found === undefined) throw notFound();
  return found;
}

export function readPolicy(call: Call): Answer {
  readQuery(call, {});
  return ok(policyWire(call.world, policyOf(call)));
}

export function putPolicy(call: Call): Answer {
  const policy = policyOf(call);
  Object.assign(policy, normal(readBody(call, POLICY)));
  return ok(policyWire(call.world, policy));
}

/** What waits under it gets its automatic action at once. */
export function deletePolicy(call: Call): Answer {
  const policy = policyOf(call);
  if (policy.automaticAction?.action === "cancel")
    for (const request of openRequests(call.world, policy)) setStatus(call.world, request, "cancelled", null);
  call.world.policies.delete(policy.id);
  return noContent;
}

export function listShareableRequests(call: Call): Answer {
  const query = readQuery(call, page());
  const found = openRequests(call.world, policyOf(call));
  return ok(paged(call, found, query, ({ id: changeRequestId }) => ({ id: changeRequestId })));
}

export function listPolicyTriggers(call: Call): Answer {
  requirePolicyRights(call);
  readQuery(call, {});
  return ok({
    data: ENTITY_TYPES.map((entityType) => ({
      entityType,
      intendedAction: { action: "update", condition: null },
      labels: { groupLabel: "Deployment", label: entityType },
    })),
  });
}

/** Milliseconds of an ISO 8601 duration in days, hours and minutes; null: it is none. */
export function periodMs(period: string): number | null {
  const [whole, days = "0", hours = "0", minutes = "0"] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(period) ?? [];
  if (whole === undefined || !/\d/.test(whole)) return null;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
}

/** Cancels what waited longer than its policy lets it. */
export function settlePolicies(world: World): void {
  for (const request of world.changeRequests.values()) {
    const automatic = world.policies.get(request.policyId ?? "")?.automaticAction;
    if (automatic?.action !== "cancel" || !isOpen(request) || request.status === "resolving") continue;
    if (request.createdAt + (periodMs(automatic.period) ?? 0) <= world.now())
      setStatus(world, request, "cancelled", null);
  }
}
