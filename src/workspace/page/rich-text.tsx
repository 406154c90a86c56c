// rich_text: sections, lists, quotes and preformatted text, with their elements. Its texts are never parsed.
import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import type { Json } from "../state.ts";
import { NamesContext } from "./context.ts";
import { Link, Mention } from "./mrkdwn.tsx";
import { records, text, Unknown } from "./parts.tsx";
import { useWallClock } from "./wall-clock.ts";

export function RichText({ elements }: { readonly elements: readonly Json[] }) {
  return (
    <div class="block rich-text">
      {elements.map((element, at) => (
        <Part key={at} element={element} />
      ))}
    </div>
  );
}

function Part({ element }: { readonly element: Json }) {
  const inner = <Inlines elements={records(element.elements)} />;
  switch (element.type) {
    case "rich_text_section":
      return <p>{inner}</p>;
    case "rich_text_quote":
      return <blockquote>{inner}</blockquote>;
    case "rich_text_preformatted":
      return <pre>{inner}</pre>;
    case "rich_text_list":
      return <RichList element={element} />;
    default:
      return <Unknown what={`a rich text part of type "${text(element.type)}"`} />;
  }
}

function RichList({ element }: { readonly element: Json }) {
  const items = records(element.elements).map((item, at) => (
    <li key={at}>
      <Inlines elements={records(item.elements)} />
    </li>
  ));
  const indent = `indent-${Math.min(8, Math.max(0, Number(element.indent ?? 0)))}`;
  return element.style === "ordered" ? (
    <ol class={indent} start={Number(element.offset ?? 0) + 1}>
      {items}
    </ol>
  ) : (
    <ul class={indent}>{items}</ul>
  );
}

const Inlines = ({ elements }: { readonly elements: readonly Json[] }) => (
  <>
    {elements.map((element, at) => (
      <Inline key={at} element={element} />
    ))}
  </>
);

function Inline({ element }: { readonly element: Json }) {
  const names = useContext(NamesContext);
  const clock = useWallClock();
  switch (element.type) {
    case "text":
      return <Styled element={element}>{text(element.text)}</Styled>;
    case "link":
      return (
        <Styled element={element}>
          <Link url={text(element.url)}>{text(element.text) || text(element.url)}</Link>
        </Styled>
      );
    case "emoji":
      return <>{emojiOf(text(element.unicode)) ?? `:${text(element.name)}:`}</>;
    case "user":
      return (
        <Mention mine={element.user_id === names.me}>
          @{names.person(text(element.user_id)) ?? text(element.user_id)}
        </Mention>
      );
    case "channel":
      return <Mention>#{names.channel(text(element.channel_id)) ?? "private channel"}</Mention>;
    case "usergroup":
      return <Mention>@{names.group(text(element.usergroup_id)) ?? "group"}</Mention>;
    case "broadcast":
      return <Mention mine>@{text(element.range)}</Mention>;
    case "date": {
      const at = new Date(Number(element.timestamp) * 1000);
      // What is no time has no words on any clock.
      if (Number.isNaN(at.getTime())) return <>{text(element.fallback)}</>;
      return <time dateTime={at.toISOString()}>{clock.full(at.getTime())}</time>;
    }
    case "color":
      return <code>{text(element.value)}</code>;
    default:
      return <Unknown what={`a rich text element of type "${text(element.type)}"`} />;
  }
}

const emojiOf = (unicode: string): string | null =>
  /^[0-9a-f]{1,5}(-[0-9a-f]{1,5})*$/i.test(unicode)
    ? String.fromCodePoint(...unicode.split("-").map((code) => Number.parseInt(code, 16)))
    : null;

function Styled({ element, children }: { readonly element: Json; readonly children: ComponentChildren }) {
  const style = (element.style ?? {}) as Readonly<Record<string, boolean>>;
  let shown = <>{children}</>;
  if (style.code) shown = <code>{shown}</code>;
  if (style.strike) shown = <s>{shown}</s>;
  if (style.italic) shown = <em>{shown}</em>;
  if (style.bold) shown = <strong>{shown}</strong>;
  return shown;
}
