// What the page knows, and the loop that keeps it fresh: it asks again whenever the workspace says that something changed.
import type { Outcome } from "../acts.ts";
import type { PageAnswer } from "../page-reads.ts";
import type { RequestEntry } from "../request-log.ts";
import type { Json, WorkspaceMessage } from "../state.ts";
import { act, arrange, type Look, look, nextVersion, Refused, requestsSince, wordsOf } from "./control.ts";

export const HOME = "home";

/** What the person at the page looks at. */
export interface Place {
  /** Name of the person whose eyes are used. */
  readonly person: string;
  /** Channel id, or `HOME`. */
  readonly channel: string;
  /** First message of the open thread; empty: none. */
  readonly thread: string;
  /** Newest message of the window; empty: the newest that there is. */
  readonly until: string;
}

export interface Confirming {
  readonly dialog: Json;
  readonly answer: (yes: boolean) => void;
}

export interface PageState {
  readonly place: Place;
  readonly answer: PageAnswer | null;
  /** Messages of the window, by time stamp. */
  readonly messages: ReadonlyMap<string, WorkspaceMessage>;
  /** Newest last, at most `KEPT_REQUESTS`. */
  readonly requests: readonly RequestEntry[];
  readonly confirming: Confirming | null;
  /** What went wrong with the last act, for the person. */
  readonly trouble: string | null;
  /** False while the workspace does not answer. */
  readonly connected: boolean;
  /** Newest message that each person has seen, by person and channel. */
  readonly read: Readonly<Record<string, string>>;
}

const KEPT_REQUESTS = 1_000;
const PERSON_KEY = "pointsman.person";
const CHANNEL_KEY = "pointsman.channel";
const READ_KEY = "pointsman.read";
const FIRST_PERSON = "olivia";
const FIRST_CHANNEL = "C0GENERAL";

type Listener = () => void;

export class Store {
  #state: PageState;
  readonly #listeners = new Set<Listener>();
  #asking = new AbortController();

