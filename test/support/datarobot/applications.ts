// No-code applications: reference section 5.
import { z } from "zod";
import { deploymentAs, grantedRole, roleOn } from "./access.ts";
import { type Answer, forbidden, invalid, noContent, notFound, ok } from "./answer.ts";
import { id, readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { recordEffect } from "./effects.ts";
import { page, paged, readQuery, text } from "./query.ts";
import { grantWire } from "./sharing.ts";
import type { Account, Application, Deployment, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { when } from "./wire.ts";

const SOURCE = z.strictObject({
  source: z.string(),
  name: z.string().optional(),
  info: z.strictObject({ modelDeploymentId: id }),
});
const CREATE = z.strictObject({
  applicationTypeId: id.optional(),
  modelDeploymentId: id.optional(),
  name: z.string().min(1).max(512).optional(),
  description: z.string().optional(),
  purpose: z.string().optional(),
  authenticationType: z.enum(["invitedUsersOnly", "token"]).default("invitedUsersOnly"),
  cloudProvider: z.string().default("drcloud"),
  sources: z.array(SOURCE).optional(),
});

/** 422 for a deployment that the caller may not see, 403 for one that the caller does not own. */
export function ownDeployment(
  world: World,
  account: Account,
  deploymentId: string,
  field: string,
): Deployment {
  const deployment = world.deployments.get(deploymentId);
  const role = deployment === undefined ? null : roleOn(world, deployment, account);
  if (deployment === undefined || deployment.goneAfter !== null || role === null || role === "CONSUMER")
    throw invalid("Invalid field data", { [field]: "There is no such deployment." });
  if (role !== "OWNER") throw forbidden();
  return deployment;
}

export function createApplication(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const body = readBody(call, CREATE);
  const ids = [
    ...(body.modelDeploymentId === undefined ? [] : [body.modelDeploymentId]),
    ...(body.sources ?? []).map(({ info }) => info.modelDeploymentId),
  ];
  const deployments = ids.map((one) => ownDeployment(world, account, one, "modelDeploymentId"));
  const application = addApplication(world, account, {
    family: "noCode",
    name: body.name ?? "Untitled application",
    description: body.description ?? null,
    applicationTypeId: body.applicationTypeId ?? "600000000000000000000001",
    deploymentIds: deployments.map((one) => one.id),
    status: "initializing",
  });
  return accepted(
    world,
    bringUp(world, account, application, `${world.url}/applications/${application.id}/`),
    world.options.codes.works,
    applicationWire(world, application),
  );
}

export function addApplication(
  world: World,
  account: Account,
  over: Pick<Application, "family" | "name" | "description" | "deploymentIds" | "status"> &
    Partial<Application>,
): Application {
  const now = world.now();
  const application: Application = {
    id: world.newId("application"),
    applicationTypeId: null,
    createdAt: now,
    createdBy: account.id,
    updatedAt: now,
    sourceId: null,
    sourceVersionId: null,
    environmentId: null,
    grants: [{ type: "user", id: account.id, role: "OWNER" }],
    ...over,
  };
  world.applications.set(application.id, application);
  recordEffect(world, account, "create-application", application.deploymentIds[0] ?? null, {
    id: application.id,
    family: application.family,
    name: application.name,
  });
  return application;
}

/** Starts it. The id of the status record. */
export const bringUp = (world: World, account: Account, application: Application, location: string): string =>
  world.work.start({
    kind: "create-application",
    accountId: account.id,
    description: `Start the application ${application.name}`,
    run() {
      application.status = "running";
      return { location };
    },
    undo() {
      application.status = "failed";
    },
  });

function applicationWire(world: World, one: Application): Record<string, unknown> {
  const creator = world.accounts.get(one.createdBy);
  return {
    id: one.id,
    name: one.name,
    description: one.description ?? "",
    applicationTypeId: one.applicationTypeId,
    modelDeploymentId: one.deploymentIds[0] ?? "",
    deploymentIds: one.deploymentIds,
    deploymentStatusId: one.id,
    deactivationStatusId: null,
    createdAt: when(one.createdAt),
    createdBy: creator?.email ?? "",
    updatedAt: when(one.updatedAt),
    userId: one.createdBy,
    permissions: ["CAN_VIEW"],
    // What the official client insists on.
    datasets: [],
    cloudProvider: "drcloud",
    hasCustomLogo: false,
    orgId: creator?.organizationId ?? "",
    poolUsed: false,
  };
}

/** 404 for one of another family, or that the caller may not see. */
export function applicationOf(call: Call, families: readonly Application["family"][]): Application {
  const found = call.world.applications.get(param(call, "applicationId"));
  if (found === undefined || !families.includes(found.family)) throw notFound();
  if (grantedRole(call.world, found.grants, call.account) === null) throw notFound();
  return found;
}

export const applicationsOf = (
  { world, account }: Call,
  families: readonly Application["family"][],
): readonly Application[] =>
  [...world.applications.values()].filter(
    (one) => families.includes(one.family) && grantedRole(world, one.grants, account) !== null,
  );

export function listApplications(call: Call): Answer {
  const query = readQuery(call, { ...page(), lid: text, useCaseId: text });
  return ok(paged(call, applicationsOf(call, ["noCode"]), query, (one) => applicationWire(call.world, one)));
}

export function readApplication(call: Call): Answer {
  readQuery(call, {});
  return ok(applicationWire(call.world, applicationOf(call, ["noCode"])));
}

const EDIT = z.strictObject({ name: z.string().min(1).optional(), description: z.string().optional() });

export function editApplication(call: Call): Answer {
  const { name, description } = readBody(call, EDIT);
  const application = applicationOf(call, ["noCode"]);
  if (name !== undefined) application.name = name;
  if (description !== undefined) application.description = description;
  application.updatedAt = call.world.now();
  return noContent;
}

export function deleteApplication(call: Call): Answer {
  readQuery(call, {});
  const application = applicationOf(call, ["noCode", "qanda", "custom"]);
  call.world.applications.delete(application.id);
  recordEffect(call.world, call.account, "delete-application", null, { id: application.id });
  return noContent;
}

const ATTACH = z.strictObject({ modelDeploymentId: id, linkName: z.string().optional() });

export function attachDeployment(call: Call): Answer {
  const { modelDeploymentId } = readBody(call, ATTACH);
  const application = applicationOf(call, ["noCode"]);
  const deployment = ownDeployment(call.world, call.account, modelDeploymentId, "modelDeploymentId");
  if (application.deploymentIds.includes(deployment.id)) throw invalid("The deployment is attached already.");
  application.deploymentIds.push(deployment.id);
  return ok(applicationWire(call.world, application));
}

export function detachDeployment(call: Call): Answer {
  const application = applicationOf(call, ["noCode"]);
  const deployment = deploymentAs(call, "OWNER");
  if (!application.deploymentIds.includes(deployment.id)) throw notFound();
  application.deploymentIds = application.deploymentIds.filter((one) => one !== deployment.id);
  return noContent;
}

export function listApplicationRoles(call: Call): Answer {
  const query = readQuery(call, { ...page(), id: text, name: text, shareRecipientType: text });
  const { grants } = applicationOf(call, ["noCode", "qanda", "custom"]);
  return ok(paged(call, grants, query, (grant) => grantWire(call.world, grant)));
}
