// Small shapes that many answers share.
import type { Account, World } from "./state.ts";

/** `2026-11-24T09:00:00.000000Z`: microseconds, as the real one writes them. */
export const when = (at: number): string => new Date(at).toISOString().replace(/Z$/, "000Z");
export const whenOrNull = (at: number | null): string | null => (at === null ? null : when(at));

const nobody = (id: string): Pick<Account, "id" | "email" | "firstName" | "lastName"> => ({
  id,
  email: "",
  firstName: "",
  lastName: "",
});

export const accountOf = (world: World, id: string) => world.accounts.get(id) ?? nobody(id);

/** As in `createdBy` of registered models, and `created` of Use Cases. */
export function userWire(world: World, id: string): Record<string, unknown> {
  const { email, firstName, lastName } = accountOf(world, id);
  return { id, email, firstName, lastName, name: `${firstName} ${lastName}`.trim(), userhash: id };
}
