// The messages of one channel, oldest first: only a window of them is drawn.
import { Fragment } from "preact";
import { memo } from "preact/compat";
import { useContext, useMemo, useState } from "preact/hooks";
import type { FieldValue } from "../acts.ts";
import type { SeenWindow } from "../page-reads.ts";
import type { StateValues, WorkspaceFile, WorkspaceMessage } from "../state.ts";
import { Blocks, MessageBody } from "./blocks.tsx";
import { NamesContext, useStore } from "./context.ts";
import { useFollowEnd } from "./follow-end.ts";
import { records } from "./parts.tsx";
import { MessageShortcuts } from "./shortcuts.tsx";
import type { Store } from "./store.ts";
import { type Control, controlsAt, type Surface, SurfaceContext } from "./surface.ts";
import { useWallClock } from "./wall-clock.ts";

export function Messages({
  window: shown,
  messages,
}: {
  readonly window: SeenWindow;
  readonly messages: ReadonlyMap<string, WorkspaceMessage>;
}) {
  const store = useStore();
  const { place } = store.state;
  const clock = useWallClock();
  /** Of no message there is none. */
  const dayOf = (ts: string | undefined): string => (ts === undefined ? "" : clock.day(Number(ts) * 1000));
  const last = shown.order.at(-1) ?? "";
  const newest = messages.get(last);
  const { me } = useContext(NamesContext);
  const { pane, body, onScroll } = useFollowEnd(
    last,
    newest !== undefined && (newest.ephemeral_to === me || newest.user === me),
  );
  return (
    <div class="messages" ref={pane} onScroll={onScroll} tabIndex={0} role="log" aria-label="Messages">
      <div ref={body}>
        {shown.earlier > 0 ? (
          <button
            type="button"
            class="button more"
            onClick={() => store.go({ until: shown.order[Math.floor(shown.order.length / 2)] ?? "" })}
          >
            Show earlier messages ({shown.earlier})
          </button>
        ) : null}
        {shown.order.length === 0 ? (
          <p class="empty">Nothing here yet. Type /deployments below, or mention @pointsman.</p>
        ) : null}
        {shown.order.map((ts, at) => {
          const message = messages.get(ts);
          const day = dayOf(ts);
          return message === undefined ? null : (
            <Fragment key={ts}>
              {day === dayOf(shown.order[at - 1]) ? null : <div class="day">{day}</div>}
              <Message
                message={message}
                replies={shown.replies[ts] ?? 0}
                store={store}
                openThread={place.thread === ts}
                threaded
              />
            </Fragment>
          );
        })}
        {shown.later > 0 ? (
          <button type="button" class="button more" onClick={() => store.go({ until: "" })}>
            Back to the newest messages ({shown.later})
          </button>
        ) : null}
      </div>
    </div>
  );
}

interface MessageProps {
  readonly message: WorkspaceMessage;
  readonly replies: number;
  readonly store: Store;
  readonly openThread: boolean;
  /** Threads can be opened from here. */
  readonly threaded: boolean;
}

/** A message that has not changed is not drawn again: each answer brings new objects only for those that have. */
export const Message = memo(
  function Message({ message, replies, store, openThread, threaded }: MessageProps) {
    const names = useContext(NamesContext);
    const surface = useMessageSurface(message, store);
    const bot = message.bot_id !== undefined;
    const who = bot ? "Pointsman" : (names.person(message.user) ?? message.user);
    const clock = useWallClock();
    const at = Number(message.ts) * 1000;
    return (
      <article
        class={`message${message.ephemeral_to === undefined ? "" : " private"}${openThread ? " in-thread" : ""}`}
        aria-label={`${who}, ${clock.time(at)}`}
        data-ts={message.ts}
      >
        <div class={bot ? "avatar bot" : "avatar"} aria-hidden="true">
          {bot ? "⇌" : who.charAt(0)}
        </div>
        <div class="message-body">
          <div class="message-head">
            <strong>{who}</strong>
            {bot ? <span class="app">APP</span> : null}
            <time dateTime={new Date(at).toISOString()} title={clock.full(at)}>
              {clock.time(at)}
            </time>
            {message.ephemeral_to === undefined ? null : <span class="only">Only visible to you</span>}
            {message.reply_broadcast ? <span class="only">replied to a thread</span> : null}
          </div>
          <SurfaceContext.Provider value={surface}>
            <MessageBody text={message.text} blocks={message.blocks} />
            <Unfurls attachments={message.attachments} />
          </SurfaceContext.Provider>
          {message.edited === undefined ? null : <span class="only">(edited)</span>}
          {(message.files ?? []).map((file) => (
            <File key={file.id} file={file} />
          ))}
          {threaded && message.ephemeral_to === undefined ? (
            <button
              type="button"
              class={replies > 0 ? "replies" : "replies none"}
              onClick={() => store.go({ thread: message.thread_ts ?? message.ts })}
            >
              {replies === 0 ? "Reply in thread" : `${replies} ${replies === 1 ? "reply" : "replies"}`}
            </button>
          ) : null}
          {message.ephemeral_to === undefined ? (
            <MessageShortcuts channel={message.channel} ts={message.ts} />
          ) : null}
        </div>
      </article>
    );
  },
  (before, after) =>
    before.message === after.message &&
    before.replies === after.replies &&
    before.openThread === after.openThread,
);

/** What the app says of the links of a message. */
function Unfurls({ attachments }: { readonly attachments: readonly unknown[] | undefined }) {
  return (
    <>
      {records(attachments).map((one) => (
        <div class="attachment" key={String(one.id)}>
          <Blocks blocks={records(one.blocks)} />
        </div>
      ))}
    </>
  );
}

/** What a person chose in a message stays chosen as long as the message is there; the workspace keeps the rest. */
function useMessageSurface(message: WorkspaceMessage, store: Store): Surface {
  const [chosen, setChosen] = useState<StateValues>({});
  const { channel, ts } = message;
  return useMemo(() => {
    const controls = controlsAt({ message: { channel, ts } }, store);
    return {
      values: chosen,
      errors: {},
      ...controls,
      choose: async (control, option) => {
        const outcome = await controls.choose(control, option);
        if (["checkboxes", "radio_buttons", "static_select"].includes(String(control.element.type)))
          setChosen((before) => withChoice(before, control, option));
        return outcome;
      },
      typed: null,
    };
  }, [channel, ts, store, chosen]);
}

function withChoice(values: StateValues, { blockId, element }: Control, option: FieldValue): StateValues {
  const wanted = option === null ? [] : typeof option === "string" ? [option] : option;
  const options = (Array.isArray(element.options) ? element.options : []).filter((one) =>
    wanted.includes(one.value),
  );
  return {
    ...values,
    [blockId]: { [String(element.action_id)]: { type: String(element.type), selected_options: options } },
  };
}

function File({ file }: { readonly file: WorkspaceFile }) {
  const size = file.size < 1024 ? `${file.size} bytes` : `${Math.round(file.size / 1024)} KB`;
  return (
    <a class="file" href={new URL(file.url_private).pathname} target="_blank" rel="noopener noreferrer">
      <span aria-hidden="true">📄</span> <strong>{file.title}</strong>{" "}
      <small>
        {size}
        {file.alt_txt === undefined ? "" : ` · ${file.alt_txt}`}
      </small>
    </a>
  );
}
