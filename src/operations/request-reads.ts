// Requests as people read them: what waits for me, what I asked, what happened here, the evidence.
import { setImmediate } from "node:timers/promises";
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { Deployment } from "../deployments/deployment.ts";
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import { isVisible } from "../deployments/permissions.ts";
import type { StoredRecord } from "../ports/store.ts";
import { sourceKey } from "../requests/approval.ts";
import type { Actor, Person } from "../requests/person.ts";
import { samePerson } from "../requests/person.ts";
import { type ChangeRequest, isFinal } from "../requests/request.ts";
import type { Evidence, RequestView, TrailEntry } from "../requests/request-view.ts";
import { waitsForRequester } from "../requests/state-words.ts";
import { about } from "./advance.ts";
import { authorise } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import { type eligibleReviewers, mayReview } from "./eligible.ts";
import { presentOrFormer } from "./former.ts";
import { NotRecorded } from "./journal.ts";
import type { HistoryView, Inbox, Operations } from "./operations.ts";
import { guarded, noSuchRequest, refusedPress } from "./press-guard.ts";
import { REQUEST_INDEX, type RequestRecord, requestFromStore, requestRecordId } from "./request-record.ts";
import { type Audience, requestView } from "./request-views.ts";
import { DAY } from "./timing.ts";
import { readTrailEntry } from "./trail.ts";
import { deploymentUnderReview } from "./under-review.ts";

type RequestReads = Pick<Operations, "inbox" | "history" | "request" | "evidence" | "deploymentUnderReview">;

const INBOX = 50;
const HISTORY_PAGE = 10;

export function createRequestReads(deps: Dependencies): RequestReads {
  return {
    inbox: (actor) => guarded(deps, "approvals", () => inbox(deps, actor)),
    history: (actor, deployment, after) =>
      guarded(deps, "history", () => history(deps, actor, deployment, after)),
    request: (actor, id) =>
      guarded(deps, "request", async () => {
        const seen = await seeRequest(deps, actor, id);
        return seen.ok ? ok(seen.value.view) : seen;
      }),
    deploymentUnderReview: (actor, id) =>
      guarded(deps, "deployment under review", () => deploymentUnderReview(deps, actor, id)),
    evidence: (actor, id) => guarded(deps, "evidence", () => evidence(deps, actor, id)),
  };
}

async function inbox(deps: Dependencies, actor: Actor): Promise<Answer<Inbox>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const person = who.value;
  const [waiting, open, all] = await Promise.all([
    waitingFor(deps, person),
    listed(deps, REQUEST_INDEX.openByRequester, person.id),
    listed(deps, REQUEST_INDEX.requester, person.id),
  ]);
  const since = deps.clock.now() - 7 * DAY;
  const ended = all.filter(({ request }) => isFinal(request.state) && request.state.since >= since);
  const asked = [...open, ...ended].map(({ request }) => request);
  // What nobody but this person brings on comes first, else new requests hide it.
  const forAsker = asked.filter(waitsForRequester);
  const others = asked.filter((request) => !waitsForRequester(request));
  return ok({ waiting, asked: [...forAsker, ...others].slice(0, INBOX) });
}

/** Oldest first, through all that are pending: hundreds that wait for others hide none that waits for this person. */
async function waitingFor(deps: Dependencies, person: Person): Promise<readonly ChangeRequest[]> {
  const waiting: ChangeRequest[] = [];
  const reads = sharedReads(deps);
  let after: string | undefined;
  do {
    const page = await deps.store.list({
      kind: "request",
      index: REQUEST_INDEX.state,
      key: "pending",
      order: "ascending",
      limit: 200,
      after,
    });
    for (const record of page.records) {
      const { request } = requestFromStore(record).value;
      if (samePerson(request.requester, person)) continue;
      const deployment = await reads.platform.deployment(request.deploymentId);
      if (!(await mayReview(reads, request, person, deployment))) continue;
      waiting.push(request);
      if (waiting.length >= INBOX) return waiting;
    }
    after = page.next ?? undefined;
    // The embedded store answers at once: others get their turn between two pages of ten thousand requests.
    if (after !== undefined) await setImmediate();
  } while (after !== undefined);
  return waiting;
}

type ReviewReads = Parameters<typeof eligibleReviewers>[0] & {
  readonly platform: Pick<Dependencies["platform"], "deployment">;
};

/** Thousands of requests are about the same deployments and the same groups: each is asked for once. */
function sharedReads({ platform, people }: Dependencies): ReviewReads {
  const deployments = new Map<DeploymentId, Promise<Deployment | null>>();
  const reviewers = new Map<string, Promise<readonly Person[]>>();
  return {
    platform: {
      deployment: (id) => {
        const read = deployments.get(id) ?? platform.deployment(id);
        deployments.set(id, read);
        return read;
      },
    },
    people: {
      ...people,
      reviewers: (source, deployment, options) => {
        const key = `${sourceKey(source)} ${source.kind === "owners" ? deployment.id : ""}`;
        const read = reviewers.get(key) ?? people.reviewers(source, deployment, options);
        reviewers.set(key, read);
        return read;
      },
    },
  };
}

