// A submitted view shows what its acknowledgement says. A result that is sent before Slack has drawn that would be
// overwritten by "Checking…" for good, so updates of a view wait while a submit of it is being answered.

/** Time that Slack needs to draw an acknowledged view. */
const DRAWING_MS = 300;
/** Longer than any acknowledgement takes: a lost release never keeps a result back for good. */
const LONGEST_HOLD_MS = 4_000;

export interface ViewGate {
  /** Called when a submit arrives; the returned function when it is acknowledged. */
  hold(viewId: string): () => void;
  /** Resolves when nothing holds the view. */
  open(viewId: string): Promise<void>;
}

export function viewGate(drawingMs: number = DRAWING_MS): ViewGate {
  const held = new Map<string, Promise<void>>();
  return {
    hold(viewId) {
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const longest = setTimeout(release, LONGEST_HOLD_MS);
      held.set(viewId, released);
      void released.then(() => {
        clearTimeout(longest);
        if (held.get(viewId) === released) held.delete(viewId);
      });
      return () => {
        setTimeout(release, drawingMs);
      };
    },
    async open(viewId) {
      // Whoever waited longer may have held it again.
      while (held.has(viewId)) await held.get(viewId);
    },
  };
}
