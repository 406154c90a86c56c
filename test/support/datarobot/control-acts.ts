// What tests can do to the fake: how it behaves, and changes that somebody makes in DataRobot's own pages meanwhile. One row for each
// act; the same rows answer in the process and over `/__control/`.
import { z } from "zod";
import { apply, setStatus } from "./change-requests.ts";
import { removeDeployment } from "./deployments.ts";
import { recordEffect } from "./effects.ts";
import { type Faults, RANDOM_KINDS } from "./faults.ts";
import type { ChangeRequest } from "./governance.ts";
import { hexId } from "./ids.ts";
import { installChampion } from "./model.ts";
import { performClearing } from "./monitoring-deletions.ts";
import { idOf } from "./names.ts";
import { addPolicy, type PolicyInput } from "./policies.ts";
import { reviewed } from "./reviews.ts";
import { applyGrant } from "./sharing.ts";
import type { Account, Deployment, Version, World } from "./state.ts";

export interface Controlled {
  readonly world: World;
  readonly faults: Faults;
}

interface Act<S extends z.ZodType, R> {
  readonly shape: S;
  readonly run: (on: Controlled, input: z.output<S>) => R;
}
const act = <S extends z.ZodType, R>(
  shape: S,
  run: (on: Controlled, input: z.output<S>) => R,
): Act<S, R> => ({
  shape,
  run,
});

function found<T>(what: string, name: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`The fake has no ${what} ${name}.`);
  return value;
}
const deploymentOf = ({ deployments }: World, name: string): Deployment =>
  found("deployment", name, deployments.get(idOf.deployment(name)));
const versionOf = ({ versions }: World, name: string): Version =>
  found("version", name, versions.get(idOf.version(name)));
const accountOf = ({ accounts }: World, name: string): Account =>
  found("account", name, accounts.get(idOf.account(name)));
const requestOf = ({ changeRequests }: World, id: string): ChangeRequest =>
  found("change request", id, changeRequests.get(id));

const name = z.string().min(1);
const none = z.strictObject({}).optional();

const where = { on: name, times: z.int().min(1).optional() };
const fault = z.discriminatedUnion("kind", [
  z.strictObject({ ...where, kind: z.literal("rate-limit"), retryAfterS: z.number().optional() }),
  z.strictObject({ ...where, kind: z.literal("status"), status: z.int(), body: z.unknown().optional() }),
  z.strictObject({ ...where, kind: z.literal("html"), status: z.int().optional() }),
  z.strictObject({ ...where, kind: z.literal("login-redirect") }),
  z.strictObject({ ...where, kind: z.literal("hang") }),
  z.strictObject({ ...where, kind: z.literal("drop") }),
  z.strictObject({ ...where, kind: z.literal("delay"), ms: z.number() }),
  z.strictObject({ ...where, kind: z.literal("lost-answer") }),
  z.strictObject({ ...where, kind: z.literal("late-answer"), ms: z.number() }),
  z.strictObject({ ...where, kind: z.literal("hang-after") }),
  z.strictObject({ ...where, kind: z.literal("status-after"), status: z.int() }),
  z.strictObject({ ...where, kind: z.literal("html-after"), status: z.int().optional() }),
]);
const chance = z.number().min(0).max(1);

