// Misbehaviour on demand: of Slack itself, and of the people and channels in it.
import { useState } from "preact/hooks";
import type { PageAnswer } from "../page-reads.ts";
import type { Json } from "../state.ts";
import { useStore } from "./context.ts";

interface FaultKind {
  readonly kind: string;
  readonly words: string;
  readonly on: "bot" | "api";
  /** What more has to be said; a number field unless it begins with text. */
  readonly field?: { readonly name: string; readonly label: string; readonly initial: number | string };
}

const LATE = { name: "ms", label: "milliseconds", initial: 4000 } as const;

const FAULTS: readonly FaultKind[] = [
  { kind: "twice", words: "Deliver twice at once", on: "bot" },
  { kind: "lost-answer", words: "Lose the bot's answer", on: "bot" },
  { kind: "expired-trigger", words: "The trigger has expired", on: "bot" },
  { kind: "delay", words: "Deliver late", on: "bot", field: LATE },
  { kind: "lost-answer", words: "Do it, then lose the answer", on: "api" },
  { kind: "reset", words: "End the connection before any work", on: "api" },
  {
    kind: "rate-limit",
    words: "429, too many requests",
    on: "api",
    field: { name: "retryAfterS", label: "seconds to wait", initial: 5 },
  },
  {
    kind: "status",
    words: "An HTTP error",
    on: "api",
    field: { name: "status", label: "status", initial: 500 },
  },
  {
    kind: "error",
    words: "Refuse with an error of Slack's",
    on: "api",
    field: { name: "error", label: "error", initial: "internal_error" },
  },
  { kind: "late-answer", words: "Do it, answer late", on: "api", field: LATE },
  { kind: "delay", words: "Work late", on: "api", field: LATE },
];
const DELIVERIES = [
  "*",
  "command",
  "block_actions",
  "view_submission",
  "view_closed",
  "block_suggestion",
  "event",
];
const METHODS = [
  "*",
  "chat.postMessage",
  "chat.postEphemeral",
  "chat.update",
  "views.open",
  "views.update",
  "views.publish",
  "conversations.open",
  "users.info",
  "usergroups.list",
  "files.completeUploadExternal",
  "response_url",
  "upload",
];

const APP_CHANGES = [
  { app: "token-revoked", words: "Revoke its token" },
  { app: "uninstalled", words: "Uninstall it" },
  { app: "installed", words: "Install it again" },
] as const;

export function Faults({ answer }: { readonly answer: PageAnswer }) {
  return (
    <>
      <p class="note">Make Slack misbehave, and see what the bot does about it.</p>
      <FaultForm />
      <Waiting faults={answer.faults} />
      <h3>People</h3>
      <ul class="rows">
        {answer.people.map(({ id, name, realName, deleted }) => (
          <li key={id}>
            <span>{realName}</span>
            <Change to={{ person: name, deleted: !deleted }}>{deleted ? "Reactivate" : "Deactivate"}</Change>
          </li>
        ))}
      </ul>
      <h3>Channels of {answer.me.realName}</h3>
      <ul class="rows wide">
        {answer.channels
          .filter(({ kind }) => kind !== "im")
          .map(({ id, name, archived, hasBot, externallyShared }) => (
            <li key={id}>
              <span>#{name}</span>
              <Change to={{ channel: id, archived: !archived }}>{archived ? "Unarchive" : "Archive"}</Change>
              <Change to={{ channel: id, bot: !hasBot }}>
                {hasBot ? "Remove the bot" : "Invite the bot"}
              </Change>
              <Change to={{ channel: id, externallyShared: !externallyShared }}>
                {externallyShared ? "Stop sharing" : "Share outside"}
              </Change>
            </li>
          ))}
      </ul>
      <h3>The app</h3>
      <p class="actions">
        {APP_CHANGES.map(({ app, words }) => (
          <Change key={app} to={{ app }}>
            {words}
          </Change>
        ))}
      </p>
    </>
  );
}

/** A button that changes people, channels or the app. */
function Change({ to, children }: { readonly to: Json; readonly children: string }) {
  const store = useStore();
  return (
    <button type="button" class="button" onClick={() => void store.arrange("change", to)}>
      {children}
    </button>
  );
}

function FaultForm() {
  const store = useStore();
  const [at, setAt] = useState(0);
  const [on, setOn] = useState("*");
  const [amount, setAmount] = useState<number | string | null>(null);
  const [times, setTimes] = useState(1);
  const chosen = FAULTS[at];
  const add = (): void => {
    if (chosen === undefined) return;
    const { field } = chosen;
    void store.arrange("fault", {
      kind: chosen.kind,
      on: chosen.on === "bot" ? `bot:${on}` : on,
      times,
      ...(field === undefined ? {} : { [field.name]: amount ?? field.initial }),
    });
  };
  return (
    <form
      class="faults"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label>
        What happens
        <select
          value={at}
          onChange={(event) => {
            setAt(Number(event.currentTarget.value));
            setOn("*");
            setAmount(null);
          }}
        >
          {FAULTS.map((fault, index) => (
            <option key={index} value={index}>
              {fault.on === "bot" ? "To the bot: " : "From the bot: "}
              {fault.words}
            </option>
          ))}
        </select>
      </label>
      <label>
        To which
        <select value={on} onChange={(event) => setOn(event.currentTarget.value)}>
          {(chosen?.on === "bot" ? DELIVERIES : METHODS).map((name) => (
            <option key={name} value={name}>
              {name === "*" ? "all of them" : name}
            </option>
          ))}
        </select>
      </label>
      {chosen?.field === undefined ? null : (
        <label>
          {chosen.field.label}
          <input
            {...(typeof chosen.field.initial === "number" ? { type: "number", min: 0 } : { type: "text" })}
            value={amount ?? chosen.field.initial}
            onInput={({ currentTarget: { value } }) =>
              setAmount(typeof chosen.field?.initial === "number" ? Number(value) : value)
            }
          />
        </label>
      )}
      <label>
        How often
        <input
          type="number"
          min={1}
          value={times}
          onInput={(event) => setTimes(Math.max(1, Number(event.currentTarget.value)))}
        />
      </label>
      <button type="submit" class="button primary">
        Add
      </button>
    </form>
  );
}

function Waiting({ faults }: { readonly faults: PageAnswer["faults"] }) {
  const store = useStore();
  return (
    <>
      <h3>Waiting to happen</h3>
      {faults.length === 0 ? (
        <p class="note">Nothing: Slack behaves.</p>
      ) : (
        <>
          <ul>
            {faults.map((fault, index) => (
              <li key={index}>
                <code>{String(fault.kind)}</code> on <code>{String(fault.on)}</code>, {String(fault.times)}{" "}
                more {fault.times === 1 ? "time" : "times"}
              </li>
            ))}
          </ul>
          <button type="button" class="button" onClick={() => void store.arrange("clear-faults", {})}>
            Clear all
          </button>
        </>
      )}
    </>
  );
}
