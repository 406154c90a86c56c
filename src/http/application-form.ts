// The form of an application: one field for each feature of the model, and what was entered as the model takes it.
import type { Feature } from "../deployments/model-package.ts";
import type { OpenApplication } from "../ports/links.ts";
import { type Html, html } from "./links-page.ts";

/** More fields than anybody fills in; a model with more is for *Batch*. */
export const MOST_FIELDS = 300;

const NUMBERS = ["numeric", "percentage", "currency", "length"];
const YES_NO = ["true", "false"];

/** One input. Its key is its place: names of features are foreign text, and two may look alike. */
interface Field {
  readonly key: string;
  readonly name: string;
  readonly kind: "number" | "choice" | "text";
  readonly required: boolean;
}

function kindOf(type: string): Field["kind"] {
  const name = type.toLowerCase();
  if (NUMBERS.includes(name)) return "number";
  return name === "boolean" ? "choice" : "text";
}

const featureFields = (features: readonly Feature[], side: string): readonly Field[] =>
  features.slice(0, MOST_FIELDS).map(({ name, type }, i) => ({
    key: `${side}${i}`,
    name,
    kind: kindOf(type),
    required: false,
  }));

/** Columns of the association id are asked for where predictions are tracked; a feature of that name is asked for once. */
const associationFields = ({ associationId, features }: OpenApplication): readonly Field[] =>
  associationId
    .filter((column) => !(features ?? []).some(({ name }) => name === column))
    .map((name, i) => ({ key: `id${i}`, name, kind: "text", required: true }));

/** Each row of the form: one, or two that are compared. */
export function rowsOf(open: OpenApplication): readonly (readonly Field[])[] {
  const features = open.features ?? [];
  if (open.application.template === "what-if")
    return [featureFields(features, "a"), featureFields(features, "b")];
  const tracked = featureFields(features, "a").map((field) =>
    open.associationId.includes(field.name) ? { ...field, required: true } : field,
  );
  return [[...associationFields(open), ...tracked]];
}

export type Entered = ReadonlyMap<string, string>;

function inputFor({ key, kind, required }: Field, value: string): Html {
  const must = required ? html` required` : null;
  switch (kind) {
    case "number":
      return html`<input id="${key}" name="${key}" type="number" step="any" value="${value}"${must}>`;
    case "choice":
      return html`<select id="${key}" name="${key}"${must}><option value=""></option>${YES_NO.map((each) => html`<option value="${each}"${each === value ? html` selected` : null}>${each}</option>`)}</select>`;
    case "text":
      return html`<input id="${key}" name="${key}" type="text" maxlength="5000" value="${value}"${must}>`;
  }
}

export const fieldsHtml = (
  fields: readonly Field[],
  entered: Entered,
  wrong: ReadonlyMap<string, string>,
): Html => {
  const rows = fields.map((field) => {
    const mistake = wrong.get(field.key) ?? null;
    const note = mistake === null ? null : html`<span class="wrong">${mistake}</span>`;
    return html`<label for="${field.key}">${field.name}</label>${inputFor(field, entered.get(field.key) ?? "")}${note}`;
  });
  return html`<div>${rows}</div>`;
};

/** Empty fields are missing values. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Reads one row; mistakes by the key of their field. */
export function readRow(
  fields: readonly Field[],
  entered: Entered,
): { readonly row: Row; readonly wrong: ReadonlyMap<string, string> } {
  const wrong = new Map<string, string>();
  const values = fields.map(({ key, name, kind, required }): [string, Row[string]] => {
    const text = (entered.get(key) ?? "").trim();
    if (text === "") {
      if (required) wrong.set(key, "This has to be filled in: predictions are matched by it.");
      return [name, null];
    }
    if (kind === "number") {
      const number = Number(text);
      if (Number.isFinite(number)) return [name, number];
      wrong.set(key, "This is not a number.");
      return [name, null];
    }
    if (kind === "choice") {
      if (YES_NO.includes(text)) return [name, text === "true"];
      wrong.set(key, "Choose true or false.");
      return [name, null];
    }
    return [name, text];
  });
  // Names are foreign: for `fromEntries` `__proto__` is a name like any other.
  return { row: Object.fromEntries(values), wrong };
}
