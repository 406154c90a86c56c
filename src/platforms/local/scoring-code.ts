// Scoring code of the local registry: an archive made from what the registry knows of a version. It is made anew for each download, so
// equal input has to give equal bytes on every computer. Reference: deployment actions, section 3.4.
import { createHash } from "node:crypto";
import { strToU8, type Zippable, zipSync } from "fflate";
import { z } from "zod";
import { deploymentId, packageId } from "../../deployments/ids.ts";
import type { ModelPackage } from "../../deployments/model-package.ts";
import {
  CODE_FORMS,
  type CodeOptions,
  FORM_WORDS,
  INCLUSION_WORDS,
  INCLUSIONS,
  type ScoringCode,
} from "../../deployments/scoring-code.ts";

/** Far above a model of 10,000 features; what is larger is not held in memory for a download. */
export const LARGEST_ARCHIVE = 16 * 1024 * 1024;

/** Archives carry local time without a zone: this is noon of the same day wherever the process runs. */
const ENTRY_TIME = (): Date => new Date(1980, 0, 2, 12, 0, 0);

/** A name that is safe in a shell, a header and a manifest: foreign text becomes dashes. */
const fileName = ({ registeredModel, version }: ModelPackage, { form }: CodeOptions): string => {
  const model = registeredModel.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
  return `${model || "model"}-v${version}${form === "source" ? "-sources" : ""}.jar`;
};

const inOrder = (options: CodeOptions): CodeOptions => ({
  form: options.form,
  include: INCLUSIONS.filter((each) => options.include.includes(each)),
});

const included = ({ include }: CodeOptions): string =>
  include.length === 0 ? "nothing more" : include.map((each) => INCLUSION_WORDS[each]).join(", ");

function manifest(model: ModelPackage, options: CodeOptions): string {
  // A line of a manifest has at most 72 bytes, and its end begins another header: ids alone, without what they may not hold.
  const id = model.id.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 48);
  const lines = [
    "Manifest-Version: 1.0",
    "Created-By: Pointsman",
    `Model-Version-Id: ${id}`,
    `Code-Form: ${options.form}`,
    `Includes: ${options.include.join(" ") || "none"}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function description(model: ModelPackage, options: CodeOptions): string {
  const { registeredModel, version, kind, sourceModel, modelType, target, timeSeries, features, metrics } =
    model;
  return `${JSON.stringify({ id: model.id, registeredModel, version, kind, sourceModel, modelType, target, timeSeries, features, metrics, options }, null, 2)}\n`;
}

const readme = (options: CodeOptions): string =>
  [
    "# Scoring code",
    "",
    `${FORM_WORDS[options.form]} with ${included(options)}. \`model.json\` describes the model: target, features, metrics.`,
    "",
    "It comes from the registry that Pointsman keeps itself. That registry holds descriptions of models and not their code, so this",
    "archive takes part in everything that scoring code goes through, and does not score.",
    ...(options.form === "source" ? ["Source is for reading only in any case: it is not compiled."] : []),
    "",
  ].join("\n");

export interface Archive {
  readonly code: Omit<ScoringCode, "deploymentId">;
  readonly content: Uint8Array;
}

/** Null: it would be larger than `LARGEST_ARCHIVE`. */
export function archiveOf(model: ModelPackage, given: CodeOptions): Archive | null {
  const options = inOrder(given);
  const entries: Zippable = {
    "META-INF/MANIFEST.MF": strToU8(manifest(model, options)),
    "README.md": strToU8(readme(options)),
    "model.json": strToU8(description(model, options)),
    ...(options.include.includes("agent")
      ? { "monitoring-agent/agent.yaml": strToU8(`modelVersion: ${JSON.stringify(model.id)}\n`) }
      : {}),
  };
  const raw = Object.values(entries).reduce((sum, entry) => sum + (entry as Uint8Array).length, 0);
  if (raw > LARGEST_ARCHIVE) return null;
  const content = zipSync(entries, { level: 6, mtime: ENTRY_TIME(), os: 0 });
  return {
    code: {
      packageId: model.id,
      options,
      filename: fileName(model, options),
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    },
    content,
  };
}

const CHUNK = 64 * 1024;

/** Piece by piece, so that a slow reader does not make the process keep more than the archive itself. */
export async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += CHUNK) yield content.subarray(at, at + CHUNK);
}

/** What a build left with its effect's record. */
export const storedScoringCode: z.ZodType<ScoringCode> = z.object({
  deploymentId: z.string().min(1).transform(deploymentId),
  packageId: z.string().min(1).transform(packageId),
  options: z.object({ form: z.enum(CODE_FORMS), include: z.array(z.enum(INCLUSIONS)) }),
  filename: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
});
