import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Secret } from "../../../src/config/secret.ts";
import { type Download, NotPermitted, pathOf, RefusedRead } from "../../../src/platforms/datarobot/client.ts";
import { PlatformUnavailable } from "../../../src/ports/platform.ts";
import {
  BASE,
  clientRig,
  closedEndpoint,
  HOST,
  onlyScriptedAnswers,
  scripted,
  serverThat,
  TOKEN,
} from "./rig.ts";

onlyScriptedAnswers();

const schema = z.object({ label: z.string() });
const PATH = "/deployments/d1/";
const get = { token: TOKEN, schema };
const LOGIN_PAGE = "<html>Please sign in</html>";

describe("a read", () => {
  it("asks with the token as bearer and answers what the schema makes of the body", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}${PATH}`)
      .matchHeader("authorization", "Bearer a-token-of-somebody")
      .matchHeader("accept", "application/json")
      .reply(200, { label: "card", unknown: 1 });
    expect(await client.get(PATH, get)).toEqual({ label: "card" });
  });

  it("sends what is given in the query: lists with commas, booleans as words, nothing for undefined", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}/deployments/`)
      .query({ status: "active,errored", forChallenger: "true", limit: "5", search: "a&b=c" })
      .reply(200, { label: "" });
    const query = {
      status: ["active", "errored"],
      forChallenger: true,
      limit: 5,
      search: "a&b=c",
      role: undefined,
    };
    expect(await client.get("/deployments/", { ...get, query })).toEqual({ label: "" });
  });

  it("tells nobody the token, not even one that cannot be sent", async () => {
    const { client, warned } = clientRig();
    const token = new Secret("half-of-it\nand-the-rest");
    const ends = await Promise.allSettled([
      client.get(PATH, { token, schema }),
      client.send("PATCH", PATH, { token }),
      client.stream(PATH, { token }),
    ]);
    const told = inspect([ends, warned], { depth: 9 });
    expect(told).toContain("header");
    expect(told).not.toContain("half-of-it");
  });

  it.each([[JSON.stringify({ message: "Not Found" })], [""]])("is null for a 404 with %j", async (body) => {
    const { client } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(404, body);
    expect(await client.get(PATH, get)).toBeNull();
  });

  it("does not take the 404 of somebody in between for something that is gone", async () => {
    const { client } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(404, "<html>nginx</html>");
    await expect(client.get(PATH, get)).rejects.toThrow(PlatformUnavailable);
  });

  it.each([401, 403])(
    "throws NotPermitted for %d, with the server's words and never the token",
    async (status) => {
      const { client } = clientRig();
      scripted().get(`${BASE}${PATH}`).reply(status, { message: "Invalid authorization" });
      const error: unknown = await client.get(PATH, get).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(NotPermitted);
      expect(error).toMatchObject({ status, message: `GET ${PATH}: Invalid authorization` });
    },
  );

  it("throws RefusedRead for other refusals, with `detail` and the fields of `errors`", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}${PATH}`)
      .reply(422, { detail: "Cannot do that.", errors: { start: "whole hours only", odd: { deep: 1 } } });
    const error: unknown = await client.get(PATH, get).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedRead);
    expect(error).not.toBeInstanceOf(NotPermitted);
    expect(error).toMatchObject({ message: `GET ${PATH}: Cannot do that. start: whole hours only` });
  });

  it("names the place in the body that is not as it should be", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}/deployments/`)
      .query(true)
      .reply(200, { data: [{ label: "a" }, { label: 7 }], next: null });
    await expect(client.list("/deployments/", { ...get, max: 10 })).rejects.toThrow(
      /^GET \/deployments\/: not what was expected at "data\.1\.label": /,
    );
  });

  it("survives a body that is not JSON, and says so", async () => {
    const { client } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(200, LOGIN_PAGE);
    await expect(client.get(PATH, get)).rejects.toThrow(/body that is not JSON/);
  });

  it.each([301, 302, 303, 307])("follows no redirect (%d): the token stays here", async (status) => {
    const { client } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(status, "", { location: "https://login.example.com/" });
    await expect(client.get(PATH, get)).rejects.toThrow(/redirect .* login page/);
  });
});

