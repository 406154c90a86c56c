// Modals and confirm dialogs. Native dialogs keep the focus inside and give it back.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { WorkspaceView } from "../state.ts";
import { Blocks } from "./blocks.tsx";
import { useStore } from "./context.ts";
import { Text, textOf } from "./mrkdwn.tsx";
import { records } from "./parts.tsx";
import type { Confirming } from "./store.ts";
import { type Control, controlsAt, type Surface, SurfaceContext } from "./surface.ts";

const keyOf = ({ blockId, element }: Control): string => `${blockId} ${String(element.action_id)}`;

export function Modal({ view, depth }: { readonly view: WorkspaceView; readonly depth: number }) {
  const store = useStore();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const { id } = view;

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  // Another view of the stack: nothing of the one before belongs to it.
  useEffect(() => {
    setTyped({});
    setErrors({});
  }, [id]);

  const surface: Surface = useMemo(() => {
    return {
      values: view.state.values,
      errors,
      ...controlsAt({ view: { id } }, store),
      typed: {
        get: (control) => typed[keyOf(control)],
        set: (control, text) => setTyped((before) => ({ ...before, [keyOf(control)]: text })),
      },
    };
  }, [id, view, errors, typed, store]);

  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      // By block id: it is the one name that is never there twice.
      const values = Object.fromEntries(
        records(view.blocks).flatMap((block) => {
          const element = block.type === "input" ? (block.element as Control["element"]) : null;
          const blockId = String(block.block_id);
          const text = element === null ? undefined : typed[keyOf({ blockId, element })];
          return text === undefined ? [] : [[blockId, text]];
        }),
      );
      const outcome = await store.act("submit", { view: { id }, values });
      setErrors(outcome?.fieldErrors ?? {});
      const [first] = Object.keys(outcome?.fieldErrors ?? {});
      if (first !== undefined) document.getElementById(`field-${first}`)?.focus();
    } finally {
      setBusy(false);
    }
  };
  const close = (all = false): void => void store.act("close", all ? { all: true } : {});
  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit !== null) void submit();
        }}
      >
        <header>
          {depth > 1 ? (
            <button type="button" class="plain" aria-label="Back" onClick={() => close()}>
              ‹
            </button>
          ) : null}
          <h2 id="modal-title">{textOf(view.title)}</h2>
          <button type="button" class="plain" aria-label="Close" onClick={() => close(depth > 1)}>
            ✕
          </button>
        </header>
        <div class="modal-body">
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        </div>
        <footer>
          <button type="button" class="button" onClick={() => close()}>
            {view.close === null ? "Cancel" : textOf(view.close)}
          </button>
          {view.submit === null ? null : (
            <button type="submit" class="button primary" disabled={busy} aria-busy={busy}>
              {textOf(view.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

export function Confirm({ dialog, answer }: Confirming) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog
      ref={box}
      class="modal confirm"
      role="alertdialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <header>
        <h2 id="confirm-title">{textOf(dialog.title) || "Are you sure?"}</h2>
      </header>
      <div class="modal-body" id="confirm-text">
        <Text of={dialog.text} />
      </div>
      <footer>
        <button type="button" class="button" onClick={() => answer(false)}>
          {textOf(dialog.deny) || "Cancel"}
        </button>
        <button
          type="button"
          class={`button ${dialog.style === "danger" ? "danger" : "primary"}`}
          onClick={() => answer(true)}
        >
          {textOf(dialog.confirm) || "Yes"}
        </button>
      </footer>
    </dialog>
  );
}
