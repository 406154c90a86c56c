// Pages behind links: text is escaped by construction, nothing runs in them, nothing is loaded, nothing is kept.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "../deployments/decision.ts";

/** HTML that only this file makes: elsewhere it comes from the template `html`. */
class Markup {
  readonly #markup: string;
  constructor(markup: string) {
    this.#markup = markup;
  }
  get markup(): string {
    return this.#markup;
  }
}
export type Html = Markup;

type Value = string | number | Html | readonly Html[] | null;

const escapeText = (text: string): string =>
  text
    .toWellFormed()
    // What turns text around or hides it has no business on a page of ours; tabs and line breaks have.
    .replace(/(?![\t\n\r])[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const isList = (value: Value): value is readonly Html[] => Array.isArray(value);

function markupOf(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  return isList(value) ? value.map(({ markup }) => markup).join("") : value.markup;
}

/** Literals are markup, values are text: also inside of attributes, which always stand in double quotes. */
export const html = (own: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Markup(own.map((piece, i) => `${piece}${markupOf(values[i] ?? null)}`).join(""));

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d1c1d;background:#fff}" +
  "h1{font-size:1.5rem}pre{background:#f4f4f4;padding:.75rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}" +
  "label{display:block;margin:.75rem 0 .25rem}input,select,textarea{font:inherit;padding:.35rem;width:100%;box-sizing:border-box}" +
  "input[type=checkbox]{width:auto}input[type=checkbox]+label{display:inline}" +
  "textarea{min-height:12rem;font-family:monospace}button{font:inherit;padding:.5rem 1.25rem;margin-top:1rem}" +
  ".two{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.wrong{color:#b00020}dt{font-weight:600}dd{margin:0 0 .5rem;overflow-wrap:anywhere}";
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

export const SECURITY_HEADERS = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-robots-tag": "noindex, nofollow",
  "cache-control": "no-store",
} as const;

export function answerPage(
  response: ServerResponse,
  status: number,
  page: { readonly title: string; readonly body: Html },
): void {
  const { markup } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${page.title}</title><style>${new Markup(STYLE)}</style></head><body><h1>${page.title}</h1>${page.body}</body></html>`;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(markup),
  });
  response.end(markup);
}

const STATUS: Readonly<Record<Refusal["code"], number>> = {
  "not-found": 404,
  forbidden: 403,
  unavailable: 409,
  invalid: 400,
  conflict: 409,
  "failing-validation": 409,
  outdated: 410,
  "not-a-person": 403,
  "not-linked": 403,
  error: 503,
};

export const answerRefusal = (response: ServerResponse, refusal: Refusal): void =>
  answerPage(response, STATUS[refusal.code], {
    title: "This cannot be done",
    body: html`<p>${refusal.sentence}</p><p>${refusal.next}</p>`,
  });

/** For tokens that are none of ours: nothing is told about why. */
export const answerNoLink = (response: ServerResponse): void =>
  answerPage(response, 404, {
    title: "This link leads nowhere",
    body: html`<p>It is incomplete, or it was never one of ours. Press the button in Slack again for a new one.</p>`,
  });

export const tokenOf = (request: IncomingMessage): string =>
  new URL(request.url ?? "/", "http://own").searchParams.get("token") ?? "";

/** The body as text; null when it is longer than `most` bytes, and then the rest is not waited for. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("A request's body comes as bytes.");
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
