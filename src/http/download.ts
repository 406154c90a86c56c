// The page behind a download link. Looking at it uses nothing up, so previews of links do no harm; its button downloads, once.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Log } from "../log.ts";
import type { CodeHandOut, CodeOffer, DownloadLink, LinkedPages } from "../ports/links.ts";
import { PATHS, type SignedLinks } from "./links.ts";
import { answerNoLink, answerPage, answerRefusal, html, SECURITY_HEADERS, tokenOf } from "./links-page.ts";
import type { Route } from "./server.ts";

/** Whoever reads slower than this is not waited for. */
const SEND_LIMIT_MS = 5 * 60_000;

const offerPage = ({ code, example }: CodeOffer) => html`
<dl><dt>File</dt><dd>${code.filename}, ${code.bytes} bytes</dd><dt>SHA-256</dt><dd><code>${code.sha256}</code></dd></dl>
<form method="post"><button>Download</button></form>
<p>The link works once. Compare the SHA-256 with the one of the file that you got.</p>
<h2>Example</h2><pre>${example}</pre>`;

async function send(response: ServerResponse, { code, content }: CodeHandOut, log: Log): Promise<void> {
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    "content-type": "application/java-archive",
    "content-length": code.bytes,
    // Made of letters, digits, dots and dashes by the platform; anything else is not let into a header.
    "content-disposition": `attachment; filename="${code.filename.replace(/[^A-Za-z0-9._-]/g, "-")}"`,
    "x-checksum-sha256": code.sha256,
  });
  try {
    await pipeline(Readable.from(content), response, { signal: AbortSignal.timeout(SEND_LIMIT_MS) });
  } catch (error) {
    // Broken off by whoever was reading, or too slow: the connection is gone, and there is nobody to answer.
    log.info("download.broken-off", { filename: code.filename, error });
  }
}

/** GET shows what there is, POST hands it out. */
export function downloadRoutes(deps: {
  readonly links: Pick<SignedLinks, "read">;
  readonly pages: Pick<LinkedPages, "lookAtDownload" | "takeDownload">;
  readonly log: Log;
}): readonly Route[] {
  const linkOf = (request: IncomingMessage): DownloadLink | null => {
    const link = deps.links.read(tokenOf(request));
    return link?.purpose === "scoring-code" ? link : null;
  };
  const path = `/${PATHS["scoring-code"]}`;
  return [
    {
      method: "GET",
      path,
      label: "download",
      async handle(request, response) {
        const link = linkOf(request);
        if (link === null) return answerNoLink(response);
        const offer = await deps.pages.lookAtDownload(link);
        if (!offer.ok) return answerRefusal(response, offer.refusal);
        answerPage(response, 200, { title: "Scoring code", body: offerPage(offer.value) });
      },
    },
    {
      method: "POST",
      path,
      label: "download",
      async handle(request, response) {
        // The form has no fields: what is sent all the same is not read.
        request.resume();
        const link = linkOf(request);
        if (link === null) return answerNoLink(response);
        const given = await deps.pages.takeDownload(link);
        if (!given.ok) return answerRefusal(response, given.refusal);
        await send(response, given.value, deps.log);
      },
    },
  ];
}
