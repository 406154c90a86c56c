// Misbehaviour on demand: of Slack itself, and of the people and channels in it.
import { useState } from "preact/hooks";
import type { PageAnswer } from "../page-reads.ts";
import type { Json } from "../state.ts";
import { useStore } from "./context.ts";
import { arrange } from "./control.ts";

interface FaultKind {
  readonly kind: string;
  readonly words: string;
  readonly on: "bot" | "api";
  /** What more has to be said; a number field unless it begins with text. */
  readonly field?: { readonly name: string; readonly label: string; readonly initial: number | string };
}

const FAULTS: readonly FaultKind[] = [
  { kind: "twice", words: "Deliver twice at once", on: "bot" },
  { kind: "lost-answer", words: "Lose the bot's answer", on: "bot" },
  { kind: "expired-trigger", words: "The trigger has expired", on: "bot" },
  {
    kind: "delay",
    words: "Deliver late",
    on: "bot",
    field: { name: "ms", label: "milliseconds", initial: 4000 },
  },
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
  {
    kind: "late-answer",
    words: "Do it, answer late",
    on: "api",
    field: { name: "ms", label: "milliseconds", initial: 4000 },
  },
  {
    kind: "delay",
    words: "Work late",
    on: "api",
    field: { name: "ms", label: "milliseconds", initial: 4000 },
  },
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
  const store = useStore();
  const [at, setAt] = useState(0);
  const [on, setOn] = useState("*");
  const [amount, setAmount] = useState<number | string | null>(null);
  const [times, setTimes] = useState(1);
  const chosen = FAULTS[at];
  const tell = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      store.tell(error instanceof Error ? error.message : String(error));
    }
  };
  const add = (): void => {
    if (chosen === undefined) return;
    const { field } = chosen;
    const body: Json = {
      kind: chosen.kind,
      on: chosen.on === "bot" ? `bot:${on}` : on,
      times,
      ...(field === undefined ? {} : { [field.name]: amount ?? field.initial }),
    };
    void tell(arrange("fault", body));
  };
  return (
    <>
      <p class="note">Make Slack misbehave, and see what the bot does about it.</p>
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
      <h3>Waiting to happen</h3>
      {answer.faults.length === 0 ? <p class="note">Nothing: Slack behaves.</p> : null}
      <ul>
        {answer.faults.map((fault, index) => (
          <li key={index}>
            <code>{String(fault.kind)}</code> on <code>{String(fault.on)}</code>, {String(fault.times)} more{" "}
            {fault.times === 1 ? "time" : "times"}
          </li>
        ))}
      </ul>
      {answer.faults.length === 0 ? null : (
        <button type="button" class="button" onClick={() => void tell(arrange("clear-faults", {}))}>
          Clear all
        </button>
      )}
      <h3>People</h3>
      <ul class="rows">
        {answer.people.map((person) => (
          <li key={person.id}>
            <span>{person.realName}</span>
            <button
              type="button"
              class="button"
              onClick={() => void tell(arrange("change", { person: person.name, deleted: !person.deleted }))}
            >
              {person.deleted ? "Reactivate" : "Deactivate"}
            </button>
          </li>
        ))}
      </ul>
      <h3>Channels of {answer.me.realName}</h3>
      <ul class="rows wide">
        {answer.channels
          .filter(({ kind }) => kind !== "im")
          .map((channel) => (
            <li key={channel.id}>
              <span>#{channel.name}</span>
              <button
                type="button"
                class="button"
                onClick={() =>
                  void tell(arrange("change", { channel: channel.id, archived: !channel.archived }))
                }
              >
                {channel.archived ? "Unarchive" : "Archive"}
              </button>
              <button
                type="button"
                class="button"
                onClick={() => void tell(arrange("change", { channel: channel.id, bot: !channel.hasBot }))}
              >
                {channel.hasBot ? "Remove the bot" : "Invite the bot"}
              </button>
              <button
                type="button"
                class="button"
                onClick={() =>
                  void tell(
                    arrange("change", { channel: channel.id, externallyShared: !channel.externallyShared }),
                  )
                }
              >
                {channel.externallyShared ? "Stop sharing" : "Share outside"}
              </button>
            </li>
          ))}
      </ul>
      <h3>The app</h3>
      <p class="actions">
        {APP_CHANGES.map(({ app, words }) => (
          <button
            type="button"
            class="button"
            key={app}
            onClick={() => void tell(arrange("change", { app }))}
          >
            {words}
          </button>
        ))}
      </p>
    </>
  );
}
