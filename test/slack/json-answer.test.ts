import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { jsonAnswer } from "../../src/slack/json-answer.ts";

let close = async (): Promise<void> => undefined;
afterEach(() => close());

/** Answers each request with the next body, as Bolt does: a text goes out as it stands, an object as JSON. */
async function answers(bodies: readonly unknown[]): Promise<readonly Response[]> {
  let next = 0;
  const listener: RequestListener = async (_request, response) => {
    const ack = jsonAnswer(response, async (body) => {
      response.writeHead(200);
      response.end(typeof body === "string" ? body : undefined);
    });
    await ack(bodies[next++]);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => new Promise((resolve) => server.close(() => resolve()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const found: Response[] = [];
  for (const _ of bodies) found.push(await fetch(url, { headers: { connection: "close" } }));
  return found;
}

const BLOCKS = [{ type: "section", text: { type: "mrkdwn", text: "Ü → 😀" } }];

describe("an answer in JSON", () => {
  it("says how long it is, in bytes", async () => {
    const body = { response_type: "ephemeral", text: "Ü", blocks: BLOCKS };
    const [answer] = await answers([body]);
    const text = (await answer?.text()) ?? "";
    expect(answer?.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer?.headers.get("content-length")).toBe(String(Buffer.byteLength(JSON.stringify(body))));
    expect(JSON.parse(text)).toEqual(body);
  });

  it("is written anew where the same blocks go out with another text, kind or field", async () => {
    const bodies = [
      { response_type: "ephemeral", text: "one", blocks: BLOCKS },
      { response_type: "ephemeral", text: "one", blocks: BLOCKS },
      { response_type: "ephemeral", text: "two", blocks: BLOCKS },
      { response_type: "in_channel", text: "two", blocks: BLOCKS },
      { response_type: "in_channel", text: "two", blocks: BLOCKS, replace_original: true },
      { response_type: "in_channel", text: "two", blocks: BLOCKS },
    ];
    const found = await answers(bodies);
    expect(await Promise.all(found.map((one) => one.json()))).toEqual(bodies);
  });

  it("leaves an empty one empty, without a kind", async () => {
    const [answer] = await answers([undefined]);
    expect(await answer?.text()).toBe("");
    expect(answer?.headers.get("content-type")).toBeNull();
  });
});
