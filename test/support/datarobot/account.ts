// Who am I, does the token work, does anybody answer: reference section 12.
import { z } from "zod";
import { type Answer, ok } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Call } from "./call.ts";
import { readQuery } from "./query.ts";

export function readAccount(call: Call): Answer {
  readQuery(call, {});
  const { id, email, firstName, lastName, organizationId, admin, approvalWorkflow } = call.account;
  return ok({
    uid: id,
    email,
    firstName,
    lastName,
    orgId: organizationId,
    tenantId: organizationId,
    permissions: {
      ENABLE_MLOPS: true,
      ENABLE_DEPLOYMENT_APPROVAL_WORKFLOW: approvalWorkflow,
      CAN_MANAGE_APPROVAL_POLICIES: admin,
    },
    limits: { activeDeployments: call.world.options.activeLimit },
  });
}

const EVALUATE = z.strictObject({
  entitlements: z.array(z.strictObject({ name: z.string().min(1) })).min(1),
});

export function evaluateEntitlements(call: Call): Answer {
  const { entitlements } = readBody(call, EVALUATE);
  const { admin, approvalWorkflow } = call.account;
  const on: Readonly<Record<string, boolean>> = {
    ENABLE_MLOPS: true,
    ENABLE_DEPLOYMENT_APPROVAL_WORKFLOW: approvalWorkflow,
    CAN_MANAGE_APPROVAL_POLICIES: admin,
  };
  return ok({ entitlements: entitlements.map(({ name }) => ({ name, value: on[name] ?? false })) });
}

export function readVersionOfServer(call: Call): Answer {
  readQuery(call, {});
  const [major, minor] = call.world.options.newer ? [2, 46] : [2, 29];
  return ok({ major, minor, versionString: `${major}.${minor}.0` });
}

export function ping(call: Call): Answer {
  readQuery(call, {});
  return ok({ response: "pong", token: null });
}

/** That it exists is known; its fields are not. */
export function readRateLimitUsage(call: Call): Answer {
  readQuery(call, {});
  return ok({ data: [] });
}
