import { connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { healthRoute, metricsRoute, type Part, readyRoute, slackRoute } from "../src/http/routes.ts";
import { createHttpServer, type HttpServer, type Route } from "../src/http/server.ts";
import { createLog } from "../src/log.ts";
import { createMetrics } from "../src/metrics.ts";
import { seededIds } from "./support/ids.ts";

const open: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

async function serve(options: { routes?: readonly Route[]; parts?: readonly Part[] } = {}) {
  const lines: string[] = [];
  const metrics = createMetrics({ version: "1.2.3", parts: (options.parts ?? []).map(({ name }) => name) });
  const log = createLog({ level: "debug", onError: metrics.loggedError, write: (line) => lines.push(line) });
  const server = createHttpServer({
    routes: [
      healthRoute,
      readyRoute({ parts: options.parts ?? [], metrics, log, limitMs: 100 }),
      metricsRoute(metrics),
      ...(options.routes ?? []),
    ],
    log,
    metrics,
    ids: seededIds(),
  });
  open.push(server);
  const port = await server.listen({ port: 0, host: "127.0.0.1" });
  if (port === "busy") throw new Error("Port 0 is never busy.");
  return { server, port, url: `http://127.0.0.1:${port}`, lines };
}

describe("the HTTP server", () => {
  it("is alive whatever else is down", async () => {
    const { url } = await serve({ parts: [{ name: "store", check: async () => "the disk is gone" }] });
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { alive: true }]);
  });

  it("is ready only when every part is, and names the one that is not", async () => {
    let problem: string | null = null;
    const { url } = await serve({
      parts: [
        { name: "store", check: async () => problem },
        { name: "platform", check: async () => null },
      ],
    });
    const good = await fetch(`${url}/readyz`);
    expect([good.status, await good.json()]).toEqual([
      200,
      { ready: true, parts: { store: "ready", platform: "ready" } },
    ]);
    problem = "the store is full";
    const bad = await fetch(`${url}/readyz`);
    expect([bad.status, await bad.json()]).toEqual([
      503,
      { ready: false, parts: { store: "the store is full", platform: "ready" } },
    ]);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('pointsman_ready{part="store"} 0');
  });

  it("counts a part whose probe throws or hangs as not ready, without telling the error to the world", async () => {
    const { url, lines } = await serve({
      parts: [
        {
          name: "store",
          check: async () => {
            throw new Error("disk says boo");
          },
        },
        { name: "slack", check: () => new Promise(() => undefined) },
      ],
    });
    const answer = await fetch(`${url}/readyz`);
    const text = await answer.text();
    expect(answer.status).toBe(503);
    expect(JSON.parse(text).parts.slack).toBe("no answer within 0.1 s");
    expect(text).not.toContain("boo");
    expect(lines.join("")).toContain("disk says boo");
  });

  it("answers 404 in JSON for what nobody serves, and for the wrong method", async () => {
    const { url } = await serve();
    for (const answer of [await fetch(`${url}/nowhere`), await fetch(`${url}/healthz`, { method: "POST" })]) {
      expect([answer.status, await answer.json()]).toEqual([404, { error: "not_found" }]);
    }
    expect((await fetch(`${url}/%zz`)).status).toBe(400);
  });

  it("hands Slack's requests to the listener that it was given, body and all", async () => {
    const { url } = await serve({
      routes: [
        slackRoute((request, response) => {
          request.setEncoding("utf8");
          request.on("data", (text: string) => response.end(`heard ${text}`));
        }),
      ],
    });
    const answer = await fetch(`${url}/slack/events`, { method: "POST", body: "hello" });
    expect(await answer.text()).toBe("heard hello");
    expect((await fetch(`${url}/slack/events`)).status).toBe(404);
  });

  it("answers a failing route with 500 and the id that the log has, and not with the error", async () => {
    const { url, lines } = await serve({
      routes: [
        slackRoute(() => {
          throw new Error("token xoxb-12-abc is wrong");
        }),
      ],
    });
    const answer = await fetch(`${url}/slack/events?secret=1`, { method: "POST" });
    const body = z.object({ error: z.string(), id: z.string() }).parse(await answer.json());
    expect(answer.status).toBe(500);
    expect(body).toEqual({ error: "internal", id: answer.headers.get("x-request-id") });
    const logged = lines.map((line) => JSON.parse(line)).find((line) => line.event === "http.failed");
    expect(logged).toMatchObject({ id: body.id, path: "/slack/events" });
    expect(lines.join("")).not.toContain("xoxb-12");
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("pointsman_errors_logged_total 1");
  });

  it("counts requests by route and class of status, never by path", async () => {
    const { url } = await serve();
    await fetch(`${url}/healthz`);
    await fetch(`${url}/some-name-of-a-deployment`);
    await vi.waitFor(async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(text).toContain('pointsman_http_requests_total{route="healthz",status="2xx"} 1');
      expect(text).toContain('pointsman_http_requests_total{route="other",status="4xx"} 1');
      expect(text).not.toContain("some-name");
    });
  });

  it("says that a port is busy instead of throwing", async () => {
    const { port } = await serve();
    const second = createHttpServer({
      routes: [healthRoute],
      log: createLog({ level: "fatal", write: () => undefined }),
      metrics: createMetrics({ version: "1.2.3", parts: [] }),
      ids: seededIds(),
    });
    expect(await second.listen({ port, host: "127.0.0.1" })).toBe("busy");
  });

  it("lets an answer finish when it is told to stop, and takes nothing new", async () => {
    let finish = (): void => undefined;
    let began = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      began = resolve;
    });
    const { server, url } = await serve({
      routes: [
        slackRoute((_request, response) => {
          finish = () => response.end("done");
          began();
        }),
      ],
    });
    const answer = fetch(`${url}/slack/events`, { method: "POST" });
    await started;
    const closed = server.close(10_000);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await answer).text()).toBe("done");
    await closed;
  });

  it("cuts off what does not finish in time", async () => {
    let began = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      began = resolve;
    });
    const { server, url } = await serve({ routes: [slackRoute(() => began())] });
    const answer = fetch(`${url}/slack/events`, { method: "POST" }).catch(() => "cut off");
    await started;
    await server.close(50);
    expect(await answer).toBe("cut off");
  });

  it("answers bytes that are no HTTP with 400 and goes on", async () => {
    const { port, url } = await serve();
    const heard = await new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(port, "127.0.0.1", () => socket.write("what is this\r\n\r\n"));
      socket.setEncoding("utf8");
      socket.on("data", (part: string) => {
        text += part;
      });
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe("the log", () => {
  const written = (fields: Readonly<Record<string, unknown>>): string => {
    const lines: string[] = [];
    createLog({ level: "info", write: (line) => lines.push(line) }).info("some.event", fields);
    return lines.join("");
  };

  it("writes one JSON line with the event's name, its level and the fields", () => {
    expect(JSON.parse(written({ count: 3 }))).toMatchObject({ level: "info", event: "some.event", count: 3 });
  });

  it.each([
    ["a field named token", { token: "secret-text" }],
    ["a header", { request: { authorization: "secret-text" } }],
    ["a response address in a payload", { payload: { body: { response_url: "secret-text" } } }],
    ["a bot token in a sentence", { note: "with xoxb-secret-text it failed" }],
    ["an app token in an error", { error: new Error("xapp-1-secret-text refused") }],
    ["a response address in a sentence", { note: "POST https://hooks.slack.com/actions/secret-text" }],
    ["a password in an address", { url: "redis://someone:secret-text@10.0.0.1:6379" }],
  ])("strikes out %s", (_where, fields) => {
    expect(written(fields)).not.toContain("secret-text");
  });

  it("tells an error with its cause", () => {
    const line = written({ error: new Error("outer", { cause: new Error("inner") }) });
    expect(line).toContain("outer");
    expect(line).toContain("inner");
  });
});