describe("a read that meets trouble", () => {
  it.each([429, 500, 502, 503, 504])("is repeated after %d, a little later each time", async (status) => {
    const { client, pauses, warned } = clientRig();
    scripted()
      .get(`${BASE}${PATH}`)
      .times(2)
      .reply(status, LOGIN_PAGE)
      .get(`${BASE}${PATH}`)
      .reply(200, { label: "x" });
    expect(await client.get(PATH, get)).toEqual({ label: "x" });
    expect(pauses).toEqual([250, 500]);
    expect(warned.map(({ event }) => event)).toEqual(["datarobot.read-troubled", "datarobot.read-troubled"]);
    expect(JSON.stringify(warned)).not.toContain(TOKEN.reveal());
  });

  it("waits as long as Retry-After says, in seconds or as a date", async () => {
    const { client, pauses, clock } = clientRig();
    const date = new Date(clock.now() + 7_000).toUTCString();
    scripted()
      .get(`${BASE}${PATH}`)
      .reply(429, "", { "retry-after": "3" })
      .get(`${BASE}${PATH}`)
      .reply(503, "", { "retry-after": date })
      .get(`${BASE}${PATH}`)
      .reply(200, { label: "x" });
    await client.get(PATH, get);
    expect(pauses).toEqual([3_000, 4_000]);
  });

  it("is given up when the wait would be longer than its time", async () => {
    const { client, pauses } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(429, "", { "retry-after": "120" });
    await expect(client.get(PATH, get)).rejects.toThrow(/less often \(429\)/);
    expect(pauses).toEqual([]);
  });

  it("is given up after four attempts", async () => {
    const { client, pauses } = clientRig();
    scripted().get(`${BASE}${PATH}`).times(5).reply(502, LOGIN_PAGE);
    await expect(client.get(PATH, get)).rejects.toThrow("GET /api/v2/deployments/d1/: it answered 502.");
    expect(pauses).toHaveLength(3);
  });

  it.each([400, 401, 404, 422])("is not repeated after %d", async (status) => {
    const { client, pauses } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(status, { message: "no" });
    await client.get(PATH, get).catch(() => null);
    expect(pauses).toEqual([]);
  });

  it("is repeated when the connection breaks within the body", async () => {
    let calls = 0;
    const endpoint = await serverThat((_, response) => {
      calls += 1;
      if (calls > 1) return response.end('{"label":"whole"}');
      response.writeHead(200, { "content-length": "1000" });
      return response.write('{"label":', () => response.destroy());
    });
    expect(await clientRig({ endpoint }).client.get(PATH, get)).toEqual({ label: "whole" });
  });

  it("is given up when nobody answers in time, or nobody listens", async () => {
    const endpoint = await serverThat(() => undefined);
    const slow = clientRig({ endpoint, deadlines: { read: 50, write: 50 } });
    await expect(slow.client.get(PATH, get)).rejects.toThrow(/did not answer in time/);
    const nobody = clientRig({ endpoint: await closedEndpoint() });
    await expect(nobody.client.get(PATH, get)).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
  });
});

