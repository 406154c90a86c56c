// Q&A and custom applications, and the sources that custom ones are made of: reference section 5.
import { z } from "zod";
import { type Answer, created, invalid, notFound, ok } from "./answer.ts";
import { addApplication, applicationOf, applicationsOf, bringUp, ownDeployment } from "./applications.ts";
import { id, readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { oneOf, ordered, orderOf, page, paged, readQuery, text } from "./query.ts";
import type { Application, ApplicationSource, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { deploymentVersion } from "./versions.ts";
import { when } from "./wire.ts";

const FAMILIES = ["qanda", "custom"] as const;
/** The parameter by which a template is told its deployment. */
const DEPLOYMENT_PARAMETER = "DEPLOYMENT_ID";
export const TEMPLATES = [
  { id: "660000000000000000000001", name: "Predictor" },
  { id: "660000000000000000000002", name: "What-if" },
] as const;

function customWire(world: World, one: Application): Record<string, unknown> {
  return {
    id: one.id,
    name: one.name,
    status: one.status,
    applicationUrl: `${new URL(world.url).origin}/custom_applications/${one.id}/`,
    customApplicationSourceId: one.sourceId,
    customApplicationSourceVersionId: one.sourceVersionId,
    envVersionId: one.environmentId,
    externalAccessEnabled: false,
    externalAccessRecipients: [],
    allowAutoStopping: false,
    resources: null,
    requiredKeyScopeLevel: null,
    createdAt: when(one.createdAt),
    createdBy: world.accounts.get(one.createdBy)?.email ?? "",
    updatedAt: when(one.updatedAt),
  };
}

function launched(call: Call, application: Application): Answer {
  const { world, account } = call;
  const location = `${world.url}/customApplications/${application.id}/`;
  return accepted(
    world,
    bringUp(world, account, application, location),
    world.options.codes.works,
    customWire(world, application),
  );
}

const QANDA = z.strictObject({ deploymentId: id });

export function createQanda(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const { deploymentId } = readBody(call, QANDA);
  const deployment = ownDeployment(world, account, deploymentId, "deploymentId");
  if (world.options.qanda !== "any" && deploymentVersion(world, deployment).target.type !== "TextGeneration")
    throw invalid("A Q&A application needs a deployment that generates text.");
  return launched(
    call,
    addApplication(world, account, {
      family: "qanda",
      name: `Q&A of ${deployment.label}`,
      description: null,
      deploymentIds: [deployment.id],
      status: "initializing",
    }),
  );
}

const RESOURCES = z.strictObject({
  replicas: z.int().min(1).optional(),
  resourceLabel: z.string().optional(),
  sessionAffinity: z.boolean().optional(),
  serviceWebRequestsOnRootPath: z.boolean().optional(),
  healthEndpointPath: z.string().optional(),
});
const CUSTOM = z
  .strictObject({
    name: z.string().min(1).max(512).optional(),
    applicationSourceVersionId: id.optional(),
    environmentId: id.optional(),
    applicationImageId: id.optional(),
    resources: RESOURCES.optional(),
    requiredKeyScopeLevel: z.enum(["viewer", "user", "admin"]).nullable().optional(),
  })
  .refine(
    (body) =>
      [body.applicationSourceVersionId, body.environmentId, body.applicationImageId].filter(
        (one) => one !== undefined,
      ).length === 1,
    {
      path: ["applicationSourceVersionId"],
      error: "Exactly one of applicationSourceVersionId and environmentId is required.",
    },
  );

export function createCustomApplication(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const body = readBody(call, CUSTOM);
  const source = sourceOfVersion(call, body.applicationSourceVersionId);
  if (body.applicationSourceVersionId !== undefined && source === null)
    throw invalid("Invalid field data", { applicationSourceVersionId: "There is no such source version." });
  const version = source?.versions.find((one) => one.id === body.applicationSourceVersionId);
  const told = version?.runtimeParameters.find(({ fieldName }) => fieldName === DEPLOYMENT_PARAMETER)?.value;
  const name = body.name ?? source?.name ?? "Custom application";
  if (inUse(world, name)) throw invalid("Invalid field data", { name: "The name is in use." });
  return launched(
    call,
    addApplication(world, account, {
      family: "custom",
      name,
      description: null,
      deploymentIds: typeof told === "string" ? [told] : [],
      status: "initializing",
      sourceId: source?.id ?? null,
      sourceVersionId: body.applicationSourceVersionId ?? null,
      environmentId: body.environmentId ?? body.applicationImageId ?? null,
    }),
  );
}

const inUse = (world: World, name: string): boolean =>
  [...world.applications.values()].some((one) => one.family !== "noCode" && one.name === name);

const LIST = {
  ...page(),
  orderBy: orderOf("name", "createdAt", "updatedAt"),
  name: text,
  customApplicationSourceId: text,
  status: text,
  createdBy: text,
};

export function listCustomApplications(call: Call): Answer {
  const query = readQuery(call, LIST);
  const found = applicationsOf(call, FAMILIES).filter(
    (one) =>
      (query.name === null || one.name === query.name) &&
      (query.status === null || one.status === query.status) &&
      (query.createdBy === null || one.createdBy === query.createdBy) &&
      (query.customApplicationSourceId === null || one.sourceId === query.customApplicationSourceId),
  );
  const sorted = ordered(found, query.orderBy ?? "-createdAt", (one, field) =>
    field === "name" ? one.name : field === "updatedAt" ? one.updatedAt : one.createdAt,
  );
  return ok(paged(call, sorted, query, (one) => customWire(call.world, one)));
}

export function readCustomApplication(call: Call): Answer {
  readQuery(call, {});
  return ok(customWire(call.world, applicationOf(call, FAMILIES)));
}

const EDIT = z.strictObject({
  name: z.string().min(1).optional(),
  externalAccessEnabled: z.boolean().optional(),
});

export function editCustomApplication(call: Call): Answer {
  const { name } = readBody(call, EDIT);
  const application = applicationOf(call, FAMILIES);
  if (name !== undefined) application.name = name;
  application.updatedAt = call.world.now();
  return ok(customWire(call.world, application));
}

export function checkApplicationName(call: Call): Answer {
  const { name } = readQuery(call, { name: text });
  if (name === null) throw invalid("Invalid field data", { name: "is required" });
  return ok({ inUse: inUse(call.world, name) });
}

function sourceWire(one: ApplicationSource): Record<string, unknown> {
  const latest = one.versions.at(-1);
  return {
    id: one.id,
    name: one.name,
    customTemplateId: one.templateId,
    latestVersion: latest === undefined ? null : versionWire(latest),
    createdBy: one.createdBy,
  };
}

const versionWire = ({ id: own, label, runtimeParameters }: ApplicationSource["versions"][number]) => ({
  id: own,
  label,
  runtimeParameters: runtimeParameters.map(({ fieldName, type, value }) => ({
    fieldName,
    type,
    currentValue: value,
    allowEmpty: false,
  })),
});

const ownSources = ({ world, account }: Call): readonly ApplicationSource[] =>
  [...world.applicationSources.values()].filter(({ createdBy }) => createdBy === account.id);

const sourceOfVersion = (call: Call, versionId: string | undefined): ApplicationSource | null =>
  ownSources(call).find(({ versions }) => versions.some((one) => one.id === versionId)) ?? null;

function addSource({ world, account }: Call, name: string, templateId: string | null): Answer {
  const source: ApplicationSource = {
    id: world.newId("application source"),
    name,
    templateId,
    createdBy: account.id,
    versions: [
      {
        id: world.newId("application source version"),
        label: "v1",
        runtimeParameters:
          templateId === null ? [] : [{ fieldName: DEPLOYMENT_PARAMETER, type: "deployment", value: null }],
      },
    ],
  };
  world.applicationSources.set(source.id, source);
  return created(sourceWire(source));
}

export function createSource(call: Call): Answer {
  const { name } = readBody(call, z.strictObject({ name: z.string().min(1).optional() }));
  return addSource(call, name ?? "Untitled source", null);
}

export function createSourceFromTemplate(call: Call): Answer {
  const { customTemplateId, name } = readBody(
    call,
    z.strictObject({ customTemplateId: id, name: z.string().min(1).optional() }),
  );
  const template = TEMPLATES.find((one) => one.id === customTemplateId);
  if (template === undefined)
    throw invalid("Invalid field data", { customTemplateId: "There is no such template." });
  return addSource(call, name ?? template.name, template.id);
}

export function listSources(call: Call): Answer {
  const query = readQuery(call, { ...page(), orderBy: oneOf("name", "createdAt"), name: text });
  return ok(paged(call, ownSources(call), query, sourceWire));
}

function sourceOf(call: Call): ApplicationSource {
  const found = ownSources(call).find((one) => one.id === param(call, "sourceId"));
  if (found === undefined) throw notFound();
  return found;
}

export function readSource(call: Call): Answer {
  readQuery(call, {});
  return ok(sourceWire(sourceOf(call)));
}

/** The value of a runtime parameter comes as a JSON document in a string. */
const VALUES = z.string().transform((value, context) => {
  try {
    return z
      .array(z.strictObject({ fieldName: z.string(), type: z.string(), value: z.unknown() }))
      .parse(JSON.parse(value));
  } catch {
    context.addIssue({ code: "custom", message: "is not a JSON list of runtime parameters" });
    return z.NEVER;
  }
});

export function editSourceVersion(call: Call): Answer {
  const { runtimeParameterValues } = readBody(call, z.strictObject({ runtimeParameterValues: VALUES }));
  const version = sourceOf(call).versions.find((one) => one.id === param(call, "versionId"));
  if (version === undefined) throw notFound();
  for (const { fieldName, value } of runtimeParameterValues) {
    const parameter = version.runtimeParameters.find((one) => one.fieldName === fieldName);
    if (parameter === undefined)
      throw invalid("Invalid field data", { [fieldName]: "is not a parameter of this source" });
    parameter.value = value;
  }
  return ok(versionWire(version));
}

export function listTemplates(call: Call): Answer {
  const query = readQuery(call, { ...page(), search: text, templateType: text });
  return ok(paged(call, TEMPLATES, query, templateWire));
}

const templateWire = (one: (typeof TEMPLATES)[number]) => ({
  ...one,
  description: "",
  templateType: "customApplicationTemplate",
});

export function readTemplate(call: Call): Answer {
  readQuery(call, {});
  const found = TEMPLATES.find((one) => one.id === param(call, "templateId"));
  if (found === undefined) throw notFound();
  return ok(templateWire(found));
}
