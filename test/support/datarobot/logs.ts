// Logs of a deployment: reference section 9. Today's are OpenTelemetry entries, older servers have text.
import { deploymentAs } from "./access.ts";
import { type Answer, invalid, notFound, ok } from "./answer.ts";
import { type Call, param } from "./call.ts";
import { moment, oneOf, page, paged, readQuery, text, texts } from "./query.ts";
import type { Build, Deployment, LogEntry, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { deploymentVersion } from "./versions.ts";
import { when } from "./wire.ts";

const LEVELS = ["debug", "info", "warn", "error", "critical"] as const;
const severity = (level: string): number =>
  LEVELS.findIndex((one) => one === (level === "warning" ? "warn" : level));

const QUERY = {
  ...page(),
  startTime: moment,
  endTime: moment,
  level: oneOf(...LEVELS, "warning"),
  includes: texts,
  excludes: texts,
  searchKeys: texts,
  searchValues: texts,
  spanId: text,
  traceId: text,
};

/** First line and what follows it: a stack trace has a field of its own. */
function split(message: string): { readonly message: string; readonly stacktrace: string | null } {
  const at = message.indexOf("\nTraceback");
  return at < 0
    ? { message, stacktrace: null }
    : { message: message.slice(0, at), stacktrace: message.slice(at + 1) };
}

/** Newest first. */
export function listOtelLogs(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, QUERY);
  const deployment = deploymentAs(call, "USER");
  if (!world.options.newer) throw notFound();
  const has = (entry: LogEntry, words: readonly string[] | null): boolean =>
    words === null || words.some((word) => entry.message.toLowerCase().includes(word.toLowerCase()));
  const found = deployment.runtimeLog.filter(
    (entry) =>
      (query.startTime === null || entry.at >= query.startTime) &&
      (query.endTime === null || entry.at < query.endTime) &&
      (query.level === null || severity(entry.level) >= severity(query.level)) &&
      has(entry, query.includes) &&
      !(query.excludes !== null && has(entry, query.excludes)) &&
      // Nothing of the fake is traced.
      query.spanId === null &&
      query.traceId === null &&
      query.searchValues === null,
  );
  return ok(
    paged(call, found.toReversed(), query, ({ at, level, message }) => ({
      timestamp: when(at),
      level,
      ...split(message),
      spanId: null,
      traceId: null,
    })),
  );
}

/** That it exists is known, its shape is not. */
export function listPods(call: Call): Answer {
  readQuery(call, {});
  deploymentAs(call, "USER");
  return ok({ data: [] });
}

const asText = (entries: readonly LogEntry[]): string =>
  entries.map(({ at, level, message }) => `${when(at)} ${level.toUpperCase()} ${message}\n`).join("");

const plain = (content: string): Pick<Build, "content" | "filename" | "type"> => ({
  content: new TextEncoder().encode(content),
  filename: "log.txt",
  type: "text/plain; charset=utf-8",
});

function customModelOf(world: World, deployment: Deployment): void {
  if (deploymentVersion(world, deployment).kind !== "custom") throw notFound();
}

/** The start-up log, which is kept. */
export function readStartupLog(call: Call): Answer {
  readQuery(call, {});
  const deployment = deploymentAs(call, "USER");
  customModelOf(call.world, deployment);
  return { status: 200, bytes: plain(asText(deployment.startupLog)) };
}

/** Collects the runtime log of an active deployment. */
export function collectRuntimeLog(call: Call): Answer {
  readQuery(call, {});
  const { world, account } = call;
  const deployment = deploymentAs(call, "USER");
  customModelOf(world, deployment);
  if (deployment.status !== "active") throw invalid("Logs are there for active deployments only.");
  const statusId = world.work.start({
    kind: "collect-log",
    accountId: account.id,
    description: `Runtime log of ${deployment.label}`,
    run() {
      const id = world.newId("log");
      world.builds.set(id, { id, deploymentId: deployment.id, ...plain(asText(deployment.runtimeLog)) });
      return { location: `${world.url}/customModelDeployments/${deployment.id}/logs/${id}/` };
    },
    undo: () => undefined,
  });
  return accepted(world, statusId);
}

export function readRuntimeLog(call: Call): Answer {
  readQuery(call, {});
  const deployment = deploymentAs(call, "USER");
  const found = call.world.builds.get(param(call, "logId"));
  if (found === undefined || found.deploymentId !== deployment.id) throw notFound();
  return { status: 200, bytes: found };
}
