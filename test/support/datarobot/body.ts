// Bodies, read strictly: an unknown field, a missing one or a value outside the enum is 422 with `{ message, errors }`.
import { z } from "zod";
import { invalid } from "./answer.ts";
import type { Call } from "./call.ts";
import { isHexId } from "./ids.ts";
import { parseMoment } from "./query.ts";

export const id = z.string().refine(isHexId, "is not a valid id of 24 hexadecimal characters");
export const momentText = z.string().transform((value, context) => {
  const at = parseMoment(value);
  if (at === null) {
    context.addIssue({ code: "custom", message: "value is not a valid RFC 3339 date" });
    return z.NEVER;
  }
  return at;
});

/** Throws 422 with a sentence for each field. */
export function readBody<S extends z.ZodType>(call: Call, shape: S): z.output<S> {
  const read = shape.safeParse(call.body ?? {});
  if (read.success) return read.data;
  const errors: Record<string, string> = {};
  for (const { path, message, ...issue } of read.error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) errors[[...path, key].join(".")] = `${key} is not allowed key`;
    } else errors[path.join(".") || "body"] = message;
  }
  throw invalid("Invalid field data", errors);
}
