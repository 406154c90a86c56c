// Finds the row of `routes.ts` that a request means.
import type { Handler } from "./call.ts";
import { isHexId } from "./ids.ts";
import { ROUTES } from "./routes.ts";

interface Route {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

const bySize = Map.groupBy(
  ROUTES.map(([method, path, handler]) => ({ method, parts: path.split("/"), handler })),
  ({ parts }) => parts.length,
);

/** Null: it does not fit. A part whose name ends in `Id` is a hexadecimal id. */
function paramsOf(parts: readonly string[], given: readonly string[]): Route["params"] | null {
  const params: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const value = given[at] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return null;
      continue;
    }
    if (value === "" || (part.endsWith("Id") && !isHexId(value))) return null;
    params[part.slice(1)] = value;
  }
  return params;
}

export function findRoute(method: string, path: string): Route | "no such path" | "no such method" {
  const given = path.split("/");
  let there = false;
  for (const row of bySize.get(given.length) ?? []) {
    const params = paramsOf(row.parts, given);
    if (params === null) continue;
    if (row.method === method) return { handler: row.handler, params };
    there = true;
  }
  return there ? "no such method" : "no such path";
}
