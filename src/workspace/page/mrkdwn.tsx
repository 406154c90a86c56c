// Slack's mrkdwn as nodes. Everything is text: nothing is ever parsed as HTML.
import { nameToEmoji } from "gemoji";
import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { type Names, NamesContext } from "./context.ts";
import { useWallClock, type WallClock } from "./wall-clock.ts";

const decoded = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Texts name keys freely, and `constructor` is one that every object inherits. */
const own = (values: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

/** `:tada:` as the emoji; names that are none stay as they are. */
export const withEmoji = (text: string): string =>
  text.replace(/:([a-z0-9_+'-]+):/g, (typed, name: string) => own(nameToEmoji, name) ?? typed);

/** Only what a browser may open by itself. */
export const safeUrl = (url: string): string | null => (/^(https?:|mailto:)/i.test(url) ? url : null);

export function Link({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  const href = safeUrl(url);
  if (href === null) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

const dateTokens = (at: number, clock: WallClock): Readonly<Record<string, string>> => {
  const format = (options: Intl.DateTimeFormatOptions): string => clock.english(at, options);
  const short = format({ month: "short", day: "numeric", year: "numeric" });
  const long = format({ weekday: "long", month: "long", day: "numeric", year: "numeric" });
  const days = clock.daysBetween(Date.now(), at);
  const pretty = (otherwise: string): string =>
    days === 0 ? "today" : days === -1 ? "yesterday" : days === 1 ? "tomorrow" : otherwise;
  return {
    date_num: clock.picker(at).slice(0, 10),
    date: format({ month: "long", day: "numeric", year: "numeric" }),
    date_short: short,
    date_long: long,
    date_pretty: pretty(format({ month: "long", day: "numeric", year: "numeric" })),
    date_short_pretty: pretty(short),
    date_long_pretty: pretty(long),
    time: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    time_secs: format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
  };
};

/** `<!date^seconds^{tokens}^link|fallback>`, in the zone of whoever looks. */
function DateText({ body, fallback }: { readonly body: string; readonly fallback: string }) {
  const clock = useWallClock();
  const [, seconds = "", format = ""] = body.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime()) || format === "") return <>{fallback}</>;
  const tokens = dateTokens(at.getTime(), clock);
  const text = format.replace(/\{(\w+)\}/g, (token, name: string) => own(tokens, name) ?? token);
  return (
    <time dateTime={at.toISOString()} title={at.toISOString()}>
      {text.charAt(0).toUpperCase() + text.slice(1)}
    </time>
  );
}

/** What stands between `<` and `>`. */
function Angle({ inner, names }: { readonly inner: string; readonly names: Names }) {
  const bar = inner.indexOf("|");
  const [head, label] = bar === -1 ? [inner, ""] : [inner.slice(0, bar), decoded(inner.slice(bar + 1))];
  if (head.startsWith("@")) {
    const id = head.slice(1);
    return <Mention mine={id === names.me}>@{names.person(id) ?? (label || id)}</Mention>;
  }
  if (head.startsWith("#")) {
    const name = names.channel(head.slice(1)) ?? label;
    return <Mention>#{name === "" ? "private channel" : name}</Mention>;
  }
  if (head.startsWith("!date^")) return <DateText body={head} fallback={label} />;
  if (head.startsWith("!subteam^"))
    return <Mention>@{names.group(head.slice(9)) ?? (label || "group")}</Mention>;
  if (head.startsWith("!")) return <Mention mine>@{label || head.slice(1)}</Mention>;
  return <Link url={decoded(head)}>{label || decoded(head)}</Link>;
}

export function Mention({
  mine = false,
  children,
}: {
  readonly mine?: boolean;
  readonly children: ComponentChildren;
}) {
  return <span class={mine ? "mention mine" : "mention"}>{children}</span>;
}

const MARKS: readonly {
  readonly mark: string;
  readonly Tag: "strong" | "em" | "s";
}[] = [
  { mark: "*", Tag: "strong" },
  { mark: "_", Tag: "em" },
  { mark: "~", Tag: "s" },
];
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isBlank = (char: string | undefined): boolean => char === undefined || /\s/.test(char);

/** Where a mark opened at `from` closes on the same line; -1: it does not, and is a character like any other. */
function closing(text: string, from: number, mark: string): number {
  for (let at = text.indexOf(mark, from + 1); at !== -1; at = text.indexOf(mark, at + 1)) {
    if (text.slice(from, at).includes("\n")) return -1;
    if (at > from + 1 && !isBlank(text[at - 1]) && !isWord(text[at + 1])) return at;
  }
  return -1;
}

/** Formatting inside one piece of text without line structure. */
function inline(text: string, names: Names): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain !== "") out.push(withEmoji(decoded(plain)));
    plain = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (char === "<") {
      const end = text.indexOf(">", at);
      if (end !== -1) {
        flush();
        out.push(<Angle inner={text.slice(at + 1, end)} names={names} />);
        at = end;
        continue;
      }
    }
    if (char === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > at + 1 && !text.slice(at, end).includes("\n")) {
        flush();
        out.push(<code>{codeText(text.slice(at + 1, end), names)}</code>);
        at = end;
        continue;
      }
    }
    const found = MARKS.find(({ mark }) => mark === char);
    if (found !== undefined && !isWord(text[at - 1]) && !isBlank(text[at + 1])) {
      const end = closing(text, at, char);
      if (end !== -1) {
        flush();
        out.push(<found.Tag>{inline(text.slice(at + 1, end), names)}</found.Tag>);
        at = end;
        continue;
      }
    }
    plain += char;
  }
  flush();
  return out;
}

