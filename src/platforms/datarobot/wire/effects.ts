// What the effects read of DataRobot's answers: only the fields by which they go. Unknown enum values are text like any other.
import { z } from "zod";

const text = z.string();
const moment = z.string().transform((at) => {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? null : ms;
});
const named = z.object({ id: text });

/** The deployment just before it is changed. Reference section 3. */
export const deploymentNow = z.object({
  label: text.catch(""),
  description: text.nullish().transform((description) => description ?? ""),
  importance: text.nullish().transform((importance) => importance ?? null),
  status: text,
  model: named.nullish(),
  modelPackage: named.nullish(),
});
export type DeploymentNow = z.output<typeof deploymentNow>;

/** Reference section 3: the shape is not captured; a row without these two says nothing about a model. */
export const modelHistoryRow = z.object({ model: named, modelPackage: named }).nullable().catch(null);

/** Reference section 11, model packages. */
export const packageModel = z.object({ modelId: text });

/** Reference section 8. */
export const sharedRole = z.object({
  id: text,
  name: text.nullish().transform((name) => name ?? ""),
  role: text,
  shareRecipientType: text,
});

/** Reference section 12. */
export const ownOrganization = z.object({ orgId: text.nullish().transform((id) => id ?? null) });

/** Reference section 2, asynchronous work. */
export const statusRecord = z.object({
  status: text,
  message: text.nullish().transform((message) => message ?? ""),
});

/** Reference section 7. */
export const useCaseMade = z.object({
  id: text,
  name: text.nullish().transform((name) => name ?? ""),
  description: text.nullish().transform((description) => description ?? ""),
  createdAt: moment.nullish().transform((at) => at ?? null),
});
export type UseCaseMade = z.output<typeof useCaseMade>;

/** Of whatever family. Reference section 5. */
export const applicationMade = z.object({
  id: text,
  name: text.nullish().transform((name) => name ?? ""),
  description: text.nullish().transform((description) => description ?? ""),
  createdAt: moment.nullish().transform((at) => at ?? null),
});
export type ApplicationMade = z.output<typeof applicationMade>;

/** A created source has its first version with it, where the server tells it at once. Reference section 5. */
export const applicationSource = z.object({
  id: text,
  latestVersion: named.nullish().transform((version) => version ?? null),
});

/** What an answer to a creation tells at least. */
export const madeId = named;

const verdictText = text.nullish().transform((message) => message ?? "");

/** Reference section 4. */
export const validation = z.object({
  status: text,
  message: verdictText,
  checks: z
    .record(z.string(), z.object({ status: text, message: verdictText }).nullable().catch(null))
    .nullish()
    .transform((checks) => checks ?? {}),
});
export type Validation = z.output<typeof validation>;
