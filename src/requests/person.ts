import type { PersonId } from "../deployments/ids.ts";

/** Who pressed, from the signed payload. */
export interface Actor {
  readonly installation: string;
  readonly enterprise: string | null;
  readonly team: string;
  readonly user: string;
}

/** An actor tied to an identity. */
export interface Person {
  readonly id: PersonId;
  /** Confirmed email in lower case; null when only a platform user id is known. */
  readonly email: string | null;
  readonly name: string;
  readonly slackUser: string;
}

/** Two actors with a person id or a confirmed email in common are one person (design section 1). */
export function samePerson(a: Pick<Person, "id" | "email">, b: Pick<Person, "id" | "email">): boolean {
  return a.id === b.id || (a.email !== null && a.email === b.email);
}
