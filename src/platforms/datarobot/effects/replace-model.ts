// The champion of a deployment: reference section 4. The champion is compared just before; between that read and the call somebody may
// still change it, and DataRobot has no condition that would stop the call then.
import type { EffectAnswer, ReplaceModelCommand } from "../../../ports/platform.ts";
import { pathOf } from "../client.ts";
import { pairedCheck, SURE_REASONS } from "../guesses.ts";
import { type WireDeployment, wireDeployment } from "../wire/deployment.ts";
import { validation } from "../wire/effects.ts";
import { actingAs } from "./acting.ts";
import { notDone, type Refused, refused, sentenceOf, soAlready } from "./answers.ts";
import type { EffectParts } from "./parts.ts";
import { accepted } from "./ticket.ts";

export const gone = refused("There is no such deployment on DataRobot, or your account cannot see it.");

/** Older models have no package: then the model itself is what a read shows as the champion. */
export const championNow = ({ modelPackage, model }: WireDeployment): string | null =>
  modelPackage?.id ?? model?.id ?? null;

/** A promotion is a replacement by the challenger's package: there is no call of its own. */
export const replaceModel = (parts: EffectParts, command: ReplaceModelCommand): Promise<EffectAnswer> =>
  actingAs(parts, command.as, async ({ get, send }) => {
    const { deploymentId, packageId, reason, expectedChampion, as } = command;
    const now = await get(pathOf("deployments", deploymentId), wireDeployment);
    if (now === null) return gone;
    if (championNow(now) === packageId) return soAlready;
    if (championNow(now) !== expectedChampion)
      return refused(
        "The champion is not the one any more that this was approved against, so nothing was done.",
      );
    const answer = await send("PATCH", pathOf("deployments", deploymentId, "model"), {
      body: { modelPackageId: packageId, reason },
    });
    switch (answer.outcome) {
      case "answered":
        return accepted("replace", { location: answer.location, by: as, at: parts.clock.now() });
      case "refused":
        return (
          refusedReason(answer, reason) ??
          servesAlready(answer) ??
          refusedChecks(answer) ??
          notDone(answer, parts.console.deployment(deploymentId))
        );
      default:
        return answer;
    }
  });

/** The product offers a reason that its API may not take. Another one would be a lie in DataRobot's history, so nobody chooses it here. */
function refusedReason({ status, message }: Refused, reason: string): EffectAnswer | null {
  if ((SURE_REASONS as readonly string[]).includes(reason)) return null;
  if ((status !== 422 && status !== 400) || !/reason/i.test(message)) return null;
  const words = (one: string): string => one.toLowerCase().replaceAll("_", " ");
  const others = SURE_REASONS.map(words);
  return refused(
    `DataRobot does not take the reason ${words(reason)}. Ask again with another one: ${others.slice(0, -1).join(", ")} or ${others.at(-1)}.`,
  );
}

/** Reads may show the champion of before for a while after a replacement; its validation does not. */
const servesAlready = ({ status, body }: Refused): EffectAnswer | null =>
  status === 409 && failingIn(body).some(([name]) => pairedCheck(name) === "not-current-model")
    ? soAlready
    : null;

/** By name, what lets the replacement not pass. */
function failingIn(
  body: unknown,
): [name: string, check: { readonly status: string; readonly message: string }][] {
  const checks = validation.shape.checks.safeParse((body as { readonly checks?: unknown } | null)?.checks);
  return Object.entries(checks.data ?? {}).flatMap(([name, check]) =>
    check === null || check.status === "passing" || check.status === "warning" ? [] : [[name, check]],
  );
}

/** A replacement that does not validate any more comes back with its checks. */
function refusedChecks({ status, message, body }: Refused): EffectAnswer | null {
  const failing = status === 409 ? failingIn(body) : [];
  if (failing.length === 0) return null;
  const words = failing.map(
    ([name, check]) => `${name}: ${sentenceOf(check.message === "" ? check.status : check.message)}`,
  );
  return refused(`DataRobot's validation does not let it pass: ${sentenceOf(message)} ${words.join(" ")}`);
}
