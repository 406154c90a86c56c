import type { Answer, Refusal } from "../../src/deployments/decision.ts";

/** What an allowed question or press answered; fails the test with the refusal. */
export function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.sentence}`);
  return answer.value;
}

/** Why it was refused; fails the test when it was not. */
export function refusal(answer: Answer<unknown>): Refusal {
  if (answer.ok) throw new Error("It was not refused.");
  return answer.refusal;
}
