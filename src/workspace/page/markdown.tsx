// The markdown block: headings, lists, quotes, code, emphasis and links, as Slack shows them; everything else is text.
import type { ComponentChildren } from "preact";
import { Link, withEmoji } from "./mrkdwn.tsx";

const INLINE = /(`[^`\n]+`|\*\*[^*\n]+\*\*|\*[^*\n]+\*|_[^_\n]+_|~~[^~\n]+~~|\[[^\]\n]+\]\([^)\s]+\))/;

function inline(text: string): ComponentChildren[] {
  return text.split(INLINE).map((part) => {
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    if (link !== null) return <Link url={link[2] ?? ""}>{link[1]}</Link>;
    if (/^`[^`]+`$/.test(part)) return <code>{part.slice(1, -1)}</code>;
    if (/^\*\*[^*]+\*\*$/.test(part)) return <strong>{part.slice(2, -2)}</strong>;
    if (/^~~[^~]+~~$/.test(part)) return <s>{part.slice(2, -2)}</s>;
    if (/^(\*[^*]+\*|_[^_]+_)$/.test(part)) return <em>{part.slice(1, -1)}</em>;
    return withEmoji(part);
  });
}

function paragraph(lines: readonly string[], key: number): ComponentChildren {
  const [first = ""] = lines;
  const heading = /^(#{1,6}) (.*)$/.exec(first);
  if (heading !== null && lines.length === 1) return <h4 key={key}>{inline(heading[2] ?? "")}</h4>;
  if (lines.every((line) => /^[-*] /.test(line)))
    return (
      <ul key={key}>
        {lines.map((line) => (
          <li>{inline(line.slice(2))}</li>
        ))}
      </ul>
    );
  if (lines.every((line) => /^\d+\. /.test(line)))
    return (
      <ol key={key}>
        {lines.map((line) => (
          <li>{inline(line.replace(/^\d+\. /, ""))}</li>
        ))}
      </ol>
    );
  if (lines.every((line) => line.startsWith(">")))
    return (
      <blockquote key={key}>{inline(lines.map((line) => line.replace(/^> ?/, "")).join("\n"))}</blockquote>
    );
  return <p key={key}>{inline(lines.join("\n"))}</p>;
}

export function Markdown({ text }: { readonly text: string }) {
  const parts = text.split(/^```[^\n]*$/m);
  return (
    <div class="block markdown">
      {parts.map((part, at) =>
        at % 2 === 1 ? (
          <pre key={at}>{part.replace(/^\n/, "")}</pre>
        ) : (
          part
            .split(/\n{2,}|(?<=^#{1,6} [^\n]*)\n/m)
            .map((each) => each.split("\n").filter((line) => line !== ""))
            .filter((lines) => lines.length > 0)
            .map(paragraph)
        ),
      )}
    </div>
  );
}
