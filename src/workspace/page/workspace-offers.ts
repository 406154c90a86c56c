// What selects of people, channels and conversations offer: the workspace's own.
import type { Offer } from "./choices.tsx";
import { useStore } from "./context.ts";

/** Null: the select brings its own options. */
export function useWorkspaceOffers(type: string): readonly Offer[] | null {
  const { answer } = useStore().state;
  const people = (): Offer[] =>
    (answer?.people ?? []).map(({ id, name, realName }) => ({
      value: id,
      text: realName,
      description: `@${name}`,
    }));
  const channels = (): Offer[] =>
    (answer?.channels ?? [])
      .filter(({ kind }) => kind !== "im")
      .map(({ id, name }) => ({ value: id, text: `#${name}`, description: "" }));
  if (type.endsWith("users_select")) return people();
  if (type.endsWith("channels_select")) return channels();
  if (type.endsWith("conversations_select")) return [...channels(), ...people()];
  return null;
}
