// The page: sidebar, what is open, thread, side panel, and what lies above them.
import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { knownZone } from "../../deployments/time-zones.ts";
import type { PageAnswer, SeenChannel } from "../page-reads.ts";
import { Composer } from "./composer.tsx";
import { type Names, NamesContext, StoreContext, usePage } from "./context.ts";
import { useFollowEnd } from "./follow-end.ts";
import { Gallery } from "./gallery.tsx";
import { Home } from "./home.tsx";
import { Message, Messages } from "./messages.tsx";
import { Confirm, Modal } from "./modal.tsx";
import { SidePanel } from "./side-panel.tsx";
import { Sidebar } from "./sidebar.tsx";
import { HOME, Store } from "./store.ts";
import { ZoneContext } from "./wall-clock.ts";

function namesOf(answer: PageAnswer): Names {
  const people = new Map(answer.people.map(({ id, realName }) => [id, realName]));
  people.set(answer.bot.id, answer.bot.name);
  const own = new Map(answer.channels.map(({ id, name }) => [id, name]));
  const groups = new Map(answer.groups.map(({ id, handle }) => [id, handle]));
  return {
    person: (id) => people.get(id) ?? null,
    channel: (id) => own.get(id) ?? answer.channelNames[id] ?? null,
    group: (id) => groups.get(id) ?? null,
    me: answer.me.id,
  };
}

const namesKey = ({ me, people, channels, groups, channelNames }: PageAnswer): string =>
  JSON.stringify([
    me.id,
    people.map(({ id, realName }) => [id, realName]),
    channels.map(({ id, name }) => [id, name]),
    groups,
    channelNames,
  ]);

function titleOf(channel: SeenChannel | undefined): string {
  if (channel === undefined) return "";
  if (channel.kind === "im") return "Pointsman";
  return `${channel.kind === "private" ? "🔒" : "#"}${channel.name}`;
}

/** Slack's own sentences to the person, the latest ones. */
function SlackSays({ answer }: { readonly answer: PageAnswer }) {
  const [until, setUntil] = useState(() => Date.now());
  const fresh = answer.notices.filter(({ at }) => at > until).slice(-2);
  if (fresh.length === 0) return null;
  return (
    <div class="slack-says" role="status">
      {fresh.map(({ text, at }) => (
        <p key={at}>Slack: {text}</p>
      ))}
      <button type="button" class="plain" aria-label="Dismiss" onClick={() => setUntil(Date.now())}>
        ✕
      </button>
    </div>
  );
}

