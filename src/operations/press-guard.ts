// What every call of the edges has around it: surprises become refusals with an id, refusals are audited.
import type { ActionName } from "../deployments/action-names.ts";
import { type Answer, type Refusal, refuse } from "../deployments/decision.ts";
import type { DeploymentId, RequestId } from "../deployments/ids.ts";
import type { Actor } from "../requests/person.ts";
import type { Dependencies } from "./dependencies.ts";
import { surprise } from "./surprise.ts";

/** Never throws: an error while deciding is a refusal with an id to quote (promise 7). */
export async function guarded<T>(
  deps: Dependencies,
  during: string,
  work: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    return await work();
  } catch (error) {
    return refuse(surprise(deps, during, error));
  }
}

/** Records a refused press and answers the refusal. The trail must not decide about a refusal: when it fails, that is logged. */
export async function refusedPress(
  deps: Dependencies,
  press: {
    readonly actor: Actor;
    readonly action: ActionName | null;
    readonly deployment: DeploymentId | null;
    readonly request: RequestId | null;
    readonly refusal: Refusal;
    readonly what?: string;
  },
): Promise<{ readonly ok: false; readonly refusal: Refusal }> {
  const { actor, action, deployment, request, refusal, what } = press;
  const answer = await deps.journal.commit({
    expect: [],
    put: [],
    audit: [
      {
        at: deps.clock.now(),
        event: "press.refused",
        action,
        request,
        deployment,
        who: { actor },
        allowed: false,
        why: refusal.sentence,
        details: { code: refusal.code, press: what ?? "ask" },
      },
    ],
  });
  if (answer.outcome !== "committed")
    deps.log.error("refusal-not-audited", { outcome: answer.outcome, what: what ?? "ask" });
  return refuse(refusal);
}

/** The same answer for a request that does not exist and for one that the person may not see. */
export const noSuchRequest = ({ commands }: Pick<Dependencies, "commands">): Refusal => ({
  code: "not-found",
  sentence: "There is no such request that you can see.",
  next: `${commands.approvals} lists what waits for you and what you asked for.`,
});

/** As above for a press on Approve and its like: a prompt in a channel is seen by people to whom the request does not exist. */
export const noSuchReview = ({ commands }: Pick<Dependencies, "commands">): Refusal => ({
  code: "not-found",
  sentence: "You are not a reviewer of this, or it is not there any more.",
  next: `The message names who may review it. ${commands.approvals} lists what waits for you.`,
});
