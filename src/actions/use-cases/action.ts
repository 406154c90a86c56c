// Link a deployment to Use Cases, with a new one if need be, and unlink it. Reference: deployment actions, section 3.5.
import type { Refusal } from "../../deployments/decision.ts";
import type { Deployment } from "../../deployments/deployment.ts";
import { type UseCaseId, useCaseId } from "../../deployments/ids.ts";
import { nameKey } from "../../deployments/names.ts";
import type { UseCase } from "../../deployments/use-case.ts";
import { ACTION_TITLES, counted, enumerated } from "../../deployments/words.ts";
import type { Caller, EffectAnswer, Platform } from "../../ports/platform.ts";
import type { ChangeRequest, Intent, Json } from "../../requests/request.ts";
import type { ActionAssessment, AssessContext, Effect, EffectAction } from "../action.ts";
import { sendChange } from "../change.ts";
import { deploymentState } from "../goal-state.ts";
import { type UseCasesInput, useCasesInput } from "./input.ts";
import { linkedFor } from "./linked.ts";

interface UseCaseFacts {
  readonly way: UseCasesInput["way"];
  /** Those that are linked or unlinked; none yet for one that is to be created. */
  readonly useCases: readonly { readonly id: UseCaseId; readonly name: string }[];
}

const inputOf = (request: ChangeRequest): UseCasesInput => useCasesInput.parse(request.input);

/** What the checking found; null before. */
export const useCaseFacts = (request: ChangeRequest): UseCaseFacts | null =>
  request.assessment === null ? null : (request.assessment.facts as unknown as UseCaseFacts);

/** Those that exist already, as they were chosen. */
const idsIn = (input: UseCasesInput): readonly string[] => {
  if (input.way === "create") return [];
  return input.way === "link" ? input.useCases : input.marked;
};

/** Names of what the request is about. */
export function useCaseNames(request: ChangeRequest): readonly string[] {
  const input = useCasesInput.safeParse(request.input);
  if (input.success && input.data.way === "create") return [input.data.name];
  return (useCaseFacts(request)?.useCases ?? []).map(({ name }) => name);
}

/** What becomes of each Use Case, as it is checked. */
export const WILL_BE = { link: "will be linked", unlink: "will be unlinked" } as const;

const refusal = (code: Refusal["code"], field: string, sentence: string, next: string) => ({
  refusal: { code, field, sentence, next } satisfies Refusal,
});

const passing = (facts: UseCaseFacts, shown: ActionAssessment["shown"]): ActionAssessment => ({
  status: "passing",
  checks: [],
  facts: facts as unknown as Json,
  shown,
  toAttest: [],
  rollbackTo: null,
});

async function assessCreation(
  { name, description }: Extract<UseCasesInput, { way: "create" }>,
  { platform, caller, effectKey }: AssessContext,
) {
  const [alike, own] = await Promise.all([
    platform.useCases({ text: name, limit: 100 }, caller),
    platform.useCaseMadeBy(effectKey),
  ]);
  if (alike.items.some((other) => other.id !== own?.id && nameKey(other.name) === nameKey(name)))
    return refusal(
      "conflict",
      "name",
      `There is a Use Case called ${name} already, and you may link to it.`,
      "Choose Select Use Case for that one, or another name for a new one.",
    );
  return passing({ way: "create", useCases: [] }, [
    { label: "New Use Case", value: name },
    ...(description === "" ? [] : [{ label: "Description", value: description }]),
  ]);
}

async function assessLinks(
  input: Exclude<UseCasesInput, { way: "create" }>,
  { platform, caller, deployment }: AssessContext,
) {
  const { way } = input;
  const [chosen, field] = input.way === "link" ? [input.useCases, "useCases"] : [input.marked, "marked"];
  const ids = [...new Set(chosen.map(useCaseId))];
  const [found, links] = await Promise.all([
    platform.useCasesById(ids, caller),
    linkedFor(platform, deployment, caller),
  ]);
  if (found.includes(null))
    return refusal(
      "not-found",
      field,
      "A chosen Use Case does not exist, or you have no rights on it.",
      "Choose from the list, or ask an Owner of the Use Case to share it with you.",
    );
  const linked = (id: UseCaseId) => links.includes(id);
  const open = found.flatMap((one) =>
    one === null || linked(one.id) === (way === "link") ? [] : [{ id: one.id, name: one.name }],
  );
  // What is so already is left out of a request for several; one that asks for nothing else is told so.
  if (open.length === 0)
    return refusal(
      "conflict",
      field,
      way === "link"
        ? "The deployment is linked to it already."
        : "The deployment is not linked to it any more.",
      "Choose another Use Case, or close the form.",
    );
  // Beside each name: others may be linked already.
  const value = WILL_BE[way];
  return passing(
    { way, useCases: open },
    open.map(({ name }) => ({ label: name, value })),
  );
}

const idsOf = (request: ChangeRequest): readonly UseCaseId[] =>
  (useCaseFacts(request)?.useCases ?? []).map(({ id }) => id);