function Workspace() {
  const state = usePage();
  const { place, answer } = state;
  const [menu, setMenu] = useState(false);
  const [side, setSide] = useState(() => window.matchMedia("(min-width: 1100px)").matches);
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({});
  // The same names as long as nobody came or left: a message that has not changed is not drawn again.
  const known = answer === null ? "" : namesKey(answer);
  const names = useMemo(() => (answer === null ? null : namesOf(answer)), [known]);
  if (answer === null || names === null)
    return (
      <p class="empty">
        {state.connected ? "Opening the workspace …" : "The workspace does not answer. Is it running?"}
      </p>
    );
  const channel = answer.channels.find(({ id }) => id === place.channel);
  const draftKey = (thread: string): string => `${place.person} ${place.channel} ${thread}`;
  const draft = (thread: string, text: string): void =>
    setDrafts((before) => ({ ...before, [draftKey(thread)]: text }));
  return (
    <NamesContext.Provider value={names}>
      <ZoneContext.Provider value={knownZone(answer.me.timeZone)}>
        <div class={`workspace${menu ? " with-menu" : ""}${side ? " with-side" : ""}`}>
          <Sidebar state={state} answer={answer} onGone={() => setMenu(false)} />
          <main>
            <header class="channel-head">
              <button
                type="button"
                class="plain menu-button"
                aria-label="Channels and people"
                aria-expanded={menu}
                onClick={() => setMenu(!menu)}
              >
                ☰
              </button>
              <h1>{place.channel === HOME ? "Pointsman – Home" : titleOf(channel)}</h1>
              <span class="who">as {answer.me.realName}</span>
              {side ? null : (
                <button type="button" class="button" onClick={() => setSide(true)}>
                  Tour
                </button>
              )}
            </header>
            {state.connected ? null : (
              <p class="trouble" role="alert">
                The workspace does not answer; trying again …
              </p>
            )}
            {place.channel === HOME ? <Home view={answer.home} /> : null}
            {place.channel !== HOME && answer.window !== null ? (
              <Messages
                key={`${place.person} ${place.channel}`}
                window={answer.window}
                messages={state.messages}
              />
            ) : null}
            {place.channel !== HOME && answer.window === null ? (
              <p class="empty">
                {answer.version === 0
                  ? "Opening …"
                  : `${answer.me.realName} is not in this channel. Choose another one.`}
              </p>
            ) : null}
            <SlackSays answer={answer} />
            {state.trouble === null ? null : (
              <p class="trouble" role="alert">
                {state.trouble}{" "}
                <button type="button" class="plain" aria-label="Dismiss" onClick={() => store.tell(null)}>
                  ✕
                </button>
              </p>
            )}
            {channel?.readOnly === true ? (
              <p class="read-only">
                Sending messages to this app is off. Type commands in a channel, or mention it there.
              </p>
            ) : null}
            {channel === undefined || channel.readOnly ? null : (
              <Composer
                answer={answer}
                channel={channel.id}
                thread=""
                placeholder={`Message ${titleOf(channel)}`}
                draft={drafts[draftKey("")] ?? ""}
                onDraft={(text) => draft("", text)}
              />
            )}
          </main>
          {place.thread === "" || channel === undefined ? null : (
            <Thread
              answer={answer}
              channel={channel}
              draft={drafts[draftKey(place.thread)] ?? ""}
              onDraft={(text) => draft(place.thread, text)}
            />
          )}
          {side ? (
            <SidePanel
              answer={answer}
              requests={state.requests}
              onClose={() => setSide(false)}
              onType={(text) => {
                // After the place has changed: the box is that place's.
                queueMicrotask(() => {
                  const { person, channel: at } = store.state.place;
                  setDrafts((before) => ({ ...before, [`${person} ${at} `]: text }));
                  document.querySelector<HTMLElement>("main .composer textarea")?.focus();
                });
              }}
            />
          ) : null}
        </div>
        {answer.modal === null ? null : <Modal view={answer.modal.view} depth={answer.modal.depth} />}
        {state.confirming === null ? null : <Confirm {...state.confirming} />}
      </ZoneContext.Provider>
    </NamesContext.Provider>
  );
}

function Thread({
  answer,
  channel,
  draft,
  onDraft,
}: {
  readonly answer: PageAnswer;
  readonly channel: SeenChannel;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}) {
  const { place } = store.state;
  const newest = answer.thread.at(-1);
  const { pane, body, onScroll } = useFollowEnd(newest?.ts ?? "", newest?.user === answer.me.id);
  return (
    <section class="thread" aria-label="Thread">
      <header class="channel-head">
        <h2>Thread</h2>
        <span class="who">{titleOf(channel)}</span>
        <button
          type="button"
          class="plain"
          aria-label="Close the thread"
          onClick={() => store.go({ thread: "" })}
        >
          ✕
        </button>
      </header>
      <div
        class="messages"
        ref={pane}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label="Messages of the thread"
      >
        <div ref={body}>
          {answer.thread.map((message) => (
            <Message
              key={message.ts}
              message={message}
              replies={0}
              store={store}
              openThread={false}
              threaded={false}
            />
          ))}
        </div>
      </div>
      <Composer
        answer={answer}
        channel={channel.id}
        thread={place.thread}
        placeholder="Reply, or mention @pointsman"
        draft={draft}
        onDraft={onDraft}
      />
    </section>
  );
}

const store = new Store();

function Page() {
  const gallery = location.pathname === "/gallery";
  useEffect(() => {
    if (!gallery) void store.run();
  }, [gallery]);
  return <StoreContext.Provider value={store}>{gallery ? <Gallery /> : <Workspace />}</StoreContext.Provider>;
}

const root = document.getElementById("app");
if (root !== null) render(<Page />, root);
