// Block Kit, block by block. What is not known here is an error in red: a block that vanishes would hide a mistake.
import type { ComponentChildren } from "preact";
import type { Json } from "../state.ts";
import { Element } from "./elements.tsx";
import { Markdown } from "./markdown.tsx";
import { Mrkdwn, Text } from "./mrkdwn.tsx";
import { Image, record, records, text, Unknown } from "./parts.tsx";
import { RichText } from "./rich-text.tsx";
import { useSurface } from "./surface.ts";

export function Blocks({ blocks }: { readonly blocks: readonly unknown[] }) {
  return (
    <div class="blocks">
      {records(blocks).map((block, at) => (
        <Block key={text(block.block_id) || at} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: Json }) {
  const id = text(block.block_id);
  switch (block.type) {
    case "section":
      return <Section block={block} />;
    case "header":
      return (
        <h3 class="block header">
          <Text of={block.text} />
        </h3>
      );
    case "context":
      return (
        <div class="block context">
          {records(block.elements).map((element) =>
            element.type === "image" ? <Image of={element} small /> : <Text of={element} />,
          )}
        </div>
      );
    case "actions":
    case "context_actions":
      return (
        <div class="block actions">
          {records(block.elements).map((element) => (
            <Element key={text(element.action_id)} blockId={id} element={element} />
          ))}
        </div>
      );
    case "divider":
      return <hr class="block" />;
    case "image":
      return <ImageBlock block={block} />;
    case "input":
      return <Input block={block} />;
    case "rich_text":
      return <RichText elements={records(block.elements)} />;
    case "markdown":
      return <Markdown text={text(block.text)} />;
    case "table":
    case "data_table":
      return <Table block={block} />;
    case "alert":
      return <Alert block={block} />;
    case "card":
      return <CardBlock block={block} />;
    case "container":
      return <Container block={block} />;
    case "carousel":
      return (
        <div class="block carousel">
          {records(block.elements).map((element, at) => (
            <Block key={at} block={element} />
          ))}
        </div>
      );
    default:
      return <Unknown what={`a block of type "${text(block.type) || "none"}"`} />;
  }
}

function Section({ block }: { readonly block: Json }) {
  const fields = records(block.fields);
  const accessory = record(block.accessory);
  return (
    <div class="block section">
      <div class="words">
        {block.text === undefined ? null : <Text of={block.text} />}
        {fields.length === 0 ? null : (
          <div class="fields">
            {fields.map((field, at) => (
              <div key={at}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory === null ? null : (
        <div class="accessory">
          <Element blockId={text(block.block_id)} element={accessory} />
        </div>
      )}
    </div>
  );
}

function ImageBlock({ block }: { readonly block: Json }) {
  return (
    <figure class="block image">
      {block.title === undefined ? null : (
        <figcaption>
          <Text of={block.title} />
        </figcaption>
      )}
      <Image of={block} />
    </figure>
  );
}

function Input({ block }: { readonly block: Json }) {
  const { errors } = useSurface();
  const id = text(block.block_id);
  const element = record(block.element);
  const error = errors[id];
  const group = element?.type === "checkboxes" || element?.type === "radio_buttons";
  const Label = group ? "div" : "label";
  return (
    <div class={error === undefined ? "block input" : "block input wrong"} data-block={id}>
      <Label class="label" {...(group ? { id: `label-${id}` } : { for: `field-${id}` })}>
        <Text of={block.label} />
        {block.optional === true ? <span class="optional"> (optional)</span> : null}
      </Label>
      {element === null ? (
        <Unknown what="an input without an element" />
      ) : (
        <Element
          blockId={id}
          element={element}
          input
          dispatches={block.dispatch_action === true}
          describedBy={`${id}-error ${id}-hint`}
        />
      )}
      <div class="field-error" id={`${id}-error`} role="alert">
        {error ?? ""}
      </div>
      {block.hint === undefined ? null : (
        <div class="hint" id={`${id}-hint`}>
          <Text of={block.hint} />
        </div>
      )}
    </div>
  );
}

function Cell({ cell }: { readonly cell: Json }): ComponentChildren {
  if (cell.type === "rich_text") return <RichText elements={records(cell.elements)} />;
  if (cell.type === "raw_text" || cell.type === "raw_number")
    return <>{String(cell.text ?? cell.value ?? "")}</>;
  return <Unknown what={`a table cell of type "${text(cell.type)}"`} />;
}

function Table({ block }: { readonly block: Json }) {
  const rows = Array.isArray(block.rows) ? block.rows.map(records) : [];
  const settings = records(block.column_settings);
  const align = (at: number): string => `align-${text(settings[at]?.align) || "left"}`;
  const [head = [], ...body] = rows;
  return (
    <div class="block table" tabIndex={0} role="region" aria-label={text(block.caption) || "Table"}>
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={at} class={align(at)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at} class={align(at)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ALERTS: Readonly<Record<string, string>> = {
  default: "💬",
  info: "ℹ️",
  warning: "⚠️",
  error: "⛔",
  success: "✅",
};

function Alert({ block }: { readonly block: Json }) {
  const level = Object.hasOwn(ALERTS, text(block.level)) ? text(block.level) : "default";
  return (
    <div class={`block alert ${level}`} role="note">
      <span aria-hidden="true">{ALERTS[level]}</span> <Text of={block.text} />
    </div>
  );
}

function CardBlock({ block }: { readonly block: Json }) {
  const hero = record(block.hero_image);
  const icon = record(block.icon);
  return (
    <div class="block card">
      {hero === null ? null : <Image of={hero} />}
      <div class="card-head">
        {icon === null ? null : <Image of={icon} small />}
        <div>
          <div class="card-title">
            <Text of={block.title} />
          </div>
          <div class="card-subtitle">
            <Text of={block.subtitle} />
          </div>
        </div>
      </div>
      <Text of={block.body} />
      <div class="actions">
        {records(block.actions).map((element) => (
          <Element key={text(element.action_id)} blockId={text(block.block_id)} element={element} />
        ))}
      </div>
    </div>
  );
}

function Container({ block }: { readonly block: Json }) {
  const body = <Blocks blocks={records(block.child_blocks)} />;
  const rich = record(block.rich_text_title);
  const title = (
    <>
      {rich === null ? <Text of={block.title} /> : <RichText elements={records(rich.elements)} />}{" "}
      <span class="card-subtitle">
        <Text of={block.subtitle} />
      </span>
    </>
  );
  if (block.is_collapsible !== true)
    return (
      <section class="block container">
        <div class="container-title">{title}</div>
        {body}
      </section>
    );
  return (
    <details class="block container" open={block.default_collapsed !== true}>
      <summary>{title}</summary>
      {body}
    </details>
  );
}

export function MessageBody({
  text: words,
  blocks,
}: {
  readonly text: string;
  readonly blocks: readonly Json[] | undefined;
}) {
  return blocks === undefined || blocks.length === 0 ? (
    <div class="block section">
      <Mrkdwn text={words} />
    </div>
  ) : (
    <Blocks blocks={blocks} />
  );
}
