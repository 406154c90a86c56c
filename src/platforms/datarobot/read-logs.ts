// What custom models write. Reference section 9: entries today, text on older servers.
import type { Secret } from "../../config/secret.ts";
import type { DeploymentId } from "../../deployments/ids.ts";
import { boundedLog, type LogEntry } from "../../deployments/logs.ts";
import { type Platform, PlatformUnavailable } from "../../ports/platform.ts";
import { pathOf, RefusedRead } from "./client.ts";
import { isId, LOG_LEVELS, TEXT_LOG_LINE } from "./guesses.ts";
import { type ReadParts, readAs } from "./parts.ts";
import { lookAt } from "./status.ts";
import { type WireDeployment, wireDeployment } from "./wire/deployment.ts";
import { type WireLogEntry, wireLogEntry } from "./wire/logs.ts";

/** Of the newest entries no more are read: lines of 200 characters fill a log with as many. */
const MOST_ENTRIES = 5_000;
/** An older server collects a runtime log before it can be read: so often, and this long apart, is looked. */
const LOOKS = 8;
const BETWEEN_LOOKS_MS = 1_000;

export const logs =
  (parts: ReadParts): Platform["logs"] =>
  ({ deploymentId: id, kind }, caller) =>
    readAs<readonly LogEntry[] | null>(parts, caller, null, async (token) => {
      if (!isId(id)) return null;
      const { client } = parts;
      const older = pathOf("customModelDeployments", id, "logs");
      const deployment = client.get(pathOf("deployments", id), { token, schema: wireDeployment });
      if (kind === "startup") {
        const [seen, text] = await Promise.all([deployment, client.text(older, { token }).catch(notThere)]);
        return seen === null ? null : boundedLog(textEntries(text ?? "", since(parts, seen)));
      }
      const [seen, entries] = await Promise.all([
        deployment,
        client.list(pathOf("otel", "deployment", id, "logs"), {
          token,
          schema: wireLogEntry,
          max: MOST_ENTRIES,
        }),
      ]);
      if (seen === null) return null;
      if (entries !== null) return boundedLog(entries.map(entryOf).reverse());
      return boundedLog(textEntries(await collected(parts, id, token), since(parts, seen)));
    });

/** A log of the champion is not older than it is. */
const since = ({ clock }: ReadParts, { model, createdAt }: WireDeployment): number =>
  model?.deployedAt ?? createdAt ?? clock.now();

const entryOf = ({ timestamp, level, message, stacktrace }: WireLogEntry): LogEntry => ({
  at: timestamp,
  level: LOG_LEVELS[level?.toLowerCase() ?? ""] ?? "INFO",
  text: [message, stacktrace].filter((part) => (part ?? "") !== "").join("\n"),
});

/** The older runtime log. Collecting it changes nothing of the deployment. Empty where there is none. */
async function collected(parts: ReadParts, id: DeploymentId, token: Secret): Promise<string> {
  const { client } = parts;
  const asked = await client.send("POST", pathOf("customModelDeployments", id, "logs"), { token });
  // No custom model, or one that does not run: it has written nothing that could be read.
  if (asked.outcome === "refused") return "";
  if (asked.outcome !== "answered") throw new PlatformUnavailable(asked.sentence);
  for (let look = 0; asked.location !== null && look < LOOKS; look += 1) {
    const found = await lookAt(parts, { location: asked.location, token });
    if (found.state === "failed")
      throw new PlatformUnavailable(`The log was not collected: ${found.sentence}`);
    if (found.state === "expired") break;
    if (found.state === "finished")
      return found.location === null ? "" : ((await client.text(found.location, { token })) ?? "");
    await parts.wait(BETWEEN_LOOKS_MS);
  }
  throw new PlatformUnavailable("DataRobot is still collecting the log. Try again in a moment.");
}

function notThere(error: unknown): null {
  if (error instanceof RefusedRead && error.status !== 401) return null;
  throw error;
}

/**
 * Lines without a time of their own belong to the entry before, those before the first time to the first one. A text without any time is
 * one entry of the time `since` which it can be.
 */
export function textEntries(text: string, since: number): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  let before = "";
  for (const line of text.split("\n")) {
    const groups = TEXT_LOG_LINE.exec(line)?.groups;
    const at = groups === undefined ? Number.NaN : Date.parse(utc(groups.at ?? ""));
    const last = entries.at(-1);
    if (groups !== undefined && !Number.isNaN(at)) {
      const own = groups.text ?? "";
      entries.push({
        at,
        level: LOG_LEVELS[groups.level?.toLowerCase() ?? ""] ?? "INFO",
        text: before === "" ? own : `${before}${own}`,
      });
      before = "";
    } else if (last === undefined) before += `${line}\n`;
    else if (line !== "") entries[entries.length - 1] = { ...last, text: `${last.text}\n${line}` };
  }
  return entries.length > 0 || before.trim() === ""
    ? entries
    : [{ at: since, level: "INFO", text: before.trimEnd() }];
}

function utc(written: string): string {
  const iso = written.replace(" ", "T").replace(",", ".");
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`;
}
