// The pages behind links, on a real server of their own, over the operations of a rig.
import { accountLinkRoutes } from "../../src/http/account-link.ts";
import { applicationRoutes } from "../../src/http/application.ts";
import { downloadRoutes } from "../../src/http/download.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics.ts";
import type { LinkedPages } from "../../src/ports/links.ts";
import { seededIds } from "./ids.ts";
import type { OperationsRig } from "./operations-rig.ts";

export interface Pages {
  /** The same address on this server. */
  at(address: string): string;
  readonly logged: readonly string[];
  close(): Promise<void>;
}

/** Those of the process that runs at the time: a restart brings others. */
const pagesOf = (rig: OperationsRig): LinkedPages => ({
  lookAtDownload: (link) => rig.pages.lookAtDownload(link),
  takeDownload: (link) => rig.pages.takeDownload(link),
  openApplication: (link) => rig.pages.openApplication(link),
  lookAtAccountLink: (link) => rig.pages.lookAtAccountLink(link),
  completeLink: (link, entry) => rig.pages.completeLink(link, entry),
});

export async function servePages(rig: OperationsRig): Promise<Pages> {
  const pages = pagesOf(rig);
  const logged: string[] = [];
  const metrics = createMetrics({ version: "1.2.3", parts: [] });
  const log = createLog({
    level: "trace",
    onError: metrics.loggedError,
    write: (line) => void logged.push(line),
  });
  const server = createHttpServer({
    routes: [
      ...downloadRoutes({ links: rig.links, pages, log }),
      ...applicationRoutes({ links: rig.links, pages }),
      ...accountLinkRoutes({ links: rig.links, pages }),
    ],
    log,
    metrics,
    ids: seededIds(),
  });
  const port = await server.listen({ port: 0, host: "127.0.0.1" });
  if (port === "busy") throw new Error("Port 0 is never busy.");
  return {
    at: (address) => {
      const { pathname, search } = new URL(address);
      return `http://127.0.0.1:${port}${pathname}${search}`;
    },
    logged,
    close: () => server.close(0),
  };
}
