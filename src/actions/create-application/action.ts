// Create a page for people who want predictions of a deployment. Reference: deployment actions, section 3.3.
import {
  type Application,
  MOST_APPLICATIONS,
  SHARING_WORDS,
  TEMPLATE_WORDS,
} from "../../deployments/application.ts";
import { nameKey } from "../../deployments/names.ts";
import { ACTION_TITLES, STATUS_WORDS } from "../../deployments/words.ts";
import type { ChangeRequest, Json } from "../../requests/request.ts";
import type { EffectAction } from "../action.ts";
import { findable } from "../findable.ts";
import { type CreateApplicationInput, createApplicationInput } from "./input.ts";

interface Facts {
  /** Columns of the deployment's association id; each becomes a required field for good. */
  readonly associationId: readonly string[];
  readonly predictionUrl: string | null;
}

/** What the checking found; null before. */
export const applicationFacts = (request: ChangeRequest): Facts | null =>
  request.assessment === null ? null : (request.assessment.facts as unknown as Facts);

const inputOf = (request: ChangeRequest): CreateApplicationInput =>
  createApplicationInput.parse(request.input);

/** What is to be known of the association id before anybody confirms: neither way can be gone back. */
export const associationSentence = (columns: readonly string[]): string =>
  columns.length === 0
    ? "The deployment has no association id, and once it has an application none can be added: its predictions are never matched with what really happened."
    : `The association id (${columns.join(", ")}) becomes a required field of the application, and "Require association ID" can no longer be turned off.`;

/** Said where the application could not ask anybody for a prediction. */
export const NO_ADDRESS =
  "The deployment has no prediction address, so the application shows its form and cannot make predictions yet.";

/** Said of a deployment that is down: the application is there at once, and of no use yet. */
export const notServing = (status: "inactive" | "errored"): string =>
  `The deployment is ${STATUS_WORDS[status]}: the application makes no predictions until it is activated.`;

const taken = (applications: readonly Application[], name: string): boolean =>
  applications.some((one) => nameKey(one.name) === nameKey(name));

export const createApplication: EffectAction = {
  kind: "effect",
  name: "create-application",
  words: {
    title: ACTION_TITLES["create-application"],
    commands: ["application", "create-application", "app"],
    help: "Create a page on which people ask the deployment for predictions.",
  },
  input: createApplicationInput,
  assess: async (raw, { deployment }) => {
    const input = createApplicationInput.parse(raw);
    if (taken(deployment.applications, input.name))
      return {
        refusal: {
          code: "conflict",
          field: "name",
          sentence: "The deployment has an application of this name already.",
          next: "Choose another name.",
        },
      };
    if (deployment.applications.length >= MOST_APPLICATIONS)
      return {
        refusal: {
          code: "unavailable",
          sentence: `The deployment has ${MOST_APPLICATIONS} applications, which is the most it can have.`,
          next: "Use one that is there.",
        },
      };
    const facts: Facts = {
      associationId: deployment.settings.associationId.columns,
      predictionUrl: deployment.predictionUrl,
    };
    const { status } = deployment;
    return {
      status: "passing",
      checks: [],
      facts: facts as unknown as Json,
      shown: [
        ...(status === "inactive" || status === "errored"
          ? [{ label: "Status when checked", value: notServing(status) }]
          : []),
        {
          label: "Association id",
          value: facts.associationId.length === 0 ? "none" : facts.associationId.join(", "),
        },
        { label: "Prediction address", value: facts.predictionUrl ?? "none" },
      ],
      toAttest: [],
      rollbackTo: null,
    };
  },
  effect: findable({
    command: (request) => ({
      kind: "create-application",
      application: {
        ...inputOf(request),
        creator: {
          id: request.requester.id,
          email: request.requester.email,
          name: request.requester.name,
        },
      },
      associationId: applicationFacts(request)?.associationId ?? [],
    }),
    madeFrom: ({ settings }) => ({ associationId: settings.associationId.columns }),
    find: ({ applications }, { effectKey }) =>
      applications.find(({ id }) => id === effectKey)?.createdAt ?? null,
  }),
  tells: "nobody",
  makes: true,
  change: (request) => {
    const { template, name, sharing } = inputOf(request);
    return {
      from: "no such application",
      to: `${name} (${TEMPLATE_WORDS[template]}), for ${SHARING_WORDS[sharing]}`,
    };
  },
};
