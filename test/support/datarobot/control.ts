// The two doors to `ACTS`: a plain object in the process, and HTTP below `/__control/` for other processes, with a secret.
import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { Answer } from "./answer.ts";
import type { LoggedCall } from "./call-log.ts";
import { ACTS, type Controlled } from "./control-acts.ts";
import type { Effect } from "./state.ts";

type Acts = typeof ACTS;
/** Each act by its name; `control.replaceModel({ deployment: "card-default", version: "card-default-2" })`. */
export type Control = {
  readonly [Name in keyof Acts]: (
    ...input: undefined extends Input<Name> ? [Input<Name>?] : [Input<Name>]
  ) => ReturnType<Acts[Name]["run"]>;
};
type Input<Name extends keyof Acts> = z.input<Acts[Name]["shape"]>;

/** What changes the platform through an act was done elsewhere: it is no effect of a client. */
export function createControl(on: Controlled): Control {
  const run = (name: string, input: unknown): unknown => {
    const { shape, run: perform } = ACTS[name as keyof Acts] as {
      shape: z.ZodType;
      run: (of: Controlled, given: unknown) => unknown;
    };
    const before = on.world.effects.length;
    const answer = perform(on, shape.parse(input));
    // Work that is only brought to its end is whose it was.
    if (name !== "finishWork") for (const effect of on.world.effects.slice(before)) effect.elsewhere = true;
    return answer;
  };
  return Object.fromEntries(
    Object.keys(ACTS).map((name) => [name, (input: unknown) => run(name, input)]),
  ) as unknown as Control;
}

export interface ControlDoor {
  readonly secret: string;
  readonly control: Control;
  readonly calls: readonly LoggedCall[];
  readonly effects: readonly Effect[];
}

/** `GET log`, `GET effects`, `POST <act>` with its input as JSON. Null: there is no such thing. */
export const controlDoor =
  ({ secret, control, calls, effects }: ControlDoor) =>
  (request: IncomingMessage, path: string, body: string): Answer | null => {
    if (request.headers["x-control-secret"] !== secret)
      return { status: 401, json: { message: "The header x-control-secret is missing or wrong." } };
    if (request.method === "GET" && path === "log") return { status: 200, json: calls };
    if (request.method === "GET" && path === "effects") return { status: 200, json: effects };
    if (request.method !== "POST" || !Object.hasOwn(ACTS, path)) return null;
    try {
      const input: unknown = body === "" ? undefined : JSON.parse(body);
      const answer = (control as unknown as Record<string, (input: unknown) => unknown>)[path]?.(input);
      return { status: 200, json: answer ?? null };
    } catch (error) {
      return { status: 422, json: { message: error instanceof Error ? error.message : String(error) } };
    }
  };
