// What went between Slack and the bot, with the time that Slack gives for an answer.
import { useContext, useState } from "preact/hooks";
import type { RequestEntry } from "../request-log.ts";
import { NamesContext } from "./context.ts";

const SHOWN_REQUESTS = 100;
const BUDGET_MS = 3_000;

export function Requests({ requests }: { readonly requests: readonly RequestEntry[] }) {
  const shown = requests.slice(-SHOWN_REQUESTS).toReversed();
  return (
    <>
      <p class="note">
        Newest first. → what Slack sent the bot (it has 3 s for an answer, the mark on the bar); ← what the
        bot asked of Slack.
      </p>
      <ol class="requests">
        {shown.map((entry) => (
          <Request key={entry.number} entry={entry} />
        ))}
      </ol>
    </>
  );
}

function Request({ entry }: { readonly entry: RequestEntry }) {
  const toBot = entry.direction === "to-bot";
  const [open, setOpen] = useState(false);
  const names = useContext(NamesContext);
  const who = entry.person === null ? null : (names.person(entry.person) ?? entry.person);
  return (
    <li class={entry.late || (entry.status ?? 500) >= 400 ? "trouble" : ""}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span aria-hidden="true">{toBot ? "→" : "←"}</span> <code>{entry.name}</code>
          <small>
            {who === null ? "" : `${who} · `}
            {entry.status ?? "no answer"} · {Math.round(entry.ms)} ms{entry.late ? " · too late" : ""}
            {entry.retry > 0 ? ` · retry ${entry.retry}` : ""}
          </small>
          {toBot ? (
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${Math.min(100, (entry.ms / BUDGET_MS) * 75)}%` }} />
            </span>
          ) : null}
        </summary>
        {open ? (
          <>
            <pre>{JSON.stringify(entry.request, null, 1)}</pre>
            <pre>{JSON.stringify(entry.answer, null, 1)}</pre>
          </>
        ) : null}
      </details>
    </li>
  );
}
