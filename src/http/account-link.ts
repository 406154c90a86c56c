// The page on which an account of the platform is linked. The token is entered here and goes to the platform: it never passes through
// Slack. Whoever holds the address is all that is known, so nothing that a browser sends by itself gives a right; what it says of
// where the form was is looked at all the same.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Secret } from "../config/secret.ts";
import type { Refusal } from "../deployments/decision.ts";
import type {
  AccountEntry,
  AccountLink,
  AccountLinkPage,
  LinkedPages,
  LinkingOutcome,
} from "../ports/links.ts";
import { PATHS, type SignedLinks } from "./links.ts";
import { answerNoLink, answerPage, answerRefusal, bodyOf, type Html, html, tokenOf } from "./links-page.ts";
import type { Route } from "./server.ts";

/** A token and what a confirmation brings back, several times over. */
const LARGEST_BODY = 16 * 1024;
const FORM = "application/x-www-form-urlencoded";
/** Visible characters: what has none of them, or a blank within, was not copied from where tokens are shown. */
const TOKEN = /^[\x21-\x7e]{8,2000}$/;
const TITLE = "Link your DataRobot account";

const who = ({ person }: AccountLinkPage): string =>
  person.email === null ? person.name : `${person.name} (${person.email})`;

const nameOf = ({ account: { name, email } }: LinkingOutcome): string =>
  name.trim() === "" ? email : `${email} (${name})`;

function formHtml(page: AccountLinkPage, wrong: Refusal | null): Html {
  const { workspace, server, linked, unlinking } = page;
  const note = wrong === null ? null : html`<p class="wrong">${wrong.sentence} ${wrong.next}</p>`;
  const replaced =
    linked === null ? null : html`<p>${linked} is linked now. What you link here takes its place.</p>`;
  return html`${note}<dl><dt>Slack account</dt><dd>${who(page)}</dd><dt>Slack workspace</dt><dd>${workspace}</dd><dt>DataRobot</dt><dd>${server}</dd></dl>${replaced}
<p>Pointsman uses your API key for what you look at and ask for in Slack: DataRobot then decides by your own rights, and its records name you. It is kept encrypted, and nobody is shown it. <code>${unlinking}</code> in Slack takes it back.</p>
<p>To get one: in DataRobot open the menu of your profile, <em>Developer tools</em>, <em>API keys</em>, and create a key of its own for Pointsman, so that you can delete it alone.</p>
<form method="post" autocomplete="off"><label for="token">API key</label><input id="token" name="token" type="password" autocomplete="off" spellcheck="false" maxlength="2000" required>
<p><input id="mine" name="mine" type="checkbox" value="yes" required> <label for="mine">I am ${who(page)}, and opened this page from my own Slack.</label></p><button>Link</button></form>
<p>Did somebody else send you this address? Then close this page: they would act in DataRobot as you.</p>`;
}

const confirmHtml = (page: AccountLinkPage, found: Extract<LinkingOutcome, { outcome: "confirm" }>): Html =>
  html`<dl><dt>Slack account</dt><dd>${who(page)}, in ${page.workspace}</dd><dt>DataRobot account</dt><dd>${nameOf(found)}</dd></dl>
<p class="wrong">The two have different emails. Whoever uses this Slack account acts in DataRobot as ${found.account.email} from then on.</p>
<form method="post" autocomplete="off"><input type="hidden" name="sealed" value="${found.sealed}"><input type="hidden" name="shown" value="${found.shown}"><button>Act as ${found.account.email}</button></form>
<p>If that is not your account, close this page: nothing was linked.</p>`;

const linkedHtml = (page: AccountLinkPage, found: LinkingOutcome): Html =>
  html`<p>${who(page)} acts in DataRobot as <strong>${nameOf(found)}</strong> from now on.</p><p>You can close this page and go on in Slack.</p>`;

/** A browser says from where a form was sent; programs say nothing, and can send nothing that they do not hold. */
const isFromElsewhere = ({ headers }: IncomingMessage): boolean => {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin";
};

type Entered =
  | { readonly ok: true; readonly entry: AccountEntry }
  | { readonly ok: false; readonly wrong: Refusal };

const wrong = (sentence: string, next: string): Entered => ({
  ok: false,
  wrong: { code: "invalid", sentence, next, field: "token" },
});

function entered(body: string): Entered {
  const fields = new URLSearchParams(body);
  const [sealed, shown] = [fields.get("sealed"), fields.get("shown")];
  if (sealed !== null && shown !== null) return { ok: true, entry: { kind: "confirmed", sealed, shown } };
  const token = (fields.get("token") ?? "").trim();
  if (fields.get("mine") !== "yes")
    return wrong(
      "It was not confirmed whose Slack account this is.",
      "Enter the API key again and confirm it.",
    );
  if (!TOKEN.test(token))
    return wrong("That is no API key of DataRobot.", "Copy the whole key, and only it.");
  return { ok: true, entry: { kind: "typed", token: new Secret(token) } };
}

/** GET shows the form and uses nothing up, POST links. */
export function accountLinkRoutes(deps: {
  readonly links: Pick<SignedLinks, "read">;
  readonly pages: Pick<LinkedPages, "lookAtAccountLink" | "completeLink">;
}): readonly Route[] {
  const linkOf = (request: IncomingMessage): AccountLink | null => {
    const link = deps.links.read(tokenOf(request));
    return link?.purpose === "account" ? link : null;
  };
  const show = (
    response: ServerResponse,
    status: number,
    page: AccountLinkPage,
    note: Refusal | null,
  ): void => answerPage(response, status, { title: TITLE, body: formHtml(page, note) });
  const path = `/${PATHS.account}`;

  async function complete(link: AccountLink, body: string, response: ServerResponse): Promise<void> {
    // Read before: once it is linked, the link is of no use any more.
    const page = await deps.pages.lookAtAccountLink(link);
    const given = entered(body);
    if (page.ok && !given.ok) return show(response, 400, page.value, given.wrong);
    if (!given.ok) return answerRefusal(response, given.wrong);
    const done = await deps.pages.completeLink(link, given.entry);
    if (!page.ok) return answerRefusal(response, done.ok ? page.refusal : done.refusal);
    if (!done.ok && done.refusal.field === "token")
      return show(response, done.refusal.code === "error" ? 503 : 400, page.value, done.refusal);
    if (!done.ok) return answerRefusal(response, done.refusal);
    const found = done.value;
    return found.outcome === "confirm"
      ? answerPage(response, 200, { title: "Is this your account?", body: confirmHtml(page.value, found) })
      : answerPage(response, 200, { title: "Linked", body: linkedHtml(page.value, found) });
  }

  return [
    {
      method: "GET",
      path,
      label: "account",
      async handle(request, response) {
        const link = linkOf(request);
        if (link === null) return answerNoLink(response);
        const page = await deps.pages.lookAtAccountLink(link);
        if (!page.ok) return answerRefusal(response, page.refusal);
        show(response, 200, page.value, null);
      },
    },
    {
      method: "POST",
      path,
      label: "account",
      async handle(request, response) {
        const link = linkOf(request);
        const isForm = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() === FORM;
        if (link === null || !isForm || isFromElsewhere(request)) {
          request.resume();
          return answerNoLink(response);
        }
        const body = await bodyOf(request, LARGEST_BODY);
        if (body !== null) return complete(link, body, response);
        response.shouldKeepAlive = false;
        return answerRefusal(response, {
          code: "invalid",
          sentence: "That is far more than an API key.",
          next: "Go back, and copy the key alone.",
        });
      },
    },
  ];
}
