// Who one is, and where one can go.
import type { PageAnswer, SeenChannel, SeenPerson } from "../page-reads.ts";
import { useStore } from "./context.ts";
import { GlobalShortcuts } from "./shortcuts.tsx";
import { HOME, type PageState } from "./store.ts";

/** What each of the sample fleet's people is there for: in a word, and in a sentence. */
const ABOUT: Readonly<Record<string, readonly [word: string, sentence: string]>> = {
  olivia: ["Owner", "Owner of card-default: may ask for everything there."],
  otto: ["Owner", "The other Owner of card-default; hears of what Olivia does."],
  uma: ["User", "A User: may look at deployments, but not replace their models."],
  carl: ["Consumer", "Only sends data for predictions; does not see deployments."],
  ada: ["Reviewer", "One of the ML approvers, whose approval important replacements need."],
  ben: ["Reviewer", "Another one of the ML approvers."],
  mona: ["MLOps administrator", "Administers the platform: may settle what is in doubt."],
  gus: ["guest", "A guest of one channel; the policy admits no guests."],
  xena: ["other company", "Here through a shared channel, from another company; may do nothing."],
};

const aboutOf = (person: SeenPerson): string =>
  person.deleted
    ? "deactivated"
    : (ABOUT[person.name]?.[0] ??
      (person.otherCompany ? "of another company" : person.guest === "none" ? "member" : "guest"));

const isUnread = (state: PageState, channel: SeenChannel): boolean =>
  channel.latest > (state.read[`${state.place.person} ${channel.id}`] ?? "");

export function Sidebar({
  state,
  answer,
  onGone,
}: {
  readonly state: PageState;
  readonly answer: PageAnswer;
  readonly onGone: () => void;
}) {
  const store = useStore();
  const { place } = state;
  // Until the new person's channels are here there is none to go to: the ones of before may not be theirs.
  const channels = answer.me.name === place.person ? answer.channels : [];
  const go = (channel: string): void => {
    store.go({ channel, thread: "", until: "" });
    onGone();
  };
  const row = (channel: SeenChannel, label: string) => {
    const unread = isUnread(state, channel) && channel.id !== place.channel;
    return (
      <li key={channel.id}>
        <button
          type="button"
          class={unread ? "unread" : ""}
          aria-current={place.channel === channel.id ? "page" : undefined}
          onClick={() => go(channel.id)}
        >
          {label}
          {channel.externallyShared ? <small> shared</small> : null}
          {channel.archived ? <small> archived</small> : null}
          {unread ? <span class="dot" role="img" aria-label="unread" /> : null}
        </button>
      </li>
    );
  };
  return (
    <nav class="sidebar" aria-label="Workspace">
      <label class="person">
        <span>You are</span>
        <select value={place.person} onChange={(event) => store.become(event.currentTarget.value)}>
          {answer.people.map((person) => (
            <option key={person.id} value={person.name}>
              {person.realName} – {aboutOf(person)}
              {hasNews(state, person) ? " •" : ""}
            </option>
          ))}
        </select>
      </label>
      <p class="about">{ABOUT[place.person]?.[1] ?? "Came later than the sample fleet."}</p>
      <People state={state} answer={answer} />
      <h2>Channels</h2>
      <ul>
        {channels
          .filter(({ kind }) => kind !== "im")
          .map((channel) => row(channel, `${channel.kind === "private" ? "🔒" : "#"} ${channel.name}`))}
      </ul>
      <h2>Apps</h2>
      <ul>
        <li>
          <button
            type="button"
            aria-current={place.channel === HOME ? "page" : undefined}
            onClick={() => go(HOME)}
          >
            ⇌ Pointsman – Home
          </button>
        </li>
        {channels
          .filter(({ kind }) => kind === "im")
          .map((channel) => row(channel, "⇌ Pointsman – Messages"))}
      </ul>
      <GlobalShortcuts />
      <p class="note">
        A Slack of its own, on this computer alone. <a href="/gallery">Gallery of blocks</a>
      </p>
    </nav>
  );
}

const hasNews = (state: PageState, person: SeenPerson): boolean =>
  person.latest > (state.read[`${person.name} D0${person.id.replace(/^U0/, "")}`] ?? "");

/** One press away from everybody else's eyes. */
function People({ state, answer }: { readonly state: PageState; readonly answer: PageAnswer }) {
  const store = useStore();
  return (
    <div class="people" role="group" aria-label="Become">
      {answer.people.map((person) => {
        const news = hasNews(state, person);
        return (
          <button
            type="button"
            key={person.id}
            class={`avatar${person.deleted ? " gone" : ""}`}
            aria-pressed={person.name === state.place.person}
            title={`${person.realName} – ${aboutOf(person)}${news ? ", has a new message" : ""}`}
            aria-label={`${person.realName}, ${aboutOf(person)}${news ? ", has a new message" : ""}`}
            onClick={() => store.become(person.name)}
          >
            {person.realName.slice(0, 2)}
            {news ? <span class="dot" aria-hidden="true" /> : null}
          </button>
        );
      })}
    </div>
  );
}