export const ACTS = {
  /** The next calls of a path go wrong. */
  fault: act(fault, ({ faults }, given) => faults.add(given)),
  /** A share of all calls goes wrong, by a seed; null: none any more. */
  randomFaults: act(
    z
      .strictObject({
        seed: z.int(),
        on: name.optional(),
        rates: z.partialRecord(z.enum(RANDOM_KINDS), chance),
      })
      .nullable(),
    ({ faults }, given) => faults.random(given),
  ),
  calm: act(none, ({ faults }) => faults.clear()),
  /** Everything that `Options` names, `codes` one by one. */
  set: act(z.record(z.string(), z.unknown()), ({ world }, { codes, ...over }) => {
    const unknown = Object.keys(over).filter((key) => !Object.hasOwn(world.options, key));
    if (unknown.length > 0) throw new Error(`The fake has no option ${unknown.join(", ")}.`);
    Object.assign(world.options, over);
    Object.assign(world.options.codes, codes);
  }),
  /** How the next work of a kind ends; of any kind, unless said. */
  endWork: act(
    z.strictObject({
      of: name.optional(),
      how: z.enum(["redirect", "completed", "error", "aborted", "stuck", "expired"]),
      message: z.string().optional(),
      done: z.boolean().optional(),
    }),
    ({ world }, ending) => {
      world.work.endings.push(ending);
    },
  ),
  /** All work ends now, due or not. */
  finishWork: act(none, ({ world }) => world.work.finish()),
  addPolicy: act(
    z.strictObject({ policy: z.custom<PolicyInput>(), approvals: z.int().min(1).optional() }),
    ({ world }, { policy, approvals }) => addPolicy(world, policy, approvals).id,
  ),
  clearPolicies: act(none, ({ world }) => world.policies.clear()),
  account: act(
    z.strictObject({
      account: name,
      admin: z.boolean().optional(),
      seesAll: z.boolean().optional(),
      mlopsAdmin: z.boolean().optional(),
      approvalWorkflow: z.boolean().optional(),
      active: z.boolean().optional(),
    }),
    ({ world }, { account, ...over }) => {
      Object.assign(accountOf(world, account), over);
    },
  ),
  group: act(z.strictObject({ group: name, members: z.array(name) }), ({ world }, { group, members }) => {
    found("group", group, world.groups.get(idOf.group(group))).members = members.map(
      (one) => accountOf(world, one).id,
    );
  }),

  replaceModel: act(
    z.strictObject({
      deployment: name,
      version: name,
      by: name.default("otto"),
      reason: z.string().default("OTHER"),
    }),
    ({ world }, { deployment: of, version, by, reason }) => {
      const deployment = deploymentOf(world, of);
      const [from, to, account] = [deployment.championId, versionOf(world, version), accountOf(world, by)];
      installChampion(world, deployment, to, reason, account.id);
      recordEffect(world, account, "replace-model", deployment.id, { from, to: to.id, reason });
    },
  ),
  /** `to` is an account, `group:name`, or `organization`. */
  grant: act(
    z.strictObject({
      deployment: name,
      to: name,
      role: z.enum(["OWNER", "USER", "CONSUMER", "NO_ROLE"]),
      by: name.default("otto"),
    }),
    ({ world }, { deployment: of, to, role, by }) => {
      const deployment = deploymentOf(world, of);
      deployment.grants = applyGrant(deployment.grants, { ...recipientOf(to), role });
      recordEffect(world, accountOf(world, by), "share", deployment.id, { to, role });
    },
  ),
  edit: act(
    z.strictObject({
      deployment: name,
      by: name.default("otto"),
      label: z.string().optional(),
      description: z.string().nullable().optional(),
      importance: z.enum(["CRITICAL", "HIGH", "MODERATE", "LOW"]).optional(),
      status: z
        .enum(["active", "inactive", "stopping", "launching", "archived", "replacingModel", "errored"])
        .optional(),
      approvalStatus: z.string().optional(),
      launchWarning: z.boolean().optional(),
    }),
    ({ world }, { deployment: of, by, ...over }) => {
      const deployment = deploymentOf(world, of);
      Object.assign(deployment, over);
      recordEffect(world, accountOf(world, by), "edit", deployment.id, over);
    },
  ),
  settings: act(
    z.strictObject({ deployment: name, settings: z.record(z.string(), z.unknown()) }),
    ({ world }, { deployment: of, settings }) => {
      Object.assign(deploymentOf(world, of).settings, settings);
    },
  ),
  challenger: act(
    z.strictObject({ deployment: name, version: name }),
    ({ world }, { deployment: of, version }) => {
      const deployment = deploymentOf(world, of);
      const { id: versionId, name: title } = versionOf(world, version);
      const id = world.newId("challenger");
      deployment.challengers.push({ id, name: title, versionId, environmentId: deployment.environmentId });
    },
  ),
  archive: act(z.strictObject({ version: name }), ({ world }, { version }) => {
    versionOf(world, version).archived = true;
  }),
  /** One more version of the same registered model, of a model of its own. Its id. */
  register: act(z.strictObject({ like: name, name: z.string() }), ({ world }, { like, name: title }) => {
    const original = versionOf(world, like);
    const siblings = [...world.versions.values()].filter(
      (one) => one.registeredModelId === original.registeredModelId,
    );
    const number = Math.max(...siblings.map((one) => one.number)) + 1;
    const id = world.newId("version");
    const modelId = hexId(`model of ${id}`);
    world.versions.set(id, { ...original, id, modelId, number, name: title, createdAt: world.now() });
    return id;
  }),
  clearStatistics: act(
    z.strictObject({ deployment: name, by: name.default("otto") }),
    ({ world }, { deployment, by }) =>
      performClearing(world, accountOf(world, by), deploymentOf(world, deployment), {
        modelId: null,
        start: null,
        end: null,
      }),
  ),
  remove: act(
    z.strictObject({ deployment: name, by: name.default("otto") }),
    ({ world }, { deployment: of, by }) => {
      const deployment = deploymentOf(world, of);
      removeDeployment(world, deployment);
      deployment.goneAfter = 0;
      recordEffect(world, accountOf(world, by), "delete", deployment.id);
    },
  ),
  review: act(
    z.strictObject({
      changeRequest: name,
      by: name,
      status: z.enum(["approved", "changesRequested", "commented"]),
      comment: z.string().default(""),
    }),
    ({ world }, { changeRequest, by, status, comment }) => {
      const request = requestOf(world, changeRequest);
      const { changeVersionId } = request;
      reviewed(world, request, accountOf(world, by), { changeVersionId, status, comment });
    },
  ),
  applyRequest: act(z.strictObject({ changeRequest: name, by: name }), ({ world }, { changeRequest, by }) =>
    apply(world, requestOf(world, changeRequest), accountOf(world, by)),
  ),
  /** By the system, unless somebody is named. */
  cancelRequest: act(
    z.strictObject({ changeRequest: name, by: name.optional() }),
    ({ world }, { changeRequest, by }) =>
      setStatus(
        world,
        requestOf(world, changeRequest),
        "cancelled",
        by === undefined ? null : accountOf(world, by).id,
      ),
  ),
} as const;

function recipientOf(to: string) {
  if (to === "organization") return { type: "organization", id: idOf.organization } as const;
  return to.startsWith("group:")
    ? ({ type: "group", id: idOf.group(to.slice("group:".length)) } as const)
    : ({ type: "user", id: idOf.account(to) } as const);
}
