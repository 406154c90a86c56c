// Scoring code and model package files: reference section 6. What is built can be fetched with the same authorization.
import { zipSync } from "fflate";
import { z } from "zod";
import { deploymentAs } from "./access.ts";
import { type Answer, invalid, notFound, Refusal } from "./answer.ts";
import { readBody } from "./body.ts";
import { type Call, param } from "./call.ts";
import { recordEffect } from "./effects.ts";
import { flag, readQuery } from "./query.ts";
import type { Build, Deployment, Version, World } from "./state.ts";
import { accepted } from "./statuses.ts";
import { deploymentVersion } from "./versions.ts";

interface Wanted {
  readonly sourceCode: boolean;
  readonly includeAgent: boolean;
  readonly includePredictionExplanations: boolean;
  readonly includePredictionIntervals: boolean;
}

/** Equal input, equal bytes: archives carry local time without a zone, and this is noon wherever the process runs. */
const ENTRY_TIME = (): Date => new Date(1980, 0, 2, 12, 0, 0);

function archive(version: Version, wanted: Wanted): Uint8Array {
  const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
  const entries = {
    "META-INF/MANIFEST.MF": text(["Manifest-Version: 1.0", `Model-Id: ${version.modelId}`, "", ""]),
    "model.json": text([
      JSON.stringify({ modelId: version.modelId, name: version.name, ...wanted }, null, 2),
      "",
    ]),
    ...(wanted.includeAgent ? { "agent.txt": text(["The monitoring agent would be here.", ""]) } : {}),
  };
  return zipSync(
    Object.fromEntries(
      Object.entries(entries).map(([name, content]) => [name, [content, { mtime: ENTRY_TIME() }]]),
    ),
  );
}

/** Throws what the deployment and the options do not give. */
function refuseCode(world: World, deployment: Deployment, wanted: Wanted): Version {
  const version = deploymentVersion(world, deployment);
  if (!deployment.scoringCode)
    throw new Refusal(world.options.codes.noScoringCode, "The model does not support scoring code.");
  if (wanted.sourceCode && (wanted.includeAgent || wanted.includePredictionExplanations))
    throw invalid(
      "Source code cannot be combined with the monitoring agent or with prediction explanations.",
    );
  if (
    wanted.includePredictionExplanations &&
    (version.timeSeries !== null || version.explanations !== "XEMP")
  )
    throw invalid("Prediction explanations are not supported for this model.");
  if (wanted.includePredictionIntervals && version.timeSeries === null)
    throw invalid("Prediction intervals are supported for time series models only.");
  return version;
}

const QUERY = {
  sourceCode: flag,
  includeAgent: flag,
  includePredictionExplanations: flag,
  includePredictionIntervals: flag,
  includePe: flag,
};

export function downloadScoringCode(call: Call): Answer {
  const { world } = call;
  const query = readQuery(call, QUERY);
  const deployment = deploymentAs(call, "CONSUMER");
  const wanted = {
    sourceCode: query.sourceCode ?? false,
    includeAgent: query.includeAgent ?? false,
    includePredictionExplanations: query.includePredictionExplanations ?? query.includePe ?? false,
    includePredictionIntervals: query.includePredictionIntervals ?? false,
  };
  const version = refuseCode(world, deployment, wanted);
  deployment.scoringCodeDownloadedAt ??= world.now();
  return file({
    content: archive(version, wanted),
    filename: `${version.modelId}${wanted.sourceCode ? "-sources" : ""}.jar`,
    type: "application/java-archive",
  });
}

const file = ({ content, filename, type }: Pick<Build, "content" | "filename" | "type">): Answer => ({
  status: 200,
  headers: { "content-disposition": `attachment; filename="${filename}"` },
  bytes: { type, content },
});

const BUILD = z.strictObject({
  includeAgent: z.boolean().default(false),
  includePredictionExplanations: z.boolean().default(false),
  includePredictionIntervals: z.boolean().default(false),
});

export function buildScoringCode(call: Call): Answer {
  readQuery(call, {});
  const { world } = call;
  const wanted = { sourceCode: false, ...readBody(call, BUILD) };
  const deployment = deploymentAs(call, "CONSUMER");
  const version = refuseCode(world, deployment, wanted);
  return build(call, deployment, "scoringCodeBuilds", {
    content: archive(version, wanted),
    filename: `${version.modelId}.jar`,
    type: "application/java-archive",
  });
}

const PACKAGE_BUILD = z.strictObject({ computeAllTsIntervals: z.boolean().nullable().optional() });

export function buildModelPackage(call: Call): Answer {
  readQuery(call, {});
  readBody(call, PACKAGE_BUILD);
  const deployment = deploymentAs(call, "USER");
  const version = deploymentVersion(call.world, deployment);
  if (version.kind === "external") throw invalid("An external model has no model package file.");
  const plain = {
    sourceCode: false,
    includeAgent: false,
    includePredictionExplanations: false,
    includePredictionIntervals: false,
  };
  return build(call, deployment, "modelPackageFileBuilds", {
    content: archive(version, plain),
    filename: `${version.id}.mlpkg`,
    type: "application/octet-stream",
  });
}

function build(
  { world, account }: Call,
  deployment: Deployment,
  kind: "scoringCodeBuilds" | "modelPackageFileBuilds",
  made: Pick<Build, "content" | "filename" | "type">,
): Answer {
  const statusId = world.work.start({
    kind: kind === "scoringCodeBuilds" ? "build-scoring-code" : "build-model-package",
    accountId: account.id,
    description: `Build for ${deployment.label}`,
    run() {
      const id = world.newId("build");
      world.builds.set(id, { id, deploymentId: deployment.id, ...made });
      recordEffect(world, account, "build-scoring-code", deployment.id, { filename: made.filename });
      return { location: `${world.url}/deployments/${deployment.id}/${kind}/${id}/` };
    },
    undo: () => undefined,
  });
  return accepted(world, statusId, world.options.codes.works);
}

export function downloadBuild(call: Call): Answer {
  readQuery(call, {});
  const deployment = deploymentAs(call, "CONSUMER");
  const found = call.world.builds.get(param(call, "buildId"));
  if (found === undefined || found.deploymentId !== deployment.id) throw notFound();
  if (found.filename.endsWith(".jar")) deployment.scoringCodeDownloadedAt ??= call.world.now();
  return file(found);
}
