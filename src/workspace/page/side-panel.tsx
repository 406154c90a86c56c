// Beside the channel: the tour, faults on demand, and what went between Slack and the bot.
import { useState } from "preact/hooks";
import type { PageAnswer } from "../page-reads.ts";
import type { RequestEntry } from "../request-log.ts";
import type { Json } from "../state.ts";
import { useStore } from "./context.ts";
import { arrange } from "./control.ts";
import { isDone, TOUR, type TourStep } from "./tour.ts";

const TABS = ["Tour", "Faults", "Requests"] as const;
type Tab = (typeof TABS)[number];

export interface SidePanelProps {
  readonly answer: PageAnswer;
  readonly requests: readonly RequestEntry[];
  readonly onType: (text: string) => void;
  readonly onClose: () => void;
}

export function SidePanel({ answer, requests, onType, onClose }: SidePanelProps) {
  const [tab, setTab] = useState<Tab>("Tour");
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? "Tour";
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="side-panel" aria-label="Tour, faults and requests">
      <div class="tabs" role="tablist" onKeyDown={onKeyDown}>
        {TABS.map((name) => (
          <button
            type="button"
            role="tab"
            key={name}
            id={`tab-${name}`}
            aria-selected={name === tab}
            aria-controls="side-body"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {name}
          </button>
        ))}
        <button type="button" class="plain" aria-label="Close the side panel" onClick={onClose}>
          ✕
        </button>
      </div>
      <div id="side-body" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "Tour" ? <Tour requests={requests} onType={onType} /> : null}
        {tab === "Faults" ? <Faults answer={answer} /> : null}
        {tab === "Requests" ? <Requests requests={requests} /> : null}
      </div>
    </aside>
  );
}

/** A step counts as done whenever it happened, whoever skipped ahead. */
function Tour({
  requests,
  onType,
}: {
  readonly requests: readonly RequestEntry[];
  readonly onType: (text: string) => void;
}) {
  const { read } = useStore().state;
  const done = TOUR.map((step) => isDone(step, requests, read));
  const next = done.indexOf(false);
  return (
    <>
      <p class="note">
        {next === -1
          ? "You have seen the main things. Everything else is under /deployments help."
          : `Two minutes from a command to a replaced model. ${done.filter(Boolean).length} of ${TOUR.length} done.`}
      </p>
      <ol class="tour">
        {TOUR.map((step, at) => (
          <Step key={step.title} step={step} done={done[at] === true} now={at === next} onType={onType} />
        ))}
      </ol>
    </>
  );
}

function Step({
  step,
  done,
  now,
  onType,
}: {
  readonly step: TourStep;
  readonly done: boolean;
  readonly now: boolean;
  readonly onType: (text: string) => void;
}) {
  const store = useStore();
  const { place } = store.state;
  const there = place.person === step.person && place.channel === step.channel;
  const name = step.person.charAt(0).toUpperCase() + step.person.slice(1);
  const typed = step.type;
  return (
    <li class={done ? "done" : now ? "now" : ""} aria-current={now ? "step" : undefined}>
      <strong>
        <span aria-hidden="true">{done ? "✅" : now ? "👉" : "◻️"}</span> {step.title}
        {done ? <span class="visually-hidden"> (done)</span> : null}
      </strong>
      {now ? (
        <>
          <p>{step.text}</p>
          <div class="actions">
            {there ? null : (
              <button
                type="button"
                class="button"
                onClick={() =>
                  store.go({ person: step.person, channel: step.channel, thread: "", until: "" })
                }
              >
                Go there as {name}
              </button>
            )}
            {typed === null ? null : (
              <button
                type="button"
                class={there ? "button primary" : "button"}
                onClick={() => {
                  if (!there) store.go({ person: step.person, channel: step.channel, thread: "", until: "" });
                  onType(typed);
                }}
              >
                Put it in the box
              </button>
            )}
          </div>
        </>
      ) : null}
    </li>
  );
}

interface FaultKind {
  readonly kind: string;
  readonly words: string;
  readonly on: "bot" | "api";
  readonly field?: { readonly name: string; readonly label: string; readonly initial: number };
}

const FAULTS: readonly FaultKind[] = [
  { kind: "twice", words: "Deliver twice at once", on: "bot" },
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
];

function Faults({ answer }: { readonly answer: PageAnswer }) {
  const store = useStore();
  const [at, setAt] = useState(0);
  const [on, setOn] = useState("*");
  const [amount, setAmount] = useState<number | null>(null);
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
              type="number"
              min={0}
              value={amount ?? chosen.field.initial}
              onInput={(event) => setAmount(Number(event.currentTarget.value))}
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
      <ul class="rows">
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
            </li>
          ))}
      </ul>
    </>
  );
}

const SHOWN_REQUESTS = 100;
const BUDGET_MS = 3_000;

function Requests({ requests }: { readonly requests: readonly RequestEntry[] }) {
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
  return (
    <li class={entry.late || (entry.status ?? 500) >= 400 ? "trouble" : ""}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span aria-hidden="true">{toBot ? "→" : "←"}</span> <code>{entry.name}</code>
          <small>
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
