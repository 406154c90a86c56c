// The message box: commands and mentions are completed, the rest is said.
import { useRef, useState } from "preact/hooks";
import type { PageAnswer } from "../page-reads.ts";
import { useStore } from "./context.ts";

interface Completion {
  readonly text: string;
  readonly shown: string;
  readonly hint: string;
}

const commandsOf = (answer: PageAnswer): readonly Completion[] =>
  answer.commands.map(({ command, description, hint }) => ({
    text: `${String(command)} `,
    shown: [command, hint].filter((part) => part !== "").join(" "),
    hint: String(description),
  }));

function completionsFor(text: string, answer: PageAnswer): readonly Completion[] {
  if (/^\/\S*$/.test(text)) return commandsOf(answer).filter((one) => one.text.startsWith(text));
  const mention = /(^|\s)@(\w*)$/.exec(text);
  if (mention === null) return [];
  const before = text.slice(0, text.length - (mention[2]?.length ?? 0));
  return [
    { name: answer.bot.name, about: "the app" },
    ...answer.people.map(({ name, realName }) => ({ name, about: realName })),
  ]
    .filter(({ name }) => name.startsWith(mention[2] ?? ""))
    .slice(0, 10)
    .map(({ name, about }) => ({ text: `${before}${name} `, shown: `@${name}`, hint: about }));
}

/** Of the command whose further words are being typed; null: it takes none, or it is no command. */
function usageFor(text: string, answer: PageAnswer): string | null {
  const typed = /^(\/\S+)\s/.exec(text)?.[1];
  const hint = answer.commands.find(({ command }) => command === typed)?.hint;
  return typeof hint === "string" && hint !== "" ? `${typed} ${hint}` : null;
}

/** As Slack sends it: `@ada` and `#general` by their ids. */
function asSent(text: string, answer: PageAnswer): string {
  return text
    .replace(/@([\w-]+)/g, (typed, name) => {
      if (name === answer.bot.name) return `<@${answer.bot.id}>`;
      const person = answer.people.find((one) => one.name === name);
      return person === undefined ? typed : `<@${person.id}>`;
    })
    .replace(/#([\w-]+)/g, (typed, name) => {
      const channel = answer.channels.find((one) => one.kind !== "im" && one.name === name);
      return channel === undefined ? typed : `<#${channel.id}>`;
    });
}

export interface ComposerProps {
  readonly answer: PageAnswer;
  readonly channel: string;
  readonly thread: string;
  readonly placeholder: string;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}

export function Composer({ answer, channel, thread, placeholder, draft, onDraft }: ComposerProps) {
  const store = useStore();
  const [active, setActive] = useState(0);
  const [closed, setClosed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const offered = closed ? [] : completionsFor(draft, answer);
  const usage = offered.length === 0 ? usageFor(draft, answer) : null;
  const take = (one: Completion | undefined): void => {
    if (one === undefined) return;
    onDraft(one.text);
    setActive(0);
    field.current?.focus();
  };
  const send = async (): Promise<void> => {
    const text = draft.trim();
    if (text === "") return;
    if (text.startsWith("/") && thread !== "") {
      store.tell("Slack does not take commands in threads. Mention @pointsman with the same words.");
      return;
    }
    onDraft("");
    const outcome = text.startsWith("/")
      ? await store.act("command", { channel, text })
      : await store.act("say", {
          channel,
          text: asSent(text, answer),
          ...(thread === "" ? {} : { thread }),
        });
    // What was refused before it was sent is typed again by nobody.
    if (outcome === null) onDraft(text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (offered.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      setActive((active + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length);
    } else if (offered.length > 0 && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      take(offered[active]);
    } else if (event.key === "Escape" && offered.length > 0) {
      setClosed(true);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const one = offered[active];
      if (one !== undefined && one.text.trim() !== draft.trim()) take(one);
      else void send();
    }
  };
  const list = thread === "" ? "completions" : "thread-completions";
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {offered.length > 0 ? (
        <div class="offers" id={list} role="listbox" aria-label="Completions">
          {offered.map((one, at) => (
            <div
              key={one.shown}
              id={`${list}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              class={at === active ? "offer active" : "offer"}
              onMouseDown={(event) => {
                event.preventDefault();
                take(one);
              }}
            >
              {one.shown}
              <small>{one.hint}</small>
            </div>
          ))}
        </div>
      ) : null}
      {usage === null ? null : <p class="usage">{usage}</p>}
      <textarea
        ref={field}
        rows={draft.includes("\n") ? 4 : 1}
        aria-label={placeholder}
        placeholder={placeholder}
        aria-haspopup="listbox"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={offered.length > 0 ? `${list}-${active}` : undefined}
        value={draft}
        onInput={(event) => {
          setClosed(false);
          setActive(0);
          onDraft(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="button primary" disabled={draft.trim() === ""}>
        Send
      </button>
    </form>
  );
}
