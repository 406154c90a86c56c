// What every part of the page is handed without passing it through all of them.
import { createContext } from "preact";
import { useSyncExternalStore } from "preact/compat";
import { useContext } from "preact/hooks";
import type { PageState, Store } from "./store.ts";

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (store === null) throw new Error("The page has a store around all of its parts.");
  return store;
}

/** The state, drawn again whenever it changes. */
export function usePage(): PageState {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => store.state);
}

export interface Names {
  person(id: string): string | null;
  channel(id: string): string | null;
  group(id: string): string | null;
  readonly me: string;
}

export const NamesContext = createContext<Names>({
  person: () => null,
  channel: () => null,
  group: () => null,
  me: "",
});
