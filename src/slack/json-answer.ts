// Answers to Slack over HTTP, written in one piece. Bolt would write the head before it knows the length, and the JSON of one card anew
// for everybody who looks at it, which was a fifth of what an answer costs.
import type { ServerResponse } from "node:http";

type Ack = (body?: unknown) => Promise<void>;

interface Written {
  readonly text: unknown;
  readonly kind: unknown;
  readonly json: string;
  readonly bytes: number;
}

/** By the blocks of a message: a card that is drawn once is written once. */
const WRITTEN = new WeakMap<object, Written>();

function written(body: object): Pick<Written, "json" | "bytes"> {
  const { blocks, text, response_type: kind } = body as Readonly<Record<string, unknown>>;
  const shared = Array.isArray(blocks) && Object.keys(body).length === 3;
  const known = shared ? WRITTEN.get(blocks) : undefined;
  if (known !== undefined && known.text === text && known.kind === kind) return known;
  const json = JSON.stringify(body);
  const made = { text, kind, json, bytes: Buffer.byteLength(json) };
  if (shared) WRITTEN.set(blocks, made);
  return made;
}

/** Bolt's acknowledgement of a request that `response` answers; what is no object goes through it as it is. */
export const jsonAnswer =
  (response: ServerResponse, ack: Ack): Ack =>
  async (body) => {
    if (typeof body !== "object" || body === null) return await ack(body);
    const { json, bytes } = written(body);
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.setHeader("content-length", bytes);
    // A text is sent by Bolt as it stands, with the head that is there.
    await ack(json);
  };
