// What the effects keep of their own, because DataRobot keeps no key of ours: who made what, so that it is found again, and how a
// deployment was that is gone.
import { z } from "zod";
import type { Deployment, FormerDeployment } from "../../../deployments/deployment.ts";
import { deploymentId, packageId } from "../../../deployments/ids.ts";
import { nameKey } from "../../../deployments/names.ts";
import { CODE_FORMS, INCLUSIONS } from "../../../deployments/scoring-code.ts";
import { PlatformUnavailable } from "../../../ports/platform.ts";
import type { CommitAnswer, Put, Store, StoredRecord } from "../../../ports/store.ts";
import type { Json } from "../../../requests/request.ts";
import { storedPerson } from "./ticket.ts";

const effectRecordId = (effectKey: string): string => `datarobot-effect:${effectKey}`;
const formerRecordId = (id: string): string => `datarobot-former:${id}`;

const text = z.string().min(1);

const madeUseCase = z.object({ kind: z.literal("use-case"), id: text.nullable() });
const madeApplication = z.object({
  kind: z.literal("application"),
  family: z.enum(["no-code", "qanda", "template"]),
  /** Under which it is looked for. */
  name: z.string(),
  id: text.nullable(),
  /** Applications of that family that were there before, where neither name nor description can carry our key. */
  others: z.array(z.string()),
});
const madeCode = z.object({
  kind: z.literal("scoring-code"),
  deploymentId: text.transform(deploymentId),
  packageId: text.transform(packageId),
  options: z.object({ form: z.enum(CODE_FORMS), include: z.array(z.enum(INCLUSIONS)) }),
  /** Whence it is fetched: an address of DataRobot's that a build ended with, or the deployment itself; null: it is not built yet. */
  from: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("deployment") }),
      z.object({ kind: z.literal("address"), address: text }),
    ])
    .nullable(),
});
/** What is to be linked or unlinked: whoever made the call sees Use Cases that the service does not. */
const links = z.object({
  deploymentId: text,
  to: z.enum(["linked", "unlinked"]),
  useCases: z.array(text),
});
const storedEffect = z.object({
  by: storedPerson,
  /** When it was first sent, epoch ms. */
  at: z.number().int(),
  made: z.discriminatedUnion("kind", [madeUseCase, madeApplication, madeCode]).nullable(),
  links: links.nullable(),
});
export type KeptEffect = z.output<typeof storedEffect>;
export type MadeCode = z.output<typeof madeCode>;
export type MadeApplication = z.output<typeof madeApplication>;

export interface Held<T> {
  readonly rev: number;
  readonly value: T;
}

function parsed<T>(schema: z.ZodType<T>, record: StoredRecord): T {
  const read = schema.safeParse(record.value);
  if (read.success) return read.data;
  throw new PlatformUnavailable(`What is kept as ${record.id} cannot be read.`, { cause: read.error });
}

/** Throws `StoreUnavailable`. */
export async function keptEffect(store: Store, effectKey: string): Promise<Held<KeptEffect> | null> {
  const record = await store.get(effectRecordId(effectKey));
  return record === null ? null : { rev: record.rev, value: parsed(storedEffect, record) };
}

const put = (kind: "datarobot-effect" | "datarobot-former", id: string, value: object): Put => ({
  kind,
  id,
  // JSON by its schema; a copy drops what is undefined.
  value: JSON.parse(JSON.stringify(value)) as Json,
  alarmAt: null,
  index: [],
});

const write = (store: Store, rev: number, one: Put): Promise<CommitAnswer> =>
  store.commit({ expect: [{ id: one.id, rev }], put: [one], remove: [], audit: [] });

/** `rev` 0 for the first. False: it was not written, or that is not known. */
export async function keepEffect(
  store: Store,
  effectKey: string,
  { rev, value }: Held<KeptEffect>,
): Promise<boolean> {
  const answer = await write(store, rev, put("datarobot-effect", effectRecordId(effectKey), value));
  return answer.outcome === "committed";
}

/** A deployment as the port has it holds JSON values only; this is our own record, whose fields were parsed when it was read. */
const storedFormer = z.custom<FormerDeployment>(
  (value) => typeof value === "object" && value !== null && "grants" in value && "deleted" in value,
);
const FORMER_BY_NAME = "name";
const MOST_FORMER = 10;

/** Written before it is deleted, so it may be there still: whoever reads it looks. */
export async function keepFormer(
  store: Store,
  deployment: Deployment,
  deleted: NonNullable<FormerDeployment["deleted"]>,
): Promise<boolean> {
  const id = formerRecordId(deployment.id);
  const before = await store.get(id);
  const value = { ...deployment, deleted } satisfies FormerDeployment;
  const index = [{ name: FORMER_BY_NAME, key: nameKey(deployment.label), sort: deleted.at }];
  const answer = await write(store, before?.rev ?? 0, { ...put("datarobot-former", id, value), index });
  return answer.outcome === "committed";
}

/** It was not deleted: whoever deletes it elsewhere later did not do so here, and it is another one by then. Best effort. */
export async function forgetFormer(store: Store, deploymentId: string): Promise<void> {
  const id = formerRecordId(deploymentId);
  const record = await store.get(id);
  if (record !== null)
    await store.commit({ expect: [{ id, rev: record.rev }], put: [], remove: [id], audit: [] });
}

export async function keptFormer(store: Store, id: string): Promise<FormerDeployment | null> {
  const record = await store.get(formerRecordId(id));
  return record === null ? null : parsed(storedFormer, record);
}

/** Last deleted first, at most ten. */
export async function keptFormerCalled(store: Store, name: string): Promise<readonly FormerDeployment[]> {
  const index = { kind: "datarobot-former", index: FORMER_BY_NAME, key: nameKey(name) } as const;
  const { records } = await store.list({ ...index, order: "descending", limit: MOST_FORMER });
  return records.map((record) => parsed(storedFormer, record));
}