describe("a list", () => {
  const item = (i: number) => ({ label: `n${i}` });
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => item(from + i));
  const pages = (total: number, envelope: (offset: number, to: number) => object) => {
    const asked: string[] = [];
    scripted()
      .get(`${BASE}/useCases/`)
      .query(true)
      .times(20)
      .reply(200, (request: Request) => {
        const { searchParams } = new URL(request.url);
        asked.push(searchParams.toString());
        const offset = Number(searchParams.get("offset"));
        const to = Math.min(offset + Number(searchParams.get("limit")), total);
        return { data: range(offset, to), ...envelope(offset, to) };
      });
    return asked;
  };

  it("follows offset and limit with its own filters, not `next`, and asks for the other pages at once", async () => {
    const { client } = clientRig();
    const asked = pages(250, (_, to) => ({
      next: to < 250 ? `${HOST}/lost-filters` : null,
      totalCount: 250,
    }));
    const query = { entityType: "deployment", entityId: "d1" };
    expect(await client.list("/useCases/", { ...get, query, max: 1_000 })).toEqual(range(0, 250));
    expect(asked).toEqual(
      [0, 100, 200].map((offset) => `entityType=deployment&entityId=d1&offset=${offset}&limit=100`),
    );
  });

  it.each([[null], [""], [undefined]])("ends with next %j where no total is told", async (end) => {
    const { client } = clientRig();
    const asked = pages(130, (_, to) => ({ next: to < 130 ? "https://next" : end }));
    expect(await client.list("/useCases/", { ...get, max: 1_000 })).toHaveLength(130);
    expect(asked).toHaveLength(2);
  });

  it("reads on where a server gives fewer than it was asked for", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}/useCases/`)
      .query({ offset: 0, limit: 100 })
      .reply(200, { data: range(0, 20), next: "more", totalCount: 30 })
      .get(`${BASE}/useCases/`)
      .query({ offset: 20, limit: 100 })
      .reply(200, { data: range(20, 30), next: "", totalCount: 30 });
    expect(await client.list("/useCases/", { ...get, max: 1_000 })).toEqual(range(0, 30));
  });

  it("takes no more than wanted, and never asks for more than a hundred at once", async () => {
    const { client } = clientRig();
    const asked = pages(900, () => ({ next: "more", totalCount: 900 }));
    expect(await client.list("/useCases/", { ...get, max: 120 })).toEqual(range(0, 120));
    expect(asked).toEqual(["offset=0&limit=100", "offset=100&limit=20"]);
  });

  it("needs only `data`, and is null where the path is not there", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}/useCases/`)
      .query(true)
      .reply(200, { data: range(0, 2) });
    expect(await client.list("/useCases/", { ...get, max: 10 })).toEqual(range(0, 2));
    scripted().get(`${BASE}/useCases/`).query(true).reply(404, { message: "Not Found" });
    expect(await client.list("/useCases/", { ...get, max: 10 })).toBeNull();
  });
});

describe("reads of many at once", () => {
  const counting = async (concurrency: number) => {
    let [running, most, calls] = [0, 0, 0];
    const endpoint = await serverThat(async (_, response) => {
      calls += 1;
      running += 1;
      most = Math.max(most, running);
      await delay(5);
      running -= 1;
      response.end(`{"label":"${calls}"}`);
    });
    return { ...clientRig({ endpoint, concurrency }), seen: () => ({ most, calls }) };
  };

  it("run side by side only as many as there are slots for", async () => {
    const { client, seen } = await counting(3);
    await Promise.all(Array.from({ length: 12 }, (_, i) => client.get(`/deployments/${i}/`, get)));
    expect(seen()).toEqual({ most: 3, calls: 12 });
  });

  it("share one call where they bear an answer that is a moment old, and only then", async () => {
    const { client, seen, clock } = await counting(8);
    const recent = () => client.get(PATH, { ...get, maxAgeMs: 5_000 });
    expect(await Promise.all([recent(), recent()])).toEqual([{ label: "1" }, { label: "1" }]);
    expect(await client.get(PATH, get)).toEqual({ label: "2" });
    expect(await recent()).toEqual({ label: "2" });
    clock.advance(5_001);
    expect(await recent()).toEqual({ label: "3" });
    expect(seen().calls).toBe(3);
  });

  it("never share between two tokens", async () => {
    const { client, seen } = await counting(8);
    const of = (token: Secret) => client.get(PATH, { schema, token, maxAgeMs: 5_000 });
    await Promise.all([of(TOKEN), of(new Secret("somebody else's"))]);
    expect(seen().calls).toBe(2);
  });

  it("join a call that waits for its turn, since its answer will be newer than the question", async () => {
    const { client, seen } = await counting(1);
    await Promise.all([client.get("/first/", get), client.get(PATH, get), client.get(PATH, get)]);
    expect(seen().calls).toBe(2);
  });

  it("are new ones after a write of ours, and when told to forget", async () => {
    const { client, seen } = await counting(8);
    const recent = () => client.get(PATH, { ...get, maxAgeMs: 5_000 });
    const before = recent();
    await client.send("PATCH", PATH, { token: TOKEN, body: { label: "x" } });
    await before;
    await recent();
    expect(seen().calls).toBe(3);
    client.forget();
    await recent();
    expect(seen().calls).toBe(4);
  });
});

