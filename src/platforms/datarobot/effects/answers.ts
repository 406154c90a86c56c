// What came of a write, in the words of the port and of people.
import type { EffectAnswer } from "../../../ports/platform.ts";
import type { WriteAnswer } from "../client.ts";
import { saysCoveredByPolicy } from "../guesses.ts";

export type NotDone = Extract<EffectAnswer, { readonly outcome: "refused" | "not-delivered" | "unknown" }>;
export type Refused = Extract<WriteAnswer, { readonly outcome: "refused" }>;

export const refused = (sentence: string): Extract<EffectAnswer, { outcome: "refused" }> => ({
  outcome: "refused",
  sentence,
});

/**
 * A read just before shows what was wanted: others may have done it, or an earlier call of this same effect whose answer was lost. A look
 * decides, as after every call that is in doubt.
 */
export const soAlready = {
  outcome: "unknown",
  sentence: "DataRobot shows it as it was asked for already, so nothing was sent.",
} as const satisfies EffectAnswer;

export const notKept = {
  outcome: "not-delivered",
  sentence: "Nothing was sent to DataRobot: what is needed to find it again could not be kept.",
  retryAfterMs: 5_000,
} as const satisfies EffectAnswer;

/** Foreign words as the end of a sentence of ours. */
export const sentenceOf = (message: string): string =>
  /[.!?…]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`;

/** DataRobot's own 404, not the page of somebody in between. */
export const isGone = (answer: WriteAnswer): boolean =>
  answer.outcome === "refused" &&
  answer.status === 404 &&
  typeof answer.body === "object" &&
  answer.body !== null;

/** Of a write that was not answered with a 2xx. `page`: where the same is done in DataRobot itself. */
export function notDone(answer: Exclude<WriteAnswer, { outcome: "answered" }>, page: string): NotDone {
  switch (answer.outcome) {
    case "refused":
      return refused(refusalWords(answer, page));
    case "not-delivered":
    case "unknown":
      return answer;
  }
}

function refusalWords({ status, message }: Refused, page: string): string {
  const said = sentenceOf(message);
  if (status === 401)
    return `DataRobot does not accept your API token any more: ${said} Link your account anew, then ask again.`;
  // Whoever can make a change request in DataRobot's own pages goes on there: a direct call is no way around its policies.
  if (saysCoveredByPolicy(status, message))
    return `An approval policy of DataRobot covers this: ${said} Ask for it there as a change request: ${page}`;
  return `DataRobot refused it: ${said}`;
}
