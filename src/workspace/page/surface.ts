// Where a block is drawn: in a message, a modal, the Home tab, or the gallery, and what its controls do there.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { FieldValue, Outcome, Suggested } from "../acts.ts";
import type { Json, StateValues } from "../state.ts";
import { suggest } from "./control.ts";
import type { Store } from "./store.ts";

export interface Control {
  readonly blockId: string;
  readonly element: Json;
}

export interface Surface {
  /** What was entered so far, as the workspace knows it. */
  readonly values: StateValues;
  /** Texts beside the fields, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  press(control: Control): Promise<Outcome | null>;
  choose(control: Control, option: FieldValue): Promise<Outcome | null>;
  suggest(control: Control, text: string): Promise<Suggested>;
  /** Typed text that is sent with the submit; null: nowhere to keep it, it is sent when it is left. */
  readonly typed: {
    get(control: Control): string | undefined;
    set(control: Control, text: string): void;
  } | null;
}

/** What controls of the workspace's own messages and views send; `at` says which one they are in. */
export function controlsAt(
  at: { readonly message: Json } | { readonly view: Json },
  store: Store,
): Pick<Surface, "press" | "choose" | "suggest"> {
  const of = ({ blockId, element }: Control): Json => ({
    ...at,
    action: String(element.action_id),
    block: blockId,
  });
  return {
    press: (control) =>
      store.act("press", {
        ...of(control),
        ...(typeof control.element.value === "string" ? { value: control.element.value } : {}),
        confirm: true,
      }),
    choose: (control, option) => store.act("choose", { ...of(control), option, confirm: true }),
    suggest: (control, text) => suggest({ as: store.state.place.person, ...of(control), text }),
  };
}

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error("Blocks are drawn on a surface.");
  return surface;
}
