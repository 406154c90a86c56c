// Asking a prediction address that never answers, or never stops.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { predict } from "../../src/http/application-predict.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const row = { type: "application/json", text: "[{}]" } as const;

test("one that does not answer is given up", async () => {
  const address = await serve(() => undefined);
  expect(await predict(address, row, 50)).toEqual({
    ok: false,
    sentence: "The prediction address did not answer within 0.05 s.",
  });
});

test("one that begins and does not go on is given up as well", async () => {
  const address = await serve((_request, response) => void response.write("{"));
  expect((await predict(address, row, 50)).ok).toBe(false);
});

test("one that never stops is cut", async () => {
  const address = await serve((_request, response) => {
    const more = () => {
      while (response.write("x".repeat(64 * 1024)));
    };
    response.on("drain", more);
    more();
  });
  const answer = await predict(address, row, 5_000);
  expect(answer.ok && answer.text.length).toBe(256 * 1024 + 1);
});

test("one whose answer has another shape is shown without a headline", async () => {
  const address = await serve((_request, response) => void response.end('{"score": 1}'));
  expect(await predict(address, row)).toEqual({ ok: true, headline: null, text: '{"score": 1}' });
});
