// The bot's Home tab.
import { useEffect, useMemo } from "preact/hooks";
import type { WorkspaceView } from "../state.ts";
import { Blocks } from "./blocks.tsx";
import { useStore } from "./context.ts";
import { controlsAt, type Surface, SurfaceContext } from "./surface.ts";

export function Home({ view }: { readonly view: WorkspaceView | null }) {
  const store = useStore();
  const { person } = store.state.place;
  useEffect(() => void store.act("home", {}), [store, person]);
  const surface: Surface = useMemo(
    () => ({
      values: view?.state.values ?? {},
      errors: {},
      ...controlsAt({ view: { id: view?.id ?? "" } }, store),
      typed: null,
    }),
    [view, store],
  );
  return (
    <div class="messages home" tabIndex={0} role="region" aria-label="Home of Pointsman">
      {view === null ? (
        <p class="empty">Pointsman has not published anything here yet.</p>
      ) : (
        <SurfaceContext.Provider value={surface}>
          <Blocks blocks={view.blocks} />
        </SurfaceContext.Provider>
      )}
    </div>
  );
}
