// What the server serves besides Slack's requests: is it alive, is it ready, what did it count.
import type { RequestListener } from "node:http";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { answerJson, type Route } from "./server.ts";

/** Something that must work before the bot takes requests. */
export interface Part {
  /** Also a metric label, so one of a few fixed words. */
  readonly name: string;
  /** Null: it works. Otherwise why not, in one sentence without secrets. A throw counts as not ready. */
  readonly check: () => Promise<string | null>;
}

/** A probe that hangs must not hang the prober, who gives up after a few seconds himself. */
const PROBE_LIMIT_MS = 2_000;

/** Alive is: the process answers. It asks nobody else, or an outage elsewhere would get the bot restarted for nothing. */
export const healthRoute: Route = {
  method: "GET",
  path: "/healthz",
  label: "healthz",
  handle: (_request, response) => answerJson(response, 200, { alive: true }),
};

async function probe(part: Part, log: Log, limitMs: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${limitMs / 1000} s`), limitMs);
  });
  try {
    return await Promise.race([part.check(), late]);
  } catch (error) {
    log.warn("ready.probe-failed", { part: part.name, error });
    return "the probe failed; the log says why";
  } finally {
    clearTimeout(timer);
  }
}

/** Ready: every part answers well within `limitMs`. 503 with the sentence of each that does not. */
export function readyRoute(deps: {
  readonly parts: readonly Part[];
  readonly metrics: Metrics;
  readonly log: Log;
  readonly limitMs?: number;
}): Route {
  const limitMs = deps.limitMs ?? PROBE_LIMIT_MS;
  return {
    method: "GET",
    path: "/readyz",
    label: "readyz",
    async handle(_request, response) {
      const findings = await Promise.all(
        deps.parts.map(async (part) => ({ name: part.name, problem: await probe(part, deps.log, limitMs) })),
      );
      for (const { name, problem } of findings) deps.metrics.ready(name, problem === null);
      answerJson(response, findings.every(({ problem }) => problem === null) ? 200 : 503, {
        ready: findings.every(({ problem }) => problem === null),
        parts: Object.fromEntries(findings.map(({ name, problem }) => [name, problem ?? "ready"])),
      });
    },
  };
}

export function metricsRoute(metrics: Metrics): Route {
  return {
    method: "GET",
    path: "/metrics",
    label: "metrics",
    async handle(_request, response) {
      const text = await metrics.text();
      response.writeHead(200, { "content-type": metrics.contentType });
      response.end(text);
    },
  };
}

/** Bolt's own listener: it checks the signature and answers by itself. */
export function slackRoute(listener: RequestListener): Route {
  return {
    method: "POST",
    path: "/slack/events",
    label: "slack",
    handle: (request, response) => listener(request, response),
  };
}
