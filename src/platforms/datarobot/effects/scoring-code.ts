// Scoring code: reference section 6. With extras it is built first; without, the deployment hands it out at any time, and the "build" only
// keeps what was asked for.
import type { CodeOptions, ScoringCode } from "../../../deployments/scoring-code.ts";
import type { CodeDownload, EffectAnswer } from "../../../ports/platform.ts";
import { type Client, pathOf, type Query, RefusedRead } from "../client.ts";
import { wireDeployment } from "../wire/deployment.ts";
import { actingAs } from "./acting.ts";
import { notDone, notKept, refused, sentenceOf } from "./answers.ts";
import { type KeptEffect, keepEffect, keptEffect, type MadeCode } from "./kept.ts";
import type { EffectParts } from "./parts.ts";
import { championNow } from "./replace-model.ts";
import type { Command, On } from "./settings.ts";
import { accepted } from "./ticket.ts";

const ANOTHER_MODEL = "The champion is another model by now. Ask for the scoring code again.";

const extrasOf = ({ include }: CodeOptions): { readonly [field: string]: boolean } => ({
  ...(include.includes("agent") ? { includeAgent: true } : {}),
  ...(include.includes("explanations") ? { includePredictionExplanations: true } : {}),
  ...(include.includes("intervals") ? { includePredictionIntervals: true } : {}),
});

/** A build knows no source: with whatever extra, that comes from the deployment itself. */
const needsBuild = (options: CodeOptions): boolean => options.form === "binary" && options.include.length > 0;

export const buildScoringCode = (
  parts: EffectParts,
  { deploymentId, as, effectKey }: On & { readonly effectKey: string },
  { model, options }: Command<"build-scoring-code">,
) =>
  actingAs(parts, as, async ({ send }): Promise<EffectAnswer> => {
    const { store, clock } = parts;
    if ((await championOf(parts, deploymentId)) !== model) return refused(ANOTHER_MODEL);
    const kept = await keptEffect(store, effectKey);
    const at = kept?.value.at ?? clock.now();
    const build = needsBuild(options);
    const made: MadeCode = {
      kind: "scoring-code",
      deploymentId,
      packageId: model,
      options: { form: options.form, include: [...options.include] },
      from: build ? null : { kind: "deployment" },
    };
    if (
      !(await keepEffect(store, effectKey, { rev: kept?.rev ?? 0, value: { by: as, at, made, links: null } }))
    )
      return notKept;
    if (!build) return { outcome: "done", at };
    const answer = await send("POST", pathOf("deployments", deploymentId, "scoringCodeBuilds"), {
      body: extrasOf(options),
    });
    if (answer.outcome !== "answered") return notDone(answer, parts.console.deployment(deploymentId));
    if (answer.location === null)
      return { outcome: "failed", sentence: "DataRobot took the build on and did not say where it is." };
    return accepted("build-scoring-code", { location: answer.location, by: as, at: clock.now() });
  });

/** As the service sees it: a Consumer, who may have the code, does not see the deployment. */
async function championOf(
  { client, serviceToken }: EffectParts,
  deploymentId: string,
): Promise<string | null> {
  const path = pathOf("deployments", deploymentId);
  const now = await client.get(path, { token: serviceToken, schema: wireDeployment });
  return now === null ? null : championNow(now);
}

/** Where a build has ended; the address is kept for whoever downloads. False: it could not be kept now. */
export async function keepBuilt(
  parts: EffectParts,
  effectKey: string,
  address: string | null,
): Promise<boolean> {
  const kept = await keptEffect(parts.store, effectKey);
  if (kept?.value.made?.kind !== "scoring-code") return false;
  const { made } = kept.value;
  if (made.from !== null) return true;
  const from = address === null ? ({ kind: "deployment" } as const) : ({ kind: "address", address } as const);
  const value: KeptEffect = { ...kept.value, made: { ...made, from } };
  return await keepEffect(parts.store, effectKey, { rev: kept.rev, value });
}

/** How large it is and what its checksum is nobody knows before it was read: DataRobot tells neither. */
const codeOf = ({ deploymentId, packageId, options }: MadeCode): ScoringCode => ({
  deploymentId,
  packageId,
  options,
  filename: `scoring-code-${packageId.replace(/[^A-Za-z0-9-]/g, "-")}${options.form === "source" ? "-source" : ""}.jar`,
  bytes: null,
  sha256: null,
});

const builtCode = (kept: KeptEffect | undefined): MadeCode | null =>
  kept?.made?.kind === "scoring-code" && kept.made.from !== null ? kept.made : null;

export async function scoringCode(parts: EffectParts, effectKey: string): Promise<ScoringCode | null> {
  const made = builtCode((await keptEffect(parts.store, effectKey))?.value);
  return made === null ? null : codeOf(made);
}

/** Read with the token of whoever asked for it; its bytes are passed on as they come. Throws `PlatformUnavailable`. */
export async function downloadScoringCode(parts: EffectParts, effectKey: string): Promise<CodeDownload> {
  const kept = (await keptEffect(parts.store, effectKey))?.value;
  const made = builtCode(kept);
  if (kept === undefined || made === null || made.from === null) return refused("There is no such build.");
  const account = await parts.linkedAccounts.tokenOf(kept.by);
  if (account === null)
    return refused(
      "It is downloaded with your DataRobot account, and that is not linked. Link it, then ask again.",
    );
  const [path, query] = whence(made, made.from);
  // What stands at a build's own address stays what it was; the deployment hands out whatever it serves now.
  if (query !== undefined && (await championOf(parts, made.deploymentId)) !== made.packageId)
    return refused(ANOTHER_MODEL);
  const download = await started(parts.client, path, {
    token: account.token,
    ...(query === undefined ? {} : { query }),
  });
  if (typeof download === "string") return refused(download);
  return { outcome: "ready", code: { ...codeOf(made), bytes: download.bytes }, content: download.content };
}

function whence(made: MadeCode, from: NonNullable<MadeCode["from"]>): readonly [path: string, query?: Query] {
  if (from.kind === "address") return [from.address];
  const { options, deploymentId } = made;
  return [
    pathOf("deployments", deploymentId, "scoringCode"),
    { ...(options.form === "source" ? { sourceCode: true } : {}), ...extrasOf(options) },
  ];
}

async function started(client: Client, path: string, options: Parameters<Client["stream"]>[1]) {
  try {
    return (
      (await client.stream(path, options)) ??
      "DataRobot has no scoring code there, or your account may not have it."
    );
  } catch (error) {
    if (error instanceof RefusedRead) return `DataRobot refused it: ${sentenceOf(error.message)}`;
    throw error;
  }
}
