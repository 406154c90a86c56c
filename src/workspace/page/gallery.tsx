// One of each block and element, with what a bot like this one would put into them.
import { useState } from "preact/hooks";
import type { Json, StateValues } from "../state.ts";
import { Blocks } from "./blocks.tsx";
import { type Names, NamesContext, usePage } from "./context.ts";
import { GALLERY } from "./gallery-blocks.ts";
import { Confirm } from "./modal.tsx";
import { records } from "./parts.tsx";
import { type Surface, SurfaceContext } from "./surface.ts";

const KNOWN: Readonly<Record<string, string>> = {
  U0OLIVIA: "Olivia",
  U0ADA: "Ada",
  C0GENERAL: "general",
  S0MLAPPROVERS: "ml-approvers",
};
const known = (id: string): string | null => KNOWN[id] ?? null;
const NAMES: Names = { person: known, channel: known, group: known, me: "U0ADA" };

/** What is found by selects that ask a bot. */
const FOUND: readonly Json[] = ["One", "Two", "Three"].map((text) => ({
  text: { type: "plain_text", text },
  value: text,
}));

export function Gallery() {
  const { confirming } = usePage();
  const [values, setValues] = useState<StateValues>({});
  const surface: Surface = {
    values,
    errors: {},
    press: async () => null,
    suggest: async () => ({ options: FOUND, groups: null, problem: null }),
    typed: null,
    // What is chosen is shown, as in a real view.
    choose: async ({ blockId, element }, option) => {
      const offered = [...records(element.options), ...FOUND];
      const wanted = option === null ? [] : typeof option === "string" ? [option] : option;
      const chosen = wanted.map((value) => offered.find((one) => one.value === value) ?? value);
      const kind = String(element.type);
      const held =
        kind === "datepicker"
          ? { selected_date: wanted[0] ?? null }
          : kind === "timepicker"
            ? { selected_time: wanted[0] ?? null }
            : kind === "datetimepicker"
              ? { selected_date_time: wanted[0] === undefined ? null : Number(wanted[0]) }
              : { selected: chosen };
      setValues((before) => ({
        ...before,
        [blockId]: { ...before[blockId], [String(element.action_id)]: { type: kind, ...held } },
      }));
      return null;
    },
  };
  return (
    <>
      <main class="gallery">
        <h1>Gallery of blocks</h1>
        <p>
          Every block and element that this workspace draws. Nothing here is sent.{" "}
          <a href="/">Back to the workspace</a>
        </p>
        <NamesContext.Provider value={NAMES}>
          <SurfaceContext.Provider value={surface}>
            {GALLERY.map(({ title, blocks }) => (
              <section key={title} aria-label={title}>
                <h2>{title}</h2>
                <Blocks blocks={blocks} />
              </section>
            ))}
          </SurfaceContext.Provider>
        </NamesContext.Provider>
      </main>
      {confirming === null ? null : <Confirm {...confirming} />}
    </>
  );
}
