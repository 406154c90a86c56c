// Which channels are told about one deployment, and the sample fleet for those who start with nothing.
import { type Answer, ok, type Refusal, refuse } from "../deployments/decision.ts";
import type { AuditFact } from "../requests/audit.ts";
import type { Actor, Person } from "../requests/person.ts";
import type { Json } from "../requests/request.ts";
import { authorise } from "./authorise.ts";
import type { Dependencies } from "./dependencies.ts";
import { keepWatch } from "./health-record.ts";
import { change, NotRecorded } from "./journal.ts";
import type { Operations } from "./operations.ts";
import { guarded, refusedPress } from "./press-guard.ts";
import { putSubscription, subscriptionRecordId } from "./subscription-record.ts";

export function createSettings(deps: Dependencies): Pick<Operations, "subscribe" | "adoptSampleFleet"> {
  return {
    subscribe: (actor, deployment, channel, on) =>
      guarded(deps, "subscribe", async () => {
        const may = await authorise(deps, { actor, action: "view", deployment });
        if (!may.ok)
          return await refusedPress(deps, {
            actor,
            action: "view",
            deployment,
            request: null,
            refusal: may.refusal,
            what: "subscribe",
          });
        const { person } = may.value;
        const id = subscriptionRecordId(deployment, channel);
        const fact: AuditFact = {
          at: deps.clock.now(),
          event: "subscription.changed",
          action: "view",
          request: null,
          deployment,
          who: { person },
          allowed: true,
          why: may.value.decision.sentence,
          details: { channel, on },
        };
        const changed = await change<boolean>(deps, id, async (stored) => {
          if ((stored !== null) === on) return { write: false, value: false };
          const expect = [{ id, rev: stored?.rev ?? 0 }];
          if (!on)
            return {
              write: true,
              value: true,
              commit: { expect, put: [], remove: [id], audit: [fact] },
            };
          // A channel that hears of a deployment hears of its health, too.
          const watch = await keepWatch(deps, deployment);
          const put = putSubscription({ deployment, channel, by: person.id }, fact.at);
          const commit = { expect: [...expect, watch.expect], put: [put, watch.put], audit: [fact] };
          return { write: true, value: true, commit };
        });
        deps.nudge();
        return ok({ on, changed });
      }),
    adoptSampleFleet: (actor) => guarded(deps, "adopt the sample fleet", () => adoptSampleFleet(deps, actor)),
  };
}

/** Intended before, adopted after the fact: the trail never says more than what happened. */
async function adoptSampleFleet(
  deps: Dependencies,
  actor: Actor,
): Promise<Answer<{ readonly adopted: number }>> {
  const refused = (refusal: Refusal) =>
    refusedPress(deps, {
      actor,
      action: null,
      deployment: null,
      request: null,
      refusal,
      what: "adopt the sample fleet",
    });
  const who = await administrator(deps, actor);
  if (!who.ok) return await refused(who.refusal);
  const { adoptSampleFleet: adopt } = deps.platform;
  if (adopt === undefined)
    return await refused({
      code: "unavailable",
      sentence: "This platform keeps its own deployments, so there is no sample fleet to adopt.",
      next: "Create deployments there; they appear here.",
    });
  const note = (event: "fleet.adopt-intended" | "fleet.adopted", details: Json) =>
    deps.journal.commit({
      expect: [],
      put: [],
      audit: [
        {
          at: deps.clock.now(),
          event,
          action: null,
          request: null,
          deployment: null,
          who: { person: who.value },
          allowed: true,
          why: "The policy file names them as an administrator.",
          details,
        },
      ],
    });
  const intended = await note("fleet.adopt-intended", null);
  if (intended.outcome !== "committed") throw new NotRecorded("the audit trail cannot be written");
  const answer = await adopt.call(deps.platform);
  if ("refused" in answer)
    return await refused({
      code: "conflict",
      sentence: answer.refused,
      next: `${deps.commands.deployments} lists what is there.`,
    });
  const adopted = await note("fleet.adopted", { deployments: answer.adopted });
  if (adopted.outcome !== "committed") deps.log.error("adoption-not-audited", { outcome: adopted.outcome });
  return ok(answer);
}

async function administrator(deps: Dependencies, actor: Actor): Promise<Answer<Person>> {
  const who = await deps.people.person(actor, { fresh: true });
  if (!who.ok || (await deps.people.isAdministrator(who.value, { fresh: true }))) return who;
  return refuse({
    code: "forbidden",
    sentence: "Only an administrator of this bot may adopt the sample fleet.",
    next: "Administrators are named in the policy file, under administrators.",
  });
}
