// Replace the champion of a deployment by another registered model version, or by a challenger.
// Reference: deployment actions, sections 3.2 and 4.
import type { Refusal } from "../../deployments/decision.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import { goingBackTo } from "../../deployments/going-back.ts";
import type { PackageId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import { underPlatformVerdict } from "../../deployments/validation/platform-verdict.ts";
import { validateReplacement } from "../../deployments/validation/validate.ts";
import { ACTION_TITLES } from "../../deployments/words.ts";
import type { Platform } from "../../ports/platform.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import type { ActionAssessment, AssessContext, EffectAction, Happened } from "../action.ts";
import { recorded } from "../change.ts";
import { factsOf, machineFacts, shownFacts } from "./facts.ts";
import { type ReplaceModelInput, replaceModelInput } from "./input.ts";

/** What the platform showed just before the call; `happened()` compares with it. */
interface Before {
  readonly championId: PackageId;
  readonly championSince: number | null;
}

const inputOf = (request: ChangeRequest): ReplaceModelInput => replaceModelInput.parse(request.input);

export const replaceModel: EffectAction = {
  kind: "effect",
  name: "replace-model",
  words: {
    title: ACTION_TITLES["replace-model"],
    commands: ["replace", "replace-model"],
    help: "Replace the champion by another registered model version, with validation and approval.",
  },
  // The schema's output is JSON: its ids are strings.
  input: replaceModelInput,
  assess: (input, context) => assess(replaceModelInput.parse(input), context),
  effect: {
    kind: "goal-state",
    before: async (platform, request) => {
      const deployment = await readDeployment(platform, request);
      if (deployment === null) return null;
      return { championId: deployment.championId, championSince: deployment.championSince };
    },
    call: (platform, request, intent) => {
      const input = inputOf(request);
      const before = intent.before as unknown as Before;
      return platform.replaceModel({
        deploymentId: request.deploymentId,
        packageId: input.packageId,
        promote: input.promote,
        reason: input.reason,
        effectKey: intent.effectKey,
        expectedChampion: before.championId,
        as: request.requester,
      });
    },
    happened: async (platform, request, intent) => {
      const known = await recorded(platform, intent);
      if (known !== null) return known;
      const deployment = await readDeployment(platform, request);
      return compareWithIntent(deployment, {
        before: intent.before as unknown as Before,
        candidate: inputOf(request).packageId,
        effectKey: intent.effectKey,
        intendedAt: intent.at,
        recordsEffectKeys: platform.recordsEffectKeys,
      });
    },
  },
  auditName: () => "Replaced Model",
  tells: "owners-and-users",
  change: (request) => {
    const facts = factsOf(request);
    if (facts === null) return { from: "the current model", to: inputOf(request).packageId };
    return { from: facts.champion.name, to: facts.candidate.name };
  },
};

const readDeployment = (platform: Platform, request: ChangeRequest): Promise<Deployment | null> =>
  platform.deployment(request.deploymentId);

/** Tells our effect from the old state and from somebody else's change. Pure. */
export function compareWithIntent(
  deployment: Deployment | null,
  intended: {
    readonly before: Before;
    readonly candidate: PackageId;
    readonly effectKey: string;
    readonly intendedAt: number;
    readonly recordsEffectKeys: boolean;
  },
): Happened {
  if (deployment === null)
    return {
      answer: "changed-by-others",
      certain: true,
      sentence: "The deployment does not exist any more.",
    };
  const ours = deployment.history.find((entry) => entry.effectKey === intended.effectKey);
  if (ours !== undefined) return { answer: "yes", at: ours.from };
  if (deployment.status === "replacingModel") return { answer: "in-progress" };
  const { before } = intended;
  if (deployment.championId === before.championId && deployment.championSince === before.championSince)
    return { answer: "no" };
  if (!intended.recordsEffectKeys && deployment.championId === intended.candidate)
    return { answer: "yes", at: deployment.championSince ?? intended.intendedAt };
  const now = deployment.history[0]?.packageName ?? deployment.championId;
  return {
    answer: "changed-by-others",
    certain: intended.recordsEffectKeys,
    sentence: `Somebody else changed the champion to ${now} in the meantime.`,
  };
}

async function assess(
  input: ReplaceModelInput,
  context: AssessContext,
): Promise<ActionAssessment | { readonly refusal: Refusal }> {
  const { deployment, platform } = context;
  const challengerIds = deployment.challengers.map((challenger) => challenger.packageId);
  // Sharing a deployment gives no access to packages: the champion's side is read by the service, the candidate as the person.
  const [known, [candidate = null], said] = await Promise.all([
    platform.packages([deployment.championId, ...challengerIds], { kind: "service" }),
    platform.packages([input.packageId], context.caller),
    platform.verdict?.({ deploymentId: deployment.id, packageId: input.packageId }, context.caller),
  ]);
  const [champion = null, ...challengerPackages] = known;
  if (candidate === null || said === null) return { refusal: noSuchVersion() };
  if (champion === null) return { refusal: unreadableChampion(deployment) };
  const promoted = deployment.challengers.find((challenger) => challenger.id === input.promote);
  if (input.promote !== null && promoted?.packageId !== input.packageId) return { refusal: notAChallenger() };

  const verdict = validateReplacement({
    deployment,
    champion,
    challengers: deployment.challengers.map((challenger, i) => ({
      id: challenger.id,
      package: challengerPackages[i] ?? null,
    })),
    candidate,
    promote: input.promote,
    role: context.role,
    candidateReadable: true,
    edition: context.edition,
    severities: context.severities,
  });
  const { status, checks } = said === undefined ? verdict : underPlatformVerdict(verdict, said);
  return {
    status,
    checks,
    facts: machineFacts({ deployment, champion, candidate, input }) as unknown as Json,
    shown: shownFacts({ deployment, champion, candidate, input, now: context.now }),
    toAttest: verdict.withoutTrainingData.map((side) =>
      attestation(side === "champion" ? champion : candidate),
    ),
    // Only what was asked as a rollback: the form of a replacement says that it needs approval, and so it does.
    rollbackTo: input.rollback ? goingBackTo(deployment, candidate.id) : null,
  };
}

/** The seed's warning, for the package that lacks training data. */
function attestation(lacking: ModelPackage): { packageId: PackageId; sentence: string } {
  return {
    packageId: lacking.id,
    sentence:
      `${lacking.name} has no training data, so its features, target type and target name cannot be validated. ` +
      "Replacement is not allowed unless model, target type and target name are the same. I attest that they are.",
  };
}

const noSuchVersion = (): Refusal => ({
  code: "not-found",
  field: "version",
  sentence: "This registered model version does not exist, or you may not read it.",
  next: "Choose another version, or ask its owner for access.",
});
const notAChallenger = (): Refusal => ({
  code: "conflict",
  field: "challenger",
  sentence: "This version is not that challenger of the deployment any more.",
  next: "Choose from the challengers as they are now.",
});
const unreadableChampion = (deployment: Deployment): Refusal => ({
  code: "unavailable",
  sentence: `The champion of ${deployment.label} cannot be read, so nothing can be compared with it.`,
  next: "Ask an administrator to look at the deployment's registered model version.",
});
