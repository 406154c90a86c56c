// What all drawing has in common: reading JSON of unknown shape, pictures, and the mark of what cannot be drawn.
import type { Json } from "../state.ts";
import { safeUrl } from "./mrkdwn.tsx";

export const record = (value: unknown): Json | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
export const records = (value: unknown): Json[] =>
  Array.isArray(value)
    ? value.flatMap((one: unknown): Json[] => [record(one)].filter((each) => each !== null))
    : [];
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function Unknown({ what }: { readonly what: string }) {
  return (
    <div class="unknown" role="alert">
      This workspace cannot draw {what}.
    </div>
  );
}

/** Where the workspace keeps an uploaded file; empty for none. */
const fileAddress = (id: string): string => (id === "" ? "" : `/files/${encodeURIComponent(id)}/picture`);

/** Pictures of other computers are not loaded: nothing leaves this one. */
export function Image({ of, small = false }: { readonly of: Json; readonly small?: boolean }) {
  const file = record(of.slack_file);
  const url = text(of.image_url) || text(file?.url) || fileAddress(text(file?.id));
  const alt = text(of.alt_text);
  // Without an address it would be this very page.
  const here =
    url !== "" && URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
  if (here || url.startsWith("data:image/"))
    return <img class={small ? "small" : ""} src={url} alt={alt} loading="lazy" />;
  const address = safeUrl(url);
  if (small || address === null)
    return (
      <span class={small ? "picture small" : "picture"} role="img" aria-label={alt} title={address ?? ""}>
        🖼 {alt}
      </span>
    );
  return (
    <span class="picture">
      🖼 {alt} <small>{address}</small>
      <a class="button" href={address} target="_blank" rel="noopener noreferrer">
        Open the picture
      </a>
    </span>
  );
}
