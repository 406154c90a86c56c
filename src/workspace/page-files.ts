// The browser page's own files: one document, one script, one sheet. Nothing else is loaded from anywhere.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { joinedSheet } from "./page-sheet.ts";

const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pointsman workspace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/app.css">
<script type="module" src="/page/app.js"></script>
</head>
<body><div id="app"></div><noscript>The workspace needs scripts. Its text for terminals is at /control/as/olivia.</noscript></body>
</html>
`;

/** No inline script, nothing from elsewhere, no frame around it. */
const SAFETY = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-cache",
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Beside the bundle, made by the build. */
const BUILT = "./workspace-page";
const SOURCE = "./page/app.tsx";

let script: Promise<string> | null = null;

/** From the build when this is the bundle, else made from the sources when the page is first asked for. */
function pageScript(): Promise<string> {
  script ??= existsSync(here(SOURCE)) ? bundled() : readFile(here(`${BUILT}/app.js`), "utf8");
  script.catch(() => {
    // A mistake in a source can be corrected while it runs.
    script = null;
  });
  return script;
}

/** The bundler is loaded for this alone: neither the start nor memory at rest pays for it. */
async function bundled(): Promise<string> {
  const { build } = await import("rolldown");
  const { output } = await build({
    input: here(SOURCE),
    platform: "browser",
    output: { format: "esm" },
    write: false,
  });
  return output[0].code;
}

const pageSheet = (): Promise<string> =>
  joinedSheet(here(existsSync(here(SOURCE)) ? "./page/app.css" : `${BUILT}/app.css`));

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { ...SAFETY, "content-type": `${type}; charset=utf-8` });
  response.end(body);
}

export const sendDocument = (response: ServerResponse): void => send(response, "text/html", DOCUMENT);

/** False: there is no such file. */
export async function sendPageFile(response: ServerResponse, name: string): Promise<boolean> {
  if (name === "app.js") send(response, "text/javascript", await pageScript());
  else if (name === "app.css") send(response, "text/css", await pageSheet());
  else return false;
  return true;
}
