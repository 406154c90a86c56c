// From approved to done: authorise again, compare with what was approved, then the call (effect-call.ts) and its end; what became
// of a call whose answer is missing is found out in reconcile.ts.
import { effectAction } from "../actions/index.ts";
import type { Refusal } from "../deployments/decision.ts";
import { checkTitle } from "../deployments/words.ts";
import { decideApproval } from "../requests/approval.ts";
import { compareDigests, type DigestNames } from "../requests/digest.ts";
import type { Assessment, ChangeRequest, DigestChange, Json } from "../requests/request.ts";
import { agreed } from "../requests/state-words.ts";
import { about } from "./advance.ts";
import { assessRequest, bytesOf } from "./assess.ts";
import { readBusy } from "./busy.ts";
import type { Dependencies } from "./dependencies.ts";
import { callPlatform } from "./effect-call.ts";
import { eligibleVoters } from "./eligible.ts";
import type { BusyRecord, RequestRecord } from "./request-record.ts";
import { moved, type RequestHolder, refused, type Step, write } from "./step.ts";
import { TIMING } from "./timing.ts";

/** An approved request whose time has come. Throws `PlatformUnavailable` and `DirectoryUnavailable`: then again later. */
export async function executeApproved(deps: Dependencies, held: RequestHolder): Promise<void> {
  const { value: record } = held;
  const { request } = record;
  const busy = await readBusy(deps, request);
  if (busy !== null && busy.value.request !== request.id)
    return await write(deps, held, wait(deps, record, busy.value));

  // Before the checks: a change after this look is then refused by the platform, one before it is seen by the checks.
  const before = await effectAction(request.action).effect.before(deps.platform, request);
  const found = await compareWithApproved(deps, request);
  switch (found.answer) {
    case "refused":
      return await write(deps, held, refused(deps, record, found.refusal));
    case "stale":
      return await write(deps, held, stale(deps, record, found.changes));
    case "approval-lost":
      return await write(deps, held, approvalLost(deps, record, found.sentence));
    case "as-approved":
      return await callPlatform(deps, held, before, { rev: busy?.rev ?? 0 });
  }
}

/** What stands between an approval and a call of the platform, read past every cache. */
export type Comparison =
  | { readonly answer: "as-approved" }
  | { readonly answer: "refused"; readonly refusal: Refusal }
  | { readonly answer: "stale"; readonly changes: readonly DigestChange[] }
  | { readonly answer: "approval-lost"; readonly sentence: string };

export async function compareWithApproved(deps: Dependencies, request: ChangeRequest): Promise<Comparison> {
  const again = await assessRequest(deps, request, { fresh: true });
  if (!again.ok) return { answer: "refused", refusal: again.refusal };
  const bytes = bytesOf(request, again.value.assessment);
  if (bytes !== request.digestBytes) {
    const changes =
      request.digestBytes === null
        ? []
        : compareDigests(request.digestBytes, bytes, namesOf([request.assessment, again.value.assessment]));
    return { answer: "stale", changes };
  }
  const lost = await lostApproval(deps, request);
  return lost === null ? { answer: "as-approved" } : { answer: "approval-lost", sentence: lost };
}

function namesOf(sides: readonly (Assessment | null)[]): DigestNames {
  const known = sides.filter((side) => side !== null);
  return {
    policies: new Map(known.flatMap((side) => side.policies.map(({ policy }) => [policy.id, policy.name]))),
    checks: new Map(known.flatMap((side) => side.checks.map((check) => [check.check, checkTitle(check)]))),
  };
}

export const notAsAgreed = (request: ChangeRequest): string =>
  `What was ${agreed(request)} is not what it would be now.`;

function stale(deps: Dependencies, record: RequestRecord, changes: readonly DigestChange[]): Step {
  const now = deps.clock.now();
  const next = moved(deps, record, { type: "found-stale", at: now, changes });
  const details: Json = {
    changes: changes.map(({ what, approved, now: is }) => ({ what, approved, now: is })),
  };
  const fact = { at: now, event: "request.found-stale", who: "system", allowed: false, details } as const;
  return { record: next, audit: [about(next.request, { ...fact, why: notAsAgreed(record.request) })] };
}

function approvalLost(deps: Dependencies, record: RequestRecord, why: string): Step {
  const now = deps.clock.now();
  const next = moved(deps, record, { type: "approval-lost", at: now });
  const fact = { at: now, event: "request.approval-lost", who: "system", allowed: false, why } as const;
  return { record: next, audit: [about(next.request, fact)] };
}

/** Rights of reviewers are read again: a vote of somebody who may not any more drops out. Null: approved still. */
async function lostApproval(deps: Dependencies, request: ChangeRequest): Promise<string | null> {
  const policies = request.assessment?.policies ?? [];
  if (policies.length === 0) return null;
  const deployment = await deps.platform.deployment(request.deploymentId);
  if (deployment === null) return "The deployment does not exist any more.";
  const eligible = await eligibleVoters(deps, request, deployment);
  const { approved, decision } = decideApproval({ request, eligible });
  return approved ? null : decision.sentence;
}

function wait(deps: Dependencies, record: RequestRecord, busy: BusyRecord): Step {
  const heldBy = `${busy.reference} is being applied to this deployment, or in doubt; this one goes on when that is settled.`;
  const content = record.heldBy === heldBy ? record.content : record.content + 1;
  return { record: { ...record, heldBy, content, wakeAt: deps.clock.now() + TIMING.busy }, audit: [] };
}
