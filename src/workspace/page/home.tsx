// The bot's Home tab.
import { useEffect, useMemo } from "preact/hooks";
import type { WorkspaceView } from "../state.ts";
import { Blocks } from "./blocks.tsx";
import { useStore } from "./context.ts";
import { suggest } from "./control.ts";
import { type Control, type Surface, SurfaceContext } from "./surface.ts";

export function Home({ view }: { readonly view: WorkspaceView | null }) {
  const store = useStore();
  const { person } = store.state.place;
  useEffect(() => void store.act("home", {}), [store, person]);
  const surface: Surface = useMemo(() => {
    const of = (control: Control) => ({
      view: { id: view?.id ?? "" },
      action: String(control.element.action_id),
      block: control.blockId,
    });
    return {
      values: view?.state.values ?? {},
      errors: {},
      press: (control) =>
        store.act("press", {
          ...of(control),
          ...(typeof control.element.value === "string" ? { value: control.element.value } : {}),
          confirm: true,
        }),
      choose: (control, option) => store.act("choose", { ...of(control), option, confirm: true }),
      suggest: (control, text) => suggest({ as: person, ...of(control), text }),
      typed: null,
    };
  }, [view, store, person]);
  return (
    <div class="messages home" tabIndex={0} role="region" aria-label="Home of Pointsman">
      {view === null ? <p class="empty">Pointsman has not published anything here yet.</p> : null}
      {view === null ? null : (
        <SurfaceContext.Provider value={surface}>
          <Blocks blocks={view.blocks} />
        </SurfaceContext.Provider>
      )}
    </div>
  );
}
