// Interactive elements: what they show, and what using them sends.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { initialValue } from "../elements.ts";
import type { Json, StateValue } from "../state.ts";
import { Choices, type Offer } from "./choices.tsx";
import { useStore } from "./context.ts";
import { wordsOf } from "./control.ts";
import { safeUrl, textOf } from "./mrkdwn.tsx";
import { Image, record, records, text, Unknown } from "./parts.tsx";
import { type Control, useSurface } from "./surface.ts";
import { useWallClock } from "./wall-clock.ts";
import { useWorkspaceOffers } from "./workspace-offers.ts";

export interface ElementProps {
  readonly blockId: string;
  readonly element: Json;
  readonly input?: boolean;
  /** In an input block that tells the bot at once. */
  readonly dispatches?: boolean;
  readonly describedBy?: string;
}

export function Element(props: ElementProps) {
  const { blockId, element } = props;
  switch (element.type) {
    case "button":
      return <Button {...props} />;
    case "image":
      return <Image of={element} />;
    case "overflow":
      return <Overflow {...props} />;
    case "static_select":
    case "multi_static_select":
    case "external_select":
    case "multi_external_select":
    case "users_select":
    case "multi_users_select":
    case "channels_select":
    case "multi_channels_select":
    case "conversations_select":
    case "multi_conversations_select":
      return <Select {...props} />;
    case "checkboxes":
    case "radio_buttons":
      return <Boxes {...props} />;
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return <TextField {...props} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <Moment {...props} />;
    default:
      return <Unknown what={`an element of type "${text(element.type) || "none"}" (block ${blockId})`} />;
  }
}

/** What was entered, or what the app put there. */
function useValue({ blockId, element }: ElementProps): StateValue | undefined {
  const { values } = useSurface();
  return values[blockId]?.[text(element.action_id)] ?? initialValue(element) ?? undefined;
}

function Button({ blockId, element }: ElementProps) {
  const store = useStore();
  const surface = useSurface();
  const [busy, setBusy] = useState(false);
  const url = safeUrl(text(element.url));
  const press = async (): Promise<void> => {
    if (!(await store.confirm(element.confirm))) return;
    setBusy(true);
    try {
      if (url !== null) window.open(url, "_blank", "noopener,noreferrer");
      await surface.press({ blockId, element });
    } finally {
      setBusy(false);
    }
  };
  const label = text(element.accessibility_label);
  return (
    <button
      type="button"
      class={`button ${text(element.style)}`}
      {...(label === "" ? {} : { "aria-label": label, title: label })}
      aria-busy={busy}
      disabled={busy}
      data-action={text(element.action_id)}
      onClick={() => void press()}
    >
      {textOf(element.text)}
    </button>
  );
}

function Overflow({ blockId, element }: ElementProps) {
  const store = useStore();
  const surface = useSurface();
  const pick = async (option: Json, menu: HTMLDetailsElement | null): Promise<void> => {
    if (menu !== null) menu.open = false;
    if (!(await store.confirm(element.confirm))) return;
    const url = safeUrl(text(option.url));
    if (url !== null) window.open(url, "_blank", "noopener,noreferrer");
    await surface.choose({ blockId, element }, text(option.value));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const menu = event.currentTarget instanceof HTMLDetailsElement ? event.currentTarget : null;
    if (menu === null) return;
    if (event.key === "Escape" && menu.open) {
      // Closes the menu and not the modal around it.
      event.preventDefault();
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary")?.focus();
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    menu.open = true;
    const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const at = items.findIndex((item) => item.matches(":focus"));
    items[at === -1 && step === -1 ? items.length - 1 : (at + step + items.length) % items.length]?.focus();
  };
  return (
    <details
      class="overflow"
      onKeyDown={onKeyDown}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (to instanceof Node && !event.currentTarget.contains(to)) event.currentTarget.open = false;
      }}
    >
      <summary class="button" aria-label="More actions">
        …
      </summary>
      <div class="menu" role="menu">
        {records(element.options).map((option) => (
          <button
            type="button"
            role="menuitem"
            key={text(option.value)}
            onClick={(event) => void pick(option, event.currentTarget.closest("details"))}
          >
            {textOf(option.text)}
            {option.description === undefined ? null : <small>{textOf(option.description)}</small>}
          </button>
        ))}
      </div>
    </details>
  );
}

const offerOf = (option: Json, group?: string): Offer => ({
  value: text(option.value),
  text: textOf(option.text),
  description: textOf(option.description),
  ...(group === undefined ? {} : { group }),
});

const grouped = (element: Json): readonly Offer[] => [
  ...records(element.options).map((option) => offerOf(option)),
  ...records(element.option_groups).flatMap((group) =>
    records(group.options).map((option) => offerOf(option, textOf(group.label))),
  ),
];

/** What a select holds: options, or ids of people, channels and conversations. */
function chosenOf(value: StateValue | undefined, named: readonly Offer[]): readonly Offer[] {
  if (value === undefined) return [];
  const { type: _type, ...held } = value;
  return Object.values(held)
    .flat()
    .flatMap((one): Offer[] => {
      const option = record(one);
      if (option !== null) return [offerOf(option)];
      if (typeof one !== "string" || one === "") return [];
      return [named.find((offer) => offer.value === one) ?? { value: one, text: one, description: "" }];
    });
}

