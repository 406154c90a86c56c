// Get the model as a file: a build, and what it made is downloaded by whoever asked. Reference: deployment actions, section 3.4.
import { packageId } from "../../deployments/ids.ts";
import {
  type CodeOptions,
  FORM_WORDS,
  INCLUSION_WORDS,
  inclusionRefused,
} from "../../deployments/scoring-code.ts";
import { ACTION_TITLES, enumerated } from "../../deployments/words.ts";
import type { ChangeRequest } from "../../requests/request.ts";
import type { AssessContext, EffectAction } from "../action.ts";
import { findable } from "../findable.ts";
import { type ScoringCodeInput, scoringCodeInput } from "./input.ts";

interface Facts {
  readonly champion: string;
  readonly model: string;
  readonly makesPermanent: boolean;
}

/** What the checking found; null before. */
export const codeFacts = (request: ChangeRequest): Facts | null =>
  request.assessment === null ? null : (request.assessment.facts as unknown as Facts);

export const inputOf = (request: ChangeRequest): ScoringCodeInput => scoringCodeInput.parse(request.input);

/** `binary JAR with monitoring agent and prediction explanations`. */
export const optionWords = ({ form, include }: CodeOptions): string =>
  include.length === 0
    ? FORM_WORDS[form]
    : `${FORM_WORDS[form]} with ${enumerated(include.map((each) => INCLUSION_WORDS[each]))}`;

/** Whether the first download is still to come, on a plan where it makes the deployment permanent. */
const willBePermanent = ({ platform, deployment }: Pick<AssessContext, "platform" | "deployment">): boolean =>
  platform.scoringCodeMakesPermanent && deployment.permanentSince === null;

const assess: EffectAction["assess"] = async (raw, { platform, deployment }) => {
  const input = scoringCodeInput.parse(raw);
  const [model = null] = await platform.packages([deployment.championId], { kind: "service" });
  if (model === null)
    return {
      refusal: {
        code: "unavailable",
        sentence: "The model of this deployment cannot be read, so nothing can be built from it.",
        next: "Ask an Owner to look at the deployment's registered model version.",
      },
    };
  const refused = inclusionRefused(input, model);
  if (refused !== null)
    return {
      refusal: { code: "invalid", field: "include", sentence: refused, next: "Choose from what is offered." },
    };
  const makesPermanent = willBePermanent({ platform, deployment });
  if (makesPermanent && !input.acknowledged)
    return {
      refusal: {
        code: "invalid",
        field: "acknowledged",
        sentence:
          "Downloading scoring code makes this deployment permanent: it can no longer be deleted. That has to be acknowledged first.",
        next: "Tick the acknowledgement, or close the form.",
      },
    };
  const facts: Facts = { champion: model.id, model: model.name, makesPermanent };
  return {
    status: "passing",
    checks: [],
    facts: { ...facts },
    shown: [{ label: "Model", value: model.name }],
    toAttest: [],
    rollbackTo: null,
  };
};

export const scoringCode: EffectAction = {
  kind: "effect",
  name: "scoring-code",
  words: {
    title: ACTION_TITLES["scoring-code"],
    commands: ["code", "scoring-code"],
    help: "Get the model as a file that scores without the deployment.",
  },
  input: scoringCodeInput,
  offers: async (context) => ({ makesPermanent: willBePermanent(context) }),
  assess,
  effect: findable({
    command: (request) => {
      const { form, include } = inputOf(request);
      return {
        kind: "build-scoring-code",
        model: packageId(codeFacts(request)?.champion ?? ""),
        options: { form, include },
      };
    },
    madeFrom: ({ championId }) => ({ champion: championId }),
  }),
  tells: "the-requester-alone",
  makes: true,
  change: (request) => ({
    from: codeFacts(request)?.model ?? "the model",
    to: optionWords(inputOf(request)),
  }),
};
