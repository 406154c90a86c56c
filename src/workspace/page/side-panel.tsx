// Beside the channel: the tour, faults on demand, and what went between Slack and the bot.
import { useEffect, useState } from "preact/hooks";
import type { PageAnswer } from "../page-reads.ts";
import type { RequestEntry } from "../request-log.ts";
import { useStore } from "./context.ts";
import { Faults } from "./faults.tsx";
import { Requests } from "./requests.tsx";
import { isDone, keepStepsDone, stepsDone, TOUR, type TourStep } from "./tour.ts";

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
        {tab === "Tour" ? <Tour records={answer.records} requests={requests} onType={onType} /> : null}
        {tab === "Faults" ? <Faults answer={answer} /> : null}
        {tab === "Requests" ? <Requests requests={requests} /> : null}
      </div>
    </aside>
  );
}

/** A step counts as done whenever it happened, whoever skipped ahead. */
function Tour({
  records,
  requests,
  onType,
}: {
  readonly records: string;
  readonly requests: readonly RequestEntry[];
  readonly onType: (text: string) => void;
}) {
  const { read } = useStore().state;
  const before = stepsDone(localStorage, records);
  const done = TOUR.map((step) => before.has(step.title) || isDone(step, requests, read));
  const titles = new Set(TOUR.filter((_, at) => done[at]).map(({ title }) => title));
  useEffect(() => {
    if (titles.size > before.size) keepStepsDone(localStorage, records, titles);
  });
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
  const goThere = (): void => store.go({ person: step.person, channel: step.channel, thread: "", until: "" });
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
              <button type="button" class="button" onClick={goThere}>
                Go there as {name}
              </button>
            )}
            {typed === null ? null : (
              <button
                type="button"
                class={there ? "button primary" : "button"}
                onClick={() => {
                  if (!there) goThere();
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