  constructor() {
    const person = sessionStorage.getItem(PERSON_KEY) ?? FIRST_PERSON;
    this.#state = {
      place: { person, channel: sessionStorage.getItem(CHANNEL_KEY) ?? FIRST_CHANNEL, thread: "", until: "" },
      answer: null,
      messages: new Map(),
      requests: [],
      confirming: null,
      trouble: null,
      connected: true,
      read: storedRead(),
    };
  }

  get state(): PageState {
    return this.#state;
  }

  /** Answers what ends it. */
  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Never ends. */
  async run(): Promise<void> {
    for (;;) {
      const { signal } = this.#asking;
      try {
        await this.#look(signal);
        await nextVersion(this.#state.answer?.version ?? 0, signal);
        if (!this.#state.connected) this.#set({ connected: true });
      } catch (error) {
        if (signal.aborted) continue;
        if (!(error instanceof Refused) && !(error instanceof TypeError)) throw error;
        // The workspace is restarting, or gone: it starts empty, so all is asked for again.
        this.#set({ connected: false, answer: null, messages: new Map(), requests: [] });
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { place, answer, messages, requests } = this.#state;
    const asked: Look = {
      ...place,
      channel: place.channel === HOME ? "" : place.channel,
      since: answer?.version ?? 0,
    };
    const [seen, news] = await Promise.all([
      look(asked, signal),
      requestsSince(requests.at(-1)?.number ?? 0, signal),
    ]);
    if (signal.aborted) return;
    const known = new Map<string, WorkspaceMessage>();
    const changed = new Map(seen.window?.changed.map((message) => [message.ts, message]));
    for (const ts of seen.window?.order ?? []) {
      const message = changed.get(ts) ?? messages.get(ts);
      if (message !== undefined) known.set(ts, message);
    }
    const elsewhere = otherPlace(place, seen);
    if (elsewhere !== null) return this.go({ channel: elsewhere });
    // One that came into the window without having changed: somebody was added to the channel, or a message was deleted.
    if (asked.since > 0 && known.size < (seen.window?.order.length ?? 0)) {
      this.#set({ answer: { ...seen, version: 0 } });
      return await this.#look(signal);
    }
    this.#set({
      answer: seen,
      messages: known,
      connected: true,
      requests: [...requests, ...news].slice(-KEPT_REQUESTS),
      ...(place.until === "" ? { read: this.#readTo(seen) } : {}),
    });
  }

  /** What is open has been read. */
  #readTo(seen: PageAnswer): Readonly<Record<string, string>> {
    const { place, read } = this.#state;
    const here = seen.channels.find(({ id }) => id === place.channel);
    const key = `${place.person} ${place.channel}`;
    if (here === undefined || here.latest <= (read[key] ?? "")) return read;
    const next = { ...read, [key]: here.latest };
    sessionStorage.setItem(READ_KEY, JSON.stringify(next));
    return next;
  }

  /** Looks at something else: what is asked for until then is not waited for. */
  go(change: Partial<Place>): void {
    const place = { ...this.#state.place, ...change };
    const moved = change.person !== undefined || change.channel !== undefined || change.until !== undefined;
    if (change.person !== undefined) sessionStorage.setItem(PERSON_KEY, change.person);
    sessionStorage.setItem(CHANNEL_KEY, place.channel);
    this.#set({
      place,
      trouble: null,
      ...(moved ? { messages: new Map(), answer: withoutMessages(this.#state.answer) } : {}),
    });
    this.#asking.abort();
    this.#asking = new AbortController();
  }

  /** Switches to a person, in the channel where they are if it is theirs too. */
  become(person: string): void {
    this.go({ person, thread: "", until: "" });
  }

  tell(trouble: string | null): void {
    this.#set({ trouble });
  }

  /** Does something as the person; what they cannot do is said. Null then. */
  async act(name: string, body: Json): Promise<Outcome | null> {
    const as = this.#state.place.person;
    try {
      const outcome = await act(name, { as, ...body });
      const refused = outcome.error === "fields_incomplete" || outcome.error === "fields_refused";
      this.#set({ trouble: outcome.error === null || refused ? null : troubleWords(outcome.error) });
      return outcome;
    } catch (error) {
      this.tell(wordsOf(error));
      return null;
    }
  }

  /** Faults and changes of the workspace itself; what cannot be done is said. */
  async arrange(what: Parameters<typeof arrange>[0], body: Json): Promise<void> {
    try {
      await arrange(what, body);
    } catch (error) {
      this.tell(wordsOf(error));
    }
  }

  /** Asks the person as Slack does before a control with a confirm object. True without one. */
  confirm(dialog: unknown): Promise<boolean> {
    if (typeof dialog !== "object" || dialog === null) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#set({
        confirming: {
          dialog: dialog as Json,
          answer: (yes) => {
            this.#set({ confirming: null });
            resolve(yes);
          },
        },
      });
    });
  }
}

/** Where somebody goes who is not in the channel of whoever looked before; null: they are where they may be. */
function otherPlace({ channel }: Place, { window, channels }: PageAnswer): string | null {
  if (channel === HOME || window !== null || channels.some(({ id }) => id === channel)) return null;
  const direct = channel.startsWith("D");
  return (channels.find(({ kind }) => (kind === "im") === direct) ?? channels[0])?.id ?? null;
}

/** Slack's words for a bot that does not answer. */
function troubleWords(error: string): string {
  if (error === "operation_timeout") return "Pointsman did not answer within 3 seconds.";
  return `Slack says: ${error}.`;
}

/** Everything about people and channels stays on the screen while the new place is read. */
const withoutMessages = (answer: PageAnswer | null): PageAnswer | null =>
  answer === null
    ? null
    : { ...answer, version: 0, window: null, thread: [], modal: null, home: null, notices: [] };

function storedRead(): Readonly<Record<string, string>> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(READ_KEY) ?? "{}");
    return typeof stored === "object" && stored !== null ? (stored as Record<string, string>) : {};
  } catch {
    // Somebody else's text under our key: nothing is read yet.
    return {};
  }
}
