// The page of an application: a form that asks the deployment for predictions. Reference: deployment actions, section 3.3.
import type { IncomingMessage, ServerResponse } from "node:http";
import { TEMPLATE_WORDS } from "../deployments/application.ts";
import type { ApplicationLink, LinkedPages, OpenApplication } from "../ports/links.ts";
import { type Entered, fieldsHtml, MOST_FIELDS, readRow, rowsOf } from "./application-form.ts";
import { type Prediction, predict } from "./application-predict.ts";
import { PATHS, type SignedLinks } from "./links.ts";
import { answerNoLink, answerPage, answerRefusal, bodyOf, type Html, html, tokenOf } from "./links-page.ts";
import type { Route } from "./server.ts";

/** A form's fields, or a batch as CSV with what form encoding adds. */
const LARGEST_BODY = 2 * 1024 * 1024;
const MODEL = "model";
const CSV = "csv";

interface Filled {
  readonly entered: Entered;
  readonly wrong: ReadonlyMap<string, string>;
  readonly results: readonly Prediction[];
  readonly note: string | null;
}

const EMPTY: Filled = { entered: new Map(), wrong: new Map(), results: [], note: null };

const resultHtml = (result: Prediction): Html =>
  result.ok
    ? html`${result.headline === null ? null : html`<p>Prediction: <strong>${result.headline}</strong></p>`}<pre>${result.text}</pre>`
    : html`<p class="wrong">${result.sentence}</p>`;

function columns(parts: readonly Html[]): Html {
  return parts.length > 1 ? html`<div class="two">${parts}</div>` : html`${parts}`;
}

function inputsHtml(open: OpenApplication, { entered, wrong }: Filled): Html {
  if (open.application.template === "batch") {
    const must =
      open.associationId.length === 0 ? "" : ` It needs the column ${open.associationId.join(", ")}.`;
    return html`<label for="${CSV}">Rows as CSV, with a line of column names first.${must}</label><textarea id="${CSV}" name="${CSV}" required>${entered.get(CSV) ?? ""}</textarea>`;
  }
  return columns(rowsOf(open).map((fields) => fieldsHtml(fields, entered, wrong)));
}

function formHtml(open: OpenApplication, filled: Filled): Html {
  if (open.features === null && open.application.template !== "batch")
    return html`<p>It is not recorded which features the model takes, so there is no form for it. Create a Batch application instead.</p>`;
  const more = (open.features?.length ?? 0) - MOST_FIELDS;
  const left =
    more > 0 && open.application.template !== "batch"
      ? html`<p>${more} more features are not asked for here. A Batch application takes all of them.</p>`
      : null;
  const button = open.address === null ? null : html`<button>Predict</button>`;
  return html`<form method="post"><input type="hidden" name="${MODEL}" value="${open.model}">${inputsHtml(open, filled)}${left}${button}</form>`;
}

function show(response: ServerResponse, status: number, open: OpenApplication, filled: Filled): void {
  const { application, whyNot } = open;
  const tracked = application.template === "what-if" ? html`<p>Simulations are not tracked.</p>` : null;
  answerPage(response, status, {
    title: application.name,
    body: html`<p>${TEMPLATE_WORDS[application.template]}, created by ${application.creator.name}.</p>${tracked}${whyNot === null ? null : html`<p class="wrong">${whyNot}</p>`}${filled.note === null ? null : html`<p class="wrong">${filled.note}</p>`}${columns(filled.results.map((result) => html`<div>${resultHtml(result)}</div>`))}${formHtml(open, filled)}`,
  });
}

const withoutQuotes = (text: string): string => text.trim().replace(/^"(.*)"$/, "$1");

/** The columns of the association id that the first line does not have. */
function missingColumns(csv: string, wanted: readonly string[]): readonly string[] {
  const [first = ""] = csv.replace(/^\ufeff/, "").split(/\r?\n/, 1);
  const there = first.split(",").map(withoutQuotes);
  return wanted.filter((column) => !there.includes(column));
}

async function answerBatch(open: OpenApplication, address: string, entered: Entered): Promise<Filled> {
  const csv = entered.get(CSV) ?? "";
  const missing = missingColumns(csv, open.associationId);
  const note =
    csv.trim() === ""
      ? "There are no rows."
      : missing.length > 0
        ? `The first line does not name ${missing.join(", ")}, which is required: predictions are matched by it.`
        : null;
  if (note !== null) return { ...EMPTY, entered, note };
  return { ...EMPTY, entered, results: [await predict(address, { type: "text/csv", text: csv })] };
}

async function answerRows(open: OpenApplication, address: string, entered: Entered): Promise<Filled> {
  const read = rowsOf(open).map((fields) => readRow(fields, entered));
  const wrong = new Map(read.flatMap((one) => [...one.wrong]));
  if (wrong.size > 0) return { ...EMPTY, entered, wrong };
  const results = await Promise.all(
    read.map(({ row }) => predict(address, { type: "application/json", text: JSON.stringify([row]) })),
  );
  return { ...EMPTY, entered, results };
}

/** GET shows the form, POST asks for predictions. Whether the person may is asked each time. */
export function applicationRoutes(deps: {
  readonly links: Pick<SignedLinks, "read">;
  readonly pages: Pick<LinkedPages, "openApplication">;
}): readonly Route[] {
  const linkOf = (request: IncomingMessage): ApplicationLink | null => {
    const link = deps.links.read(tokenOf(request));
    return link?.purpose === "application" ? link : null;
  };
  const path = `/${PATHS.application}`;
  return [
    {
      method: "GET",
      path,
      label: "application",
      async handle(request, response) {
        const link = linkOf(request);
        if (link === null) return answerNoLink(response);
        const open = await deps.pages.openApplication(link);
        if (!open.ok) return answerRefusal(response, open.refusal);
        show(response, 200, open.value, EMPTY);
      },
    },
    {
      method: "POST",
      path,
      label: "application",
      async handle(request, response) {
        const link = linkOf(request);
        if (link === null) {
          request.resume();
          return answerNoLink(response);
        }
        const body = await bodyOf(request, LARGEST_BODY);
        const open = await deps.pages.openApplication(link);
        if (!open.ok) return answerRefusal(response, open.refusal);
        if (body === null) {
          response.shouldKeepAlive = false;
          return show(response, 413, open.value, {
            ...EMPTY,
            note: "That is more than 2 MB. Send fewer rows.",
          });
        }
        const entered: Entered = new Map(new URLSearchParams(body));
        const { address, model, application } = open.value;
        if (address === null) return show(response, 409, open.value, { ...EMPTY, entered });
        // Fields have their places by the model that the form was made for.
        if (entered.get(MODEL) !== model)
          return show(response, 409, open.value, {
            ...EMPTY,
            note: "The model was replaced since this page was opened. Please fill the form in again.",
          });
        const answer = application.template === "batch" ? answerBatch : answerRows;
        const filled = await answer(open.value, address, entered);
        const bad = filled.wrong.size > 0 || filled.note !== null;
        show(response, bad ? 400 : 200, open.value, filled);
      },
    },
  ];
}