describe("a write", () => {
  const write = { token: TOKEN, body: { modelPackageId: "p", gone: undefined } };

  it("is answered with status, address and body", async () => {
    const { client } = clientRig();
    scripted()
      .patch(`${BASE}${PATH}`, { modelPackageId: "p" })
      .matchHeader("content-type", "application/json")
      .matchHeader("authorization", "Bearer a-token-of-somebody")
      .reply(202, "", { location: `${HOST}${BASE}/status/s1/` })
      .delete(`${BASE}${PATH}`, "")
      .query({ ignoreManagementAgent: "true" })
      .reply(204)
      .post(`${BASE}${PATH}`)
      .reply(201, { id: "new" });
    expect(await client.send("PATCH", PATH, write)).toEqual({
      outcome: "answered",
      status: 202,
      location: `${HOST}${BASE}/status/s1/`,
      body: undefined,
    });
    const gone = await client.send("DELETE", PATH, { token: TOKEN, query: { ignoreManagementAgent: true } });
    expect(gone).toMatchObject({ outcome: "answered", status: 204, location: null });
    expect(await client.send("POST", PATH, write)).toMatchObject({ status: 201, body: { id: "new" } });
  });

  it.each([400, 401, 403, 404, 409, 422])(
    "is refused with %d, in the server's words and with its body",
    async (status) => {
      const { client } = clientRig();
      const body = {
        message: "  Model\nis the champion already ",
        checks: { target: { status: "failing" } },
      };
      scripted().patch(`${BASE}${PATH}`).reply(status, body);
      expect(await client.send("PATCH", PATH, write)).toEqual({
        outcome: "refused",
        status,
        message: "Model is the champion already",
        body,
      });
    },
  );

  it("is refused in our words where the server has none, and a long one is cut", async () => {
    const { client } = clientRig();
    scripted()
      .patch(`${BASE}${PATH}`)
      .reply(409, LOGIN_PAGE)
      .patch(`${BASE}${PATH}`)
      .reply(422, { message: "x".repeat(5_000) });
    expect(await client.send("PATCH", PATH, write)).toMatchObject({
      message: "DataRobot answered 409: it conflicts with what is there now.",
    });
    const long = await client.send("PATCH", PATH, write);
    expect("message" in long && long.message.length).toBe(300);
  });

  it.each([500, 502, 503, 408, 302])("is unknown after %d, and not sent again", async (status) => {
    const { client, pauses } = clientRig();
    scripted().patch(`${BASE}${PATH}`).reply(status, LOGIN_PAGE, { location: "https://login.example.com" });
    expect(await client.send("PATCH", PATH, write)).toEqual({
      outcome: "unknown",
      sentence: `DataRobot was asked, and it is not known whether it was done: it answered ${status}.`,
    });
    expect(pauses).toEqual([]);
  });

  it("is unknown after a 200 with a login page", async () => {
    const { client } = clientRig();
    scripted().patch(`${BASE}${PATH}`).reply(200, LOGIN_PAGE);
    expect(await client.send("PATCH", PATH, write)).toMatchObject({ outcome: "unknown" });
  });

  it("is not delivered where the server takes no more, with the time that it names", async () => {
    const { client } = clientRig();
    scripted()
      .patch(`${BASE}${PATH}`)
      .reply(429, "", { "retry-after": "40" })
      .patch(`${BASE}${PATH}`)
      .reply(429);
    expect(await client.send("PATCH", PATH, write)).toMatchObject({
      outcome: "not-delivered",
      retryAfterMs: 40_000,
    });
    expect(await client.send("PATCH", PATH, write)).toMatchObject({
      outcome: "not-delivered",
      retryAfterMs: 5_000,
    });
  });

  it("is not delivered where nobody listens, and unknown where the connection breaks or nobody answers", async () => {
    const outcome = async (endpoint: URL) => {
      const { client } = clientRig({ endpoint, deadlines: { read: 50, write: 50 } });
      return (await client.send("PATCH", PATH, write)).outcome;
    };
    expect(await outcome(await closedEndpoint())).toBe("not-delivered");
    expect(await outcome(await serverThat((request) => request.socket.destroy()))).toBe("unknown");
    expect(await outcome(await serverThat(() => undefined))).toBe("unknown");
  });

  it("that did not get its turn in time was not delivered", async () => {
    const endpoint = await serverThat(() => undefined);
    const { client } = clientRig({ endpoint, concurrency: 1, deadlines: { read: 80, write: 20 } });
    const read = client.get(PATH, get).catch(() => null);
    expect(await client.send("PATCH", PATH, write)).toMatchObject({ outcome: "not-delivered" });
    await read;
  });
});

