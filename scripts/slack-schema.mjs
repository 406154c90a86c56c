// Writes src/block-kit/slack-types.schema.json from the declarations of @slack/types, closed: unknown keys are errors.
// With --check it writes nothing and fails when the committed file is not what it would write.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "src/block-kit/slack-types.schema.json");

// `View.blocks` is declared with a catch-all that accepts anything, so the closed union takes its place.
const ENTRY = `
import type { HomeView, KnownBlock, MessageMetadata, ModalView, Option, OptionGroup } from "@slack/types";
export type MessageBlock = KnownBlock;
export type Modal = Omit<ModalView, "blocks"> & { blocks: KnownBlock[] };
export type Home = Omit<HomeView, "blocks"> & { blocks: KnownBlock[] };
export type LoadedOption = Option;
export type LoadedGroup = OptionGroup;
export type Metadata = MessageMetadata;
`;
const TYPES = ["MessageBlock", "Modal", "Home", "LoadedOption", "LoadedGroup", "Metadata"];

function generate() {
  // The entry has to lie inside the project so that @slack/types resolves; it is gone again at once.
  const folder = mkdtempSync(join(root, "node_modules", ".slack-schema-"));
  try {
    const path = join(folder, "entry.ts");
    writeFileSync(path, ENTRY);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { strict: true, module: "nodenext", moduleResolution: "nodenext", types: [] },
        files: ["entry.ts"],
      }),
    );
    const generator = createGenerator({
      path,
      tsconfig: join(folder, "tsconfig.json"),
      jsDoc: "none",
      additionalProperties: false,
      expose: "export",
      topRef: true,
      encodeRefs: false,
      skipTypeCheck: true,
    });
    const definitions = {};
    for (const type of TYPES) Object.assign(definitions, generator.createSchema(type).definitions);
    // Twice: a union of unions is told apart only once its members are.
    for (let pass = 0; pass < 2; pass += 1) {
      for (const name of Object.keys(definitions)) definitions[name] = tidy(definitions[name], definitions);
    }
    return { $schema: "http://json-schema.org/draft-07/schema#", definitions: sorted(definitions) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const resolve = (schema, definitions) =>
  schema.$ref === undefined
    ? schema
    : resolve(definitions[schema.$ref.replace("#/definitions/", "")], definitions);

/** The constants that a schema's `type` property may have; none when it is not an object told apart by `type`. */
function typeNames(schema, definitions) {
  const real = resolve(schema, definitions);
  const constant = real.properties?.type?.const;
  if (constant !== undefined) return [constant];
  return (real.oneOf ?? real.anyOf ?? []).flatMap((one) => typeNames(one, definitions));
}

/** The members of a union, those of unions inside it included. */
function members(anyOf, definitions) {
  return anyOf.flatMap((one) => {
    const real = resolve(one, definitions);
    const inner = real.discriminator === undefined ? real.anyOf : real.oneOf;
    return inner === undefined || new Set(typeNames(real, definitions)).size < 2
      ? [one]
      : members(inner, definitions);
  });
}

/**
 * A union told apart by `type` becomes `oneOf` with a discriminator, so that an error speaks of the one member that
 * was meant and not of twenty. Members of one `type` (an image by URL, an image by Slack file) become one object that
 * needs one of the keys in which they differ.
 */
function tidy(schema, definitions) {
  if (Array.isArray(schema)) return schema.map((one) => tidy(one, definitions));
  if (typeof schema !== "object" || schema === null) return schema;
  const out = {};
  for (const [key, value] of Object.entries(schema)) out[key] = tidy(value, definitions);
  if (out.anyOf === undefined) return out;
  const { anyOf, ...rest } = out;
  const all = members(anyOf, definitions);
  const names = all.map((one) => typeNames(one, definitions));
  if (!names.every((of) => of.length > 0)) return out;
  const distinct = new Set(names.flat());
  if (distinct.size === 1 && all.every((one) => one.properties !== undefined))
    return { ...rest, ...merged(all) };
  return { ...rest, type: "object", discriminator: { propertyName: "type" }, required: ["type"], oneOf: all };
}

function merged(variants) {
  const required = variants
    .map((one) => one.required ?? [])
    .reduce((all, some) => all.filter((key) => some.includes(key)));
  return {
    type: "object",
    properties: Object.assign({}, ...variants.map((one) => one.properties)),
    required,
    additionalProperties: false,
    oneOf: variants.map((one) => ({ required: one.required.filter((key) => !required.includes(key)) })),
  };
}

const sorted = (record) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

const text = `${JSON.stringify(generate(), null, 1)}\n`;
const version = createRequire(import.meta.url)("@slack/types/package.json").version;
if (process.argv.includes("--check")) {
  let committed = "";
  try {
    committed = readFileSync(target, "utf8");
  } catch (error) {
    console.error(`Cannot read ${target}: ${error.message}`);
  }
  if (committed !== text) {
    console.error(
      "src/block-kit/slack-types.schema.json is not up to date: run `npx node scripts/slack-schema.mjs`.",
    );
    process.exit(1);
  }
  console.log(`Up to date with @slack/types ${version}.`);
} else {
  writeFileSync(target, text);
  console.log(`Wrote ${target} from @slack/types ${version}.`);
}