function Select(props: ElementProps) {
  const { blockId, element, input, describedBy } = props;
  const surface = useSurface();
  const store = useStore();
  const held = useValue(props);
  const control: Control = { blockId, element };
  const type = text(element.type);
  const multi = type.startsWith("multi_");
  const external = type.endsWith("external_select");
  const ids = useWorkspaceOffers(type);
  const own = ids ?? grouped(element);
  const chosen = chosenOf(held, own);
  const load = async (query: string): Promise<readonly Offer[] | string> => {
    const least = Number(element.min_query_length ?? 3);
    if (query.length < least) return `Type at least ${least} characters.`;
    try {
      const { options, groups, problem } = await surface.suggest(control, query);
      if (problem !== null) return problem;
      return groups === null
        ? options.map((option) => offerOf(option))
        : groups.flatMap((group) =>
            records(group.options).map((option) => offerOf(option, textOf(group.label))),
          );
    } catch (error) {
      return wordsOf(error);
    }
  };
  const choose = async (values: readonly string[]): Promise<void> => {
    if (!(await store.confirm(element.confirm))) return;
    await surface.choose(control, multi ? values : (values[0] ?? null));
  };
  return (
    <Choices
      id={input ? `field-${blockId}` : undefined}
      describedBy={describedBy}
      action={text(element.action_id)}
      placeholder={textOf(element.placeholder)}
      label={input ? undefined : textOf(element.placeholder) || "Choose"}
      multi={multi}
      clearable={input === true}
      chosen={chosen}
      offers={external ? load : own}
      onChoose={(values) => void choose(values)}
    />
  );
}

function Boxes(props: ElementProps) {
  const { blockId, element, describedBy } = props;
  const surface = useSurface();
  const store = useStore();
  const name = useId();
  const radio = element.type === "radio_buttons";
  const chosen = chosenOf(useValue(props), []).map(({ value }) => value);
  const toggle = async (value: string, on: boolean): Promise<void> => {
    if (!(await store.confirm(element.confirm))) return;
    const all = grouped(element).map((offer) => offer.value);
    const next = radio ? value : all.filter((one) => (one === value ? on : chosen.includes(one)));
    await surface.choose({ blockId, element }, next);
  };
  return (
    <fieldset
      class="boxes"
      aria-labelledby={props.input ? `label-${blockId}` : undefined}
      aria-describedby={describedBy}
      data-action={text(element.action_id)}
    >
      {grouped(element).map((offer) => (
        <label key={offer.value}>
          <input
            type={radio ? "radio" : "checkbox"}
            name={name}
            value={offer.value}
            checked={chosen.includes(offer.value)}
            onChange={(event) => void toggle(offer.value, event.currentTarget.checked)}
          />
          <span>
            {offer.text}
            {offer.description === "" ? null : <small>{offer.description}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

const INPUT_TYPES: Readonly<Record<string, "email" | "url">> = {
  email_text_input: "email",
  url_text_input: "url",
};

function TextField(props: ElementProps) {
  const { blockId, element, describedBy } = props;
  const surface = useSurface();
  const held = text(useValue(props)?.value);
  const control: Control = { blockId, element };
  const [local, setLocal] = useState(held);
  const shown = surface.typed?.get(control) ?? (surface.typed === null ? local : held);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const focus = element.focus_on_load === true;
  useEffect(() => {
    if (focus) field.current?.focus();
  }, [focus]);
  const type = (value: string): void => {
    setLocal(value);
    surface.typed?.set(control, value);
  };
  const triggers = record(element.dispatch_action_config)?.trigger_actions_on ?? ["on_enter_pressed"];
  const tells = (trigger: string): boolean =>
    props.dispatches === true && Array.isArray(triggers) && triggers.includes(trigger);
  const shared = {
    ref: field,
    id: `field-${blockId}`,
    value: shown,
    placeholder: textOf(element.placeholder),
    "aria-describedby": describedBy,
    "data-action": text(element.action_id),
    onInput: (event: { currentTarget: { value: string } }) => {
      type(event.currentTarget.value);
      if (tells("on_character_entered")) void surface.choose(control, event.currentTarget.value);
    },
    onBlur: () => {
      if (surface.typed === null && props.dispatches !== true && local !== held)
        void surface.choose(control, local);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || !tells("on_enter_pressed")) return;
      // The bot is told, and nothing is submitted.
      event.preventDefault();
      void surface.choose(control, shown);
    },
  };
  if (element.multiline === true) return <textarea rows={4} {...shared} />;
  const kind = INPUT_TYPES[text(element.type)];
  if (kind === "email") return <input type="email" {...shared} />;
  if (kind === "url") return <input type="url" {...shared} />;
  return (
    <input
      type="text"
      {...(element.type === "number_input"
        ? { inputMode: element.is_decimal_allowed === true ? ("decimal" as const) : ("numeric" as const) }
        : {})}
      {...shared}
    />
  );
}

const MOMENTS: Readonly<Record<string, "date" | "time" | "datetime-local">> = {
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

function Moment(props: ElementProps) {
  const { blockId, element, describedBy } = props;
  const surface = useSurface();
  const clock = useWallClock();
  const held = useValue(props);
  const kind = text(element.type);
  const seconds = held?.selected_date_time;
  const value =
    kind === "datetimepicker"
      ? typeof seconds === "number"
        ? clock.picker(seconds * 1000)
        : ""
      : text(held?.selected_date ?? held?.selected_time);
  /** Epoch seconds, as Slack sends them. */
  const secondsOf = (entered: string): string | null => {
    const moment = clock.picked(entered);
    return moment === null ? null : String(Math.floor(moment / 1000));
  };
  const change = (entered: string): void => {
    void surface.choose(
      { blockId, element },
      kind === "datetimepicker" ? secondsOf(entered) : entered || null,
    );
  };
  return (
    <input
      type={MOMENTS[kind] ?? "date"}
      id={props.input ? `field-${blockId}` : undefined}
      value={value}
      aria-label={props.input ? undefined : textOf(element.placeholder) || "Date or time"}
      aria-describedby={describedBy}
      data-action={text(element.action_id)}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