/** Each link is a step of its own on some platforms. What is done stays, and is said with what is missing. */
function donePartly(deployment: Deployment, request: ChangeRequest): string | null {
  const wanted = useCaseFacts(request)?.useCases ?? [];
  const to = inputOf(request).way === "unlink" ? "unlinked" : "linked";
  const done = wanted.filter(({ id }) => deployment.useCases.includes(id) === (to === "linked"));
  if (done.length === 0 || done.length === wanted.length) return null;
  const names = (some: typeof wanted) => enumerated(some.map(({ name }) => name));
  const missing = wanted.filter((one) => !done.includes(one));
  return `Only a part was done: ${names(done)} ${to}, ${names(missing)} not. Ask again for what is missing.`;
}

const linking = deploymentState({
  command: (request) => ({
    kind: "use-cases",
    to: inputOf(request).way === "unlink" ? "unlinked" : "linked",
    useCases: idsOf(request),
  }),
  shows: (deployment, request) => idsOf(request).filter((id) => deployment.useCases.includes(id)),
  reached: (deployment, request) =>
    deployment !== null &&
    // What is to be created has no id that could be looked for here.
    inputOf(request).way !== "create" &&
    idsOf(request).every((id) => deployment.useCases.includes(id) === (inputOf(request).way === "link")),
  wentWrong: donePartly,
  concernsStatus: false,
});

const leftOver = (name: string): string =>
  `The Use Case ${name} was created all the same, and stays: link it with Select Use Case.`;

/** Two steps under one effect key: a Use Case that this effect created before is found by it, and only linked. */
async function createAndLink(
  platform: Platform,
  request: ChangeRequest,
  intent: Intent,
): Promise<EffectAnswer> {
  const input = inputOf(request);
  const { effectKey } = intent;
  if (input.way !== "create") throw new Error(`${request.id} creates no Use Case`);
  const { name, description } = input;
  const made = await platform.createUseCase({ name, description, effectKey, as: request.requester });
  if (made.outcome !== "done") return made;
  const linked = await sendChange(platform, request, intent, {
    kind: "use-cases",
    to: "linked",
    useCases: [made.useCase.id],
  });
  return linked.outcome === "refused"
    ? { outcome: "refused", sentence: `${linked.sentence} ${leftOver(name)}` }
    : linked;
}

const effect: Effect = {
  kind: "findable",
  before: linking.before,
  call: (platform, request, intent) =>
    inputOf(request).way === "create"
      ? createAndLink(platform, request, intent)
      : linking.call(platform, request, intent),
  async happened(platform, request, intent) {
    const happened = await linking.happened(platform, request, intent);
    if (happened.answer !== "no" && happened.answer !== "changed-by-others") return happened;
    if (inputOf(request).way !== "create") return happened;
    const made = await platform.useCaseMadeBy(intent.effectKey);
    if (made === null) return happened;
    return happened.answer === "no"
      ? { ...happened, leftOver: leftOver(made.name) }
      : { ...happened, sentence: `${happened.sentence} ${leftOver(made.name)}` };
  },
};

/** The Use Case that an attempt before this one created, as far as the caller has rights on it. */
async function leftBy(
  prefill: Json,
  platform: Platform,
  caller: Caller,
): Promise<readonly (UseCase | null)[]> {
  const { madeBy } = (prefill ?? {}) as { readonly madeBy?: Json };
  const made = typeof madeBy === "string" ? await platform.useCaseMadeBy(madeBy) : null;
  return made === null ? [] : await platform.useCasesById([made.id], caller);
}

export const useCases: EffectAction = {
  kind: "effect",
  name: "use-cases",
  words: {
    title: ACTION_TITLES["use-cases"],
    commands: ["link", "use-case", "unlink"],
    help: "Link a deployment to Use Cases, create one for it, or unlink it.",
  },
  input: useCasesInput,
  assess: async (raw, context) => {
    const input = useCasesInput.parse(raw);
    return input.way === "create" ? assessCreation(input, context) : assessLinks(input, context);
  },
  async offers({ platform, deployment, caller, prefill }): Promise<Json> {
    const [linked, some, [made = null]] = await Promise.all([
      linkedFor(platform, deployment, caller).then((ids) => platform.useCasesById(ids, caller)),
      platform.useCases({ text: "", limit: 100 }, caller),
      leftBy(prefill, platform, caller),
    ]);
    const named = (useCase: { readonly id: string; readonly name: string }) => ({
      id: useCase.id,
      name: useCase.name,
    });
    return {
      linked: linked.flatMap((one) => (one === null ? [] : [named(one)])),
      hidden: linked.filter((one) => one === null).length,
      known: some.items.map(named),
      made: made === null ? null : named(made),
    };
  },
  effect,
  auditName: (request) => `Use Case Attachment ${inputOf(request).way === "unlink" ? "Removed" : "Added"}`,
  tells: "nobody",
  change: (request) => {
    const input = inputOf(request);
    const names = enumerated(useCaseNames(request)) || counted(idsIn(input).length, "Use Case");
    switch (input.way) {
      case "link":
        return { from: names, to: "linked" };
      case "create":
        return { from: `new Use Case ${names}`, to: "created and linked" };
      case "unlink":
        return { from: names, to: "unlinked" };
    }
  },
};
