// Where a block is drawn: in a message, a modal, the Home tab, or the gallery, and what its controls do there.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { FieldValue, Outcome, Suggested } from "../acts.ts";
import type { Json, StateValues } from "../state.ts";

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

const nowhere = async (): Promise<null> => null;

/** The gallery's: everything can be tried and nothing is sent. */
export const NO_SURFACE: Surface = {
  values: {},
  errors: {},
  press: nowhere,
  choose: nowhere,
  suggest: async () => ({
    options: ["One", "Two", "Three"].map((text) => ({ text: { type: "plain_text", text }, value: text })),
    groups: null,
    problem: null,
  }),
  typed: null,
};

export const SurfaceContext = createContext<Surface>(NO_SURFACE);
export const useSurface = (): Surface => useContext(SurfaceContext);