/** The newest, at most as many as an inbox has. */
async function listed(deps: Dependencies, index: string, key: string): Promise<readonly RequestRecord[]> {
  const page = await deps.store.list({ kind: "request", index, key, order: "descending", limit: INBOX });
  return page.records.map((record: StoredRecord) => requestFromStore(record).value);
}

/** A deployment that was deleted here is still there for the history of those who saw it then. */
async function seenOrFormer(
  deps: Dependencies,
  actor: Actor,
  id: DeploymentId,
): Promise<Answer<Pick<HistoryView, "label" | "models" | "deleted">>> {
  const seen = await authorise(deps, { actor, action: "view", deployment: id });
  if (seen.ok) {
    const { label, history: models } = seen.value.deployment;
    return ok({ label, models, deleted: null });
  }
  const former = await deps.platform.former(id);
  if (former === null) return seen;
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const { role } = await deps.people.roleOn(who.value, former);
  if (!isVisible("view", role)) return seen;
  return ok({ label: former.label, models: former.history, deleted: former.deleted ?? "unknown" });
}

async function history(
  deps: Dependencies,
  actor: Actor,
  id: DeploymentId,
  after: string | undefined,
): Promise<Answer<HistoryView>> {
  const seen = await seenOrFormer(deps, actor, id);
  if (!seen.ok) return seen;
  const page = await deps.store.list({
    kind: "request",
    index: REQUEST_INDEX.deployment,
    key: id,
    order: "descending",
    limit: HISTORY_PAGE,
    after,
  });
  return ok({
    deploymentId: id,
    ...seen.value,
    requests: {
      items: page.records.map((record) => requestFromStore(record).value.request),
      next: page.next,
    },
  });
}

interface SeenRequest {
  readonly person: Person;
  readonly record: RequestRecord;
  readonly view: RequestView;
}

/** Requester, reviewers, Owners and Users of the deployment, also of one that was deleted; administrators; nobody else. */
export async function seeRequest(
  deps: Dependencies,
  actor: Actor,
  id: RequestId,
): Promise<Answer<SeenRequest>> {
  const who = await deps.people.person(actor);
  if (!who.ok) return who;
  const person = who.value;
  const stored = await deps.store.get(requestRecordId(id));
  if (stored === null) return refuse(noSuchRequest(deps));
  const record = requestFromStore(stored).value;
  const { request } = record;
  const audience = await audienceOf(deps, person, request);
  if (audience === null) return refuse(noSuchRequest(deps));
  return ok({ person, record, view: await requestView(deps, record, audience) });
}

/** For whom the person would be shown the request; null: it does not exist for them. A deleted deployment counts as it was. */
export async function audienceOf(
  deps: Dependencies,
  person: Person,
  request: ChangeRequest,
): Promise<Audience | null> {
  const deployment = await presentOrFormer(deps, request.deploymentId);
  const requester = samePerson(person, request.requester);
  const [reviews, administrator, role] = await Promise.all([
    !requester && mayReview(deps, request, person, deployment),
    deps.people.isAdministrator(person),
    deployment === null ? null : deps.people.roleOn(person, deployment).then((found) => found.role),
  ]);
  const settles = administrator || role === "OWNER";
  const looks = isVisible("view", role);
  if (!requester && !reviews && !settles && !looks) return null;
  return { requester, reviews, settles, looks, hearsOfNotices: true, reader: person };
}

/** As `refusedPress`, with what the request is about where there is such a request. */
export async function refusedOnRequest(
  deps: Dependencies,
  {
    id,
    ...press
  }: {
    readonly actor: Actor;
    readonly id: RequestId;
    readonly refusal: Refusal;
    readonly what: string;
  },
): ReturnType<typeof refusedPress> {
  const stored = await deps.store.get(requestRecordId(id));
  const request = stored === null ? null : requestFromStore(stored).value.request;
  return await refusedPress(deps, {
    ...press,
    action: request?.action ?? null,
    deployment: request?.deploymentId ?? null,
    request: request?.id ?? null,
  });
}

async function evidence(deps: Dependencies, actor: Actor, id: RequestId): Promise<Answer<Evidence>> {
  const seen = await seeRequest(deps, actor, id);
  if (!seen.ok) return await refusedOnRequest(deps, { actor, id, refusal: seen.refusal, what: "evidence" });
  const { person, record, view } = seen.value;
  const read = await deps.journal.commit({
    expect: [],
    put: [],
    audit: [
      about(record.request, {
        at: deps.clock.now(),
        event: "evidence.downloaded",
        who: person,
        why: "May see the request.",
      }),
    ],
  });
  if (read.outcome !== "committed")
    throw new NotRecorded("reading evidence is audited, and the trail cannot be written");
  const trail: TrailEntry[] = [];
  let after: string | undefined;
  do {
    const page = await deps.store.auditAbout({ about: { request: id }, after, limit: 200 });
    trail.push(...page.entries.flatMap((entry) => readTrailEntry(entry) ?? []));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return ok({ view, trail, verification: await deps.verifyAuditOf(id) });
}
