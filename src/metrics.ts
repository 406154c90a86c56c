// What is counted, in one registry of our own. Labels come from closed sets: never a name, an id or a text.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Routes of the HTTP server; everything else is `other`. */
export const ROUTE_LABELS = [
  "slack",
  "healthz",
  "readyz",
  "metrics",
  "download",
  "application",
  "account",
  "deployment",
  "other",
] as const;
export type RouteLabel = (typeof ROUTE_LABELS)[number];

export const CACHE_OPERATIONS = ["get", "set", "delete"] as const;
export type CacheOperation = (typeof CACHE_OPERATIONS)[number];

export interface Metrics {
  /** One answered (or broken off) HTTP request. */
  served(route: RouteLabel, status: number, seconds: number): void;
  /** A part's last answer to the readiness probe. */
  ready(part: string, ready: boolean): void;
  /** The cache failed at one of its operations, which counts as a miss. */
  cacheFailed(operation: CacheOperation): void;
  /** A line of level error went to the log. */
  loggedError(): void;
  readonly contentType: string;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

const statusClass = (status: number): string =>
  status >= 100 && status < 600 ? `${Math.floor(status / 100)}xx` : "other";

/** `parts` are the names that `ready` may use: a closed set, known at start. */
export function createMetrics(options: {
  readonly version: string;
  readonly parts: readonly string[];
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const info = new Gauge({
    name: "pointsman_info",
    help: "Version of Pointsman, as a label.",
    labelNames: ["version"],
    registers,
  });
  info.set({ version: options.version }, 1);
  const requests = new Counter({
    name: "pointsman_http_requests_total",
    help: "HTTP requests by route and class of status.",
    labelNames: ["route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "pointsman_http_request_seconds",
    help: "Time to the end of the answer by route.",
    labelNames: ["route"],
    // Slack gives up after 3 seconds.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  });
  const ready = new Gauge({
    name: "pointsman_ready",
    help: "1 when the part answered its last readiness probe, else 0.",
    labelNames: ["part"],
    registers,
  });
  const cacheFailures = new Counter({
    name: "pointsman_cache_failures_total",
    help: "Failures of the cache by operation; each counted as a miss.",
    labelNames: ["operation"],
    registers,
  });
  const errors = new Counter({
    name: "pointsman_errors_logged_total",
    help: "Lines of level error in the log.",
    registers,
  });
  return {
    served(route, status, took) {
      requests.inc({ route, status: statusClass(status) });
      seconds.observe({ route }, took);
    },
    ready(part, is) {
      if (options.parts.includes(part)) ready.set({ part }, is ? 1 : 0);
    },
    cacheFailed: (operation) => cacheFailures.inc({ operation }),
    loggedError: () => errors.inc(),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