/** In code only what is in angle brackets is read. */
const codeText = (text: string, names: Names): ComponentChildren[] =>
  text
    .split(/(<[^>]*>)/)
    .map((part) =>
      part.startsWith("<") && part.endsWith(">") ? (
        <Angle inner={part.slice(1, -1)} names={names} />
      ) : (
        decoded(part)
      ),
    );

function Lines({ text, names }: { readonly text: string; readonly names: Names }) {
  const out: ComponentChildren[] = [];
  let quoted: string[] = [];
  const flush = (): void => {
    if (quoted.length > 0) out.push(<blockquote>{inline(quoted.join("\n"), names)}</blockquote>);
    quoted = [];
  };
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote !== null) {
      quoted.push(quote[1] ?? "");
      return;
    }
    flush();
    out.push(...inline(line, names));
    if (index < lines.length - 1) out.push("\n");
  });
  flush();
  return <>{out}</>;
}

/** Text of a mrkdwn object or of a message without blocks. */
export function Mrkdwn({ text }: { readonly text: string }) {
  const names = useContext(NamesContext);
  const parts = text.split("```");
  return (
    <span class="mrkdwn">
      {parts.map((part, index) =>
        index % 2 === 1 && index < parts.length - 1 ? (
          <pre>{codeText(part.replace(/^\n/, ""), names)}</pre>
        ) : (
          <Lines text={index % 2 === 1 ? `\`\`\`${part}` : part} names={names} />
        ),
      )}
    </span>
  );
}

interface TextObject {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly emoji?: unknown;
}

/** A text object of either kind. */
export function Text({ of }: { readonly of: unknown }) {
  if (typeof of !== "object" || of === null) return null;
  const { type, text, emoji } = of as TextObject;
  if (typeof text !== "string") return null;
  if (type === "mrkdwn") return <Mrkdwn text={text} />;
  return <>{plainText({ text, emoji })}</>;
}

const plainText = ({ text, emoji }: { readonly text: string; readonly emoji?: unknown }): string =>
  emoji === false ? text : withEmoji(text);

/** Of a text object, for places where only text may stand. */
export function textOf(of: unknown): string {
  if (typeof of !== "object" || of === null) return "";
  const { text, emoji } = of as TextObject;
  return typeof text === "string" ? plainText({ text, emoji }) : "";
}
