// One list to choose from, for every select: a text field with a list under it (the combobox pattern), usable by keyboard alone.
import { useEffect, useId, useState } from "preact/hooks";

export interface Offer {
  readonly value: string;
  readonly text: string;
  readonly description: string;
  readonly group?: string;
}

export interface ChoicesProps {
  readonly id: string | undefined;
  readonly describedBy: string | undefined;
  readonly action: string;
  readonly placeholder: string;
  /** For screen readers, where no label stands beside it. */
  readonly label: string | undefined;
  readonly multi: boolean;
  readonly clearable: boolean;
  readonly chosen: readonly Offer[];
  /** A list, or a loader that answers one, or why there is none. */
  readonly offers: readonly Offer[] | ((query: string) => Promise<readonly Offer[] | string>);
  readonly onChoose: (values: readonly string[]) => void;
}

const LOAD_AFTER_MS = 150;
const MOST_SHOWN = 100;
const LOADING = "Loading …";

const matching = (offers: readonly Offer[], query: string): readonly Offer[] => {
  const wanted = query.trim().toLowerCase();
  return offers.filter(({ text, description }) => `${text} ${description}`.toLowerCase().includes(wanted));
};

export function Choices(props: ChoicesProps) {
  const { offers, chosen, multi } = props;
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [loaded, setLoaded] = useState<readonly Offer[] | string>(LOADING);
  const [active, setActive] = useState(0);
  const list = useId();

  useEffect(() => {
    if (!open) return;
    setActive(0);
    if (typeof offers !== "function") return;
    let stale = false;
    setLoaded(LOADING);
    const timer = setTimeout(
      () =>
        void offers(query).then((answer) => {
          if (!stale) setLoaded(answer);
        }),
      query === "" ? 0 : LOAD_AFTER_MS,
    );
    return () => {
      stale = true;
      clearTimeout(timer);
    };
    // The loader is made anew with each drawing: what is typed is what matters.
  }, [open, query]);

  const found = !open ? [] : typeof offers === "function" ? loaded : matching(offers, query);
  const shown = typeof found === "string" ? [] : found.slice(0, MOST_SHOWN);
  const close = (): void => {
    setOpen(false);
    setQuery("");
  };
  const pick = (offer: Offer | undefined): void => {
    if (offer === undefined) return;
    const values = chosen.map(({ value }) => value);
    if (!multi) {
      props.onChoose([offer.value]);
      close();
      return;
    }
    props.onChoose(
      values.includes(offer.value) ? values.filter((one) => one !== offer.value) : [...values, offer.value],
    );
    setQuery("");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else if (shown.length > 0)
        setActive((active + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open) pick(shown[active]);
      else setOpen(true);
    } else if (event.key === "Escape" && open) {
      // Closes the list and not the modal around it.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && query === "" && (multi || props.clearable)) {
      if (chosen.length > 0) props.onChoose(chosen.slice(0, -1).map(({ value }) => value));
    }
  };
  const filled = shown.length > 0;
  useEffect(() => {
    document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, list]);
  // In a modal the list may begin below what is seen.
  useEffect(() => {
    if (open && filled) document.getElementById(list)?.scrollIntoView({ block: "nearest" });
  }, [open, filled, list]);

  const single = multi ? undefined : chosen[0];
  return (
    <div class="choices" data-action={props.action}>
      {multi
        ? chosen.map((offer) => (
            <button
              type="button"
              class="chip"
              key={offer.value}
              aria-label={`Remove ${offer.text}`}
              onClick={() =>
                props.onChoose(chosen.flatMap(({ value }) => (value === offer.value ? [] : [value])))
              }
            >
              {offer.text} ✕
            </button>
          ))
        : null}
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        id={props.id}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && shown.length > 0 ? `${list}-${active}` : undefined}
        placeholder={single?.text ?? props.placeholder}
        class={single === undefined ? "" : "held"}
        value={query}
        onClick={() => setOpen(true)}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {open ? (
        <div class="offers" id={list} role="listbox" aria-multiselectable={multi}>
          {typeof found === "string" ? <div class="note">{found}</div> : null}
          {typeof found !== "string" && shown.length === 0 ? <div class="note">Nothing found.</div> : null}
          {shown.map((offer, at) => (
            <div key={`${offer.value} ${at}`}>
              {offer.group !== undefined && offer.group !== shown[at - 1]?.group ? (
                <div class="group">{offer.group}</div>
              ) : null}
              <div
                id={`${list}-${at}`}
                role="option"
                tabIndex={-1}
                class={at === active ? "offer active" : "offer"}
                aria-selected={chosen.some(({ value }) => value === offer.value)}
                // Before the field loses the focus, which closes the list.
                onMouseDown={(event) => {
                  event.preventDefault();
                  pick(offer);
                }}
              >
                {offer.text}
                {offer.description === "" ? null : <small>{offer.description}</small>}
              </div>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
