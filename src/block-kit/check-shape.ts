// Shapes of Block Kit by a JSON Schema made from @slack/types (scripts/slack-schema.mjs); closed: unknown keys fail.
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Problem } from "./check.ts";
import schema from "./slack-types.schema.json" with { type: "json" };

export type Shape = "MessageBlock" | "Modal" | "Home" | "LoadedOption" | "LoadedGroup" | "Metadata";

let ajv: Ajv | null = null;
const compiled = new Map<Shape, ValidateFunction>();

/** Compiles on first use: some 50 ms once, then microseconds. */
function validator(shape: Shape): ValidateFunction {
  const known = compiled.get(shape);
  if (known) return known;
  ajv ??= new Ajv({ discriminator: true, allErrors: true, strict: false }).addSchema(schema, "slack");
  const made = ajv.getSchema(`slack#/definitions/${shape}`);
  if (made === undefined) throw new Error(`the schema has no shape ${shape}`);
  compiled.set(shape, made);
  return made;
}

/** Every way in which the value is not of the shape; none when it is. */
export function checkShape(shape: Shape, value: unknown, path: string): Problem[] {
  const validate = validator(shape);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({
    path: `${path}${error.instancePath}`,
    code: error.keyword === "discriminator" ? "unknown_type" : "shape",
    message: sentence(error),
  }));
}

function sentence(error: ErrorObject): string {
  if (error.keyword === "additionalProperties") return `unknown key: ${error.params.additionalProperty}`;
  if (error.keyword === "required") return `missing required field: ${error.params.missingProperty}`;
  if (error.keyword === "discriminator") return `unsupported type: ${error.params.tagValue ?? "none"}`;
  if (error.keyword === "enum") return `must be one of ${JSON.stringify(error.params.allowedValues)}`;
  if (error.keyword === "oneOf" || error.keyword === "anyOf") return "failed to match all allowed schemas";
  return error.message ?? error.keyword;
}