describe("a status record", () => {
  it("is read at the address that was given, on the configured host alone", async () => {
    const { client } = clientRig();
    scripted().get(`${BASE}/status/s1/`).times(3).reply(200, { status: "RUNNING" });
    for (const location of [
      `${HOST}${BASE}/status/s1/`,
      "/api/v2/status/s1/",
      "https://another-name.example.com/prefix/api/v2/status/s1/",
    ])
      expect(await client.status(location, { token: TOKEN })).toMatchObject({
        status: 200,
        body: { status: "RUNNING" },
      });
  });

  it.each(["https://evil.example.com/status/s1/", "not an address\u0000", ""])(
    "is not looked for at %j",
    async (location) => {
      const { client } = clientRig();
      await expect(client.status(location, { token: TOKEN })).rejects.toThrow(PlatformUnavailable);
    },
  );

  it("tells a 303 from one that runs, and is null when it has expired", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}/status/s1/`)
      .reply(303, "", { location: `${HOST}${BASE}/deployments/d1/` })
      .get(`${BASE}/status/s2/`)
      .reply(404, { message: "Not Found" })
      .get(`${BASE}/status/s3/`)
      .reply(302, "", { location: "https://login.example.com" });
    expect(await client.status("/api/v2/status/s1/", { token: TOKEN })).toEqual({
      status: 303,
      location: `${HOST}${BASE}/deployments/d1/`,
      body: undefined,
    });
    expect(await client.status("/api/v2/status/s2/", { token: TOKEN })).toBeNull();
    await expect(client.status("/api/v2/status/s3/", { token: TOKEN })).rejects.toThrow(/redirect/);
  });
});

describe("a download", () => {
  const collected = async (file: Download | null) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file?.content ?? []) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };

  it("passes on the bytes, with name and length", async () => {
    const { client } = clientRig();
    scripted()
      .get(`${BASE}/deployments/d1/scoringCode/`)
      .query({ sourceCode: "false" })
      .reply(200, "bytes of a jar", {
        "content-disposition": `attachment; filename="x.jar"; filename*=UTF-8''caf%C3%A9.jar`,
        "content-length": "14",
      });
    const file = await client.stream("/deployments/d1/scoringCode/", {
      token: TOKEN,
      query: { sourceCode: false },
    });
    expect(file).toMatchObject({ filename: "café.jar", bytes: 14 });
    expect(await collected(file)).toBe("bytes of a jar");
  });

  it.each([
    [`attachment; filename="a \\"b\\".jar"`, 'a "b".jar'],
    ["attachment; filename=plain.jar", "plain.jar"],
    [`attachment; filename*=UTF-8''%ZZ; filename="plain.jar"`, "plain.jar"],
    ["attachment", null],
    ["", null],
  ])("is named by %j", async (disposition, filename) => {
    const { client } = clientRig();
    scripted().get(`${BASE}${PATH}`).reply(200, "x", { "content-disposition": disposition });
    expect(await client.stream(PATH, { token: TOKEN })).toMatchObject({ filename });
  });

  it("is null for a 404, and throws for refusals, redirects and trouble", async () => {
    const { client } = clientRig();
    const answering = (status: number, body: object) => {
      scripted().get(`${BASE}${PATH}`).reply(status, body, { location: "https://elsewhere.example.com" });
      return client.stream(PATH, { token: TOKEN });
    };
    expect(await answering(404, { message: "Not Found" })).toBeNull();
    await expect(answering(403, { message: "No scoring code for you" })).rejects.toThrow(
      /No scoring code for you/,
    );
    await expect(answering(302, {})).rejects.toThrow(/redirect/);
    await expect(answering(503, {})).rejects.toThrow(/503/);
  });

  it("throws where the connection breaks, or stands still", async () => {
    const begun = (then: "breaks" | "stands still") =>
      serverThat((_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("begun", () => (then === "breaks" ? response.destroy() : undefined));
      });
    const read = async (endpoint: URL) => {
      const { client } = clientRig({ endpoint, deadlines: { read: 1_000, write: 60 } });
      return await collected(await client.stream(PATH, { token: TOKEN }));
    };
    await expect(read(await begun("breaks"))).rejects.toThrow(PlatformUnavailable);
    await expect(read(await begun("stands still"))).rejects.toThrow(/did not answer in time/);
  });
});

describe("the client", () => {
  it("sends no token without TLS, but on loopback", () => {
    for (const endpoint of [
      "http://datarobot.example.com/api/v2",
      "http://127.0.0.1.example.com/api/v2",
      "ftp://localhost/",
    ])
      expect(() => clientRig({ endpoint: new URL(endpoint) })).toThrow(/without TLS/);
    for (const endpoint of [
      "http://localhost:1/api/v2",
      "http://127.0.0.1:1/api/v2/",
      "http://[::1]:1/api/v2",
    ])
      expect(() => clientRig({ endpoint: new URL(endpoint) })).not.toThrow();
  });

  it("bears an endpoint with a slash at its end, and a path before /api/v2", async () => {
    const { client } = clientRig({ endpoint: new URL(`${HOST}/ml${BASE}/`) });
    scripted().get(`/ml${BASE}${PATH}`).reply(200, { label: "x" }).get(`/ml${BASE}/status/s/`).reply(200, {});
    expect(await client.get(PATH, get)).toEqual({ label: "x" });
    expect(await client.status(`${HOST}${BASE}/status/s/`, { token: TOKEN })).not.toBeNull();
  });

  it("makes paths of whatever an id holds, and refuses those that would lead elsewhere", async () => {
    expect(pathOf("deployments", "a/b?c#d %")).toBe("/deployments/a%2Fb%3Fc%23d%20%25/");
    const { client } = clientRig();
    for (const path of [
      "/deployments/../users/",
      "/deployments/./",
      "/deployments/?role=OWNER",
      "/a/#b",
      "deployments/",
    ])
      await expect(client.get(path, get)).rejects.toThrow(/no path of the API/);
  });

  it("gives up reads when it is closed, waits for writes, and sends nothing any more", async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const endpoint = await serverThat((request, response) => {
      if (request.method === "PATCH") arrived.resolve(response);
    });
    const { client } = clientRig({ endpoint });
    const read = client.get(PATH, get).catch((error: unknown) => error);
    const write = client.send("PATCH", PATH, { token: TOKEN });
    const response = await arrived.promise;
    const closed = client.close();
    expect(await read).toBeInstanceOf(PlatformUnavailable);
    response.end("{}");
    await closed;
    expect(await write).toMatchObject({ outcome: "answered" });
    expect(await client.send("PATCH", PATH, { token: TOKEN })).toMatchObject({ outcome: "not-delivered" });
    await expect(client.get(PATH, get)).rejects.toThrow(PlatformUnavailable);
  });
});
