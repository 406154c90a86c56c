// A Use Case: what a group of people works on, with the deployments that are linked to it. Reference: deployment actions, section 3.5.
import type { Grant } from "./deployment.ts";
import type { UseCaseId } from "./ids.ts";
import { type Reach, roleOf } from "./permissions.ts";

/** As many characters as a name and a description may have. */
export const USE_CASE_NAME_LENGTH = 100;
export const USE_CASE_DESCRIPTION_LENGTH = 1_000;

export interface UseCase {
  readonly id: UseCaseId;
  readonly name: string;
  readonly description: string;
  /** Epoch ms; null: not recorded, as with the next one. */
  readonly createdAt: number | null;
  readonly createdBy: string | null;
  /** Owners and Users link deployments to it; Consumers only read what comes of it. */
  readonly grants: readonly Grant[];
}

/** Whether a person may link deployments to the Use Case, and unlink them. Rights on a deployment give none on a Use Case. */
export function mayLink(useCase: Pick<UseCase, "grants">, reach: Reach): boolean {
  const { role } = roleOf(useCase.grants, reach);
  return role === "OWNER" || role === "USER";
}
