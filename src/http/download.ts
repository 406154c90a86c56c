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
<dl><dt>File</dt><dd>${code.filename}${code.bytes === null ? "" : `, ${code.bytes} bytes`}</dd>${sumTerm(code.sha256)}</dl>
<form method="post"><button>Download</button></form>
<p>The link works once. ${code.sha256 === null ? SUM_COMES_LATER : "Compare the SHA-256 with the one of the file that you got."}</p>
<h2>Example</h2><pre>${example}</pre>`;

const sumTerm = (sha256: string | null) =>
  sha256 === null ? null : html`<dt>SHA-256</dt><dd><code>${sha256}</code></dd>`;

const SUM_COMES_LATER =
  "Its SHA-256 is known once the file was read to its end: it follows the file as the trailer x-checksum-sha256, and the audit trail keeps it.";

/** Sent with the file's end, so that whoever wants to compare has it from the same answer. */
async function* withSum(
  { content, measured }: CodeHandOut,
  response: ServerResponse,
): AsyncGenerator<Uint8Array> {
  yield* content;
  const sha256 = measured()?.sha256 ?? null;
  if (sha256 !== null) response.addTrailers({ "x-checksum-sha256": sha256 });
}

async function send(response: ServerResponse, handOut: CodeHandOut, log: Log): Promise<void> {
  const { code, content } = handOut;
  const { bytes, sha256 } = code;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    "content-type": "application/java-archive",
    // Made of letters, digits, dots and dashes by the platform; anything else is not let into a header.
    "content-disposition": `attachment; filename="${code.filename.replace(/[^A-Za-z0-9._-]/g, "-")}"`,
    // A length would leave no room for a trailer; without one the end of the file is marked all the same.
    ...(sha256 === null
      ? { trailer: "x-checksum-sha256" }
      : { ...(bytes === null ? {} : { "content-length": bytes }), "x-checksum-sha256": sha256 }),
  });
  try {
    const sent = sha256 === null ? withSum(handOut, response) : content;
    await pipeline(Readable.from(sent), response, { signal: AbortSignal.timeout(SEND_LIMIT_MS) });
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
