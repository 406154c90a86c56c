// The app's shortcuts, where its manifest has some: global ones in the sidebar, those of messages beneath each message.
import { useEffect, useState } from "preact/hooks";
import { useStore } from "./context.ts";
import { type OfferedShortcut, offeredShortcuts, wordsOf } from "./control.ts";

let asked: Promise<readonly OfferedShortcut[]> | null = null;

/** Asked for once: a manifest does not change while its workspace runs. */
function useShortcuts(type: OfferedShortcut["type"]): readonly OfferedShortcut[] {
  const store = useStore();
  const [all, setAll] = useState<readonly OfferedShortcut[]>([]);
  useEffect(() => {
    asked ??= offeredShortcuts();
    asked.then(setAll, (error: unknown) => {
      asked = null;
      store.tell(wordsOf(error));
    });
  }, [store]);
  return all.filter((one) => one.type === type);
}

export function GlobalShortcuts() {
  const store = useStore();
  const offered = useShortcuts("global");
  if (offered.length === 0) return null;
  return (
    <>
      <h2>Shortcuts</h2>
      <ul>
        {offered.map(({ callbackId, name, description }) => (
          <li key={callbackId}>
            <button
              type="button"
              title={description}
              onClick={() => void store.act("shortcut", { callback: callbackId })}
            >
              ⚡ {name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function MessageShortcuts({ channel, ts }: { readonly channel: string; readonly ts: string }) {
  const store = useStore();
  return (
    <>
      {useShortcuts("message").map(({ callbackId, name, description }) => (
        <button
          type="button"
          class="replies none"
          key={callbackId}
          title={description}
          onClick={() => void store.act("shortcut", { callback: callbackId, message: { channel, ts } })}
        >
          ⚡ {name}
        </button>
      ))}
    </>
  );
}
