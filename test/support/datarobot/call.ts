// One request as handlers see it.
import type { Answer } from "./answer.ts";
import type { Account, World } from "./state.ts";

export interface Call {
  readonly method: string;
  /** Without `/api/v2` and without the query. */
  readonly path: string;
  /** Of the route, for example `deploymentId`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  readonly account: Account;
  readonly world: World;
}

export type Handler = (call: Call) => Answer;

/** The route guarantees that it is there. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route of ${call.path} has no ${name}.`);
  return value;
}
