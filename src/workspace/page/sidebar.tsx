// Who one is, and where one can go.
import type { PageAnswer, SeenChannel, SeenPerson } from "../page-reads.ts";
import { useStore } from "./context.ts";
import { HOME, type PageState } from "./store.ts";

/** What each of the sample fleet's people is there for. */
const ABOUT: Readonly<Record<string, string>> = {
  olivia: "Owner",
  otto: "Owner",
  uma: "User",
  carl: "Consumer",
  ada: "Reviewer",
  ben: "Reviewer",
  mona: "MLOps administrator",
  gus: "guest",
  xena: "other company",
};

const aboutOf = (person: SeenPerson): string =>
  person.deleted
    ? "deactivated"
    : (ABOUT[person.name] ??
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
            {person.realName.charAt(0)}
            {person.realName.charAt(1)}
            {news ? <span class="dot" aria-hidden="true" /> : null}
          </button>
        );
      })}
    </div>
  );
}
