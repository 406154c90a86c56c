// Addresses of deployments, and the page behind them: public, so it says nothing of any deployment.
import { afterEach, describe, expect, it } from "vitest";
import { deploymentId } from "../../src/deployments/ids.ts";
import { deploymentRoute } from "../../src/http/deployment-page.ts";
import { createLinks } from "../../src/http/links.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";
import { createLog } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics.ts";
import { seededIds } from "../support/ids.ts";

const linksAt = (publicUrl: string | null, everybodyIsHere = false) =>
  createLinks({
    keys: [new Uint8Array(32)],
    publicUrl,
    ownAddress: () => "http://127.0.0.1:3000",
    everybodyIsHere,
  });

describe("the address of a deployment", () => {
  it.each([
    "https://bot.example.com",
    "https://bot.example.com/",
    "https://corp.example.com/tools/pointsman/",
  ])("below %s names it, whatever its id is", (publicUrl) => {
    const links = linksAt(publicUrl);
    for (const id of ["card-default", "5f1c0000", "a/b?c#d%", "ä&<>", "x".repeat(100)]) {
      const address = links.ofDeployment(deploymentId(id));
      expect(address?.startsWith(`${publicUrl.replace(/\/$/, "")}/deployments/`)).toBe(true);
      expect(links.deploymentIn(address ?? "")).toBe(id);
    }
  });

  it("is none for an id that no address can carry", () => {
    const links = linksAt("https://bot.example.com");
    for (const id of ["two words", "x".repeat(101), "lone \ud800".replace(" ", ""), ""])
      expect(links.ofDeployment(deploymentId(id))).toBeNull();
  });

  it("is none while nobody else reaches the bot, and the own one where all are on its computer", () => {
    expect(linksAt(null).ofDeployment(deploymentId("d-1"))).toBeNull();
    expect(linksAt(null, true).ofDeployment(deploymentId("d-1"))).toBe(
      "http://127.0.0.1:3000/deployments/d-1",
    );
  });

  it("is not one beside the base, of another host, port or scheme", () => {
    const links = linksAt("https://corp.example.com/tools");
    for (const address of [
      "https://corp.example.com/deployments/d-1",
      "https://corp.example.com:8443/tools/deployments/d-1",
      "http://corp.example.com/tools/deployments/d-1",
      "https://corp.example.com.evil.example/tools/deployments/d-1",
      "https://corp.example.com@evil.example/tools/deployments/d-1",
      "javascript:alert(1)",
    ])
      expect(links.deploymentIn(address)).toBeNull();
  });
});

describe("the page of a deployment", () => {
  const open: HttpServer[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close(0)));
  });

  async function page(path: string) {
    const metrics = createMetrics({ version: "1", parts: [] });
    const server = createHttpServer({
      routes: [deploymentRoute({ command: "/dev-deployments" })],
      log: createLog({ level: "error", onError: metrics.loggedError, write: () => undefined }),
      metrics,
      ids: seededIds(),
    });
    open.push(server);
    const port = await server.listen({ port: 0, host: "127.0.0.1" });
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { answer, text: await answer.text() };
  }

  it("says how to open it in Slack, the same whether there is one or not", async () => {
    const { answer, text } = await page("/deployments/card-default?from=mail");
    expect(answer.status).toBe(200);
    expect(text).toContain("<pre>/dev-deployments card-default</pre>");
    expect(answer.headers.get("x-robots-tag")).toContain("noindex");
    const other = await page("/deployments/no-such-thing");
    expect(other.text.replaceAll("no-such-thing", "card-default")).toBe(text);
  });

  it("shows what is no name of ours as text, or not at all", async () => {
    expect((await page("/deployments/%3Cscript%3E")).text).not.toContain("<script>");
    expect((await page("/deployments/two%20words")).answer.status).toBe(404);
    expect((await page(`/deployments/${"x".repeat(101)}`)).answer.status).toBe(404);
    expect((await page("/deployments/%E0%A4%A")).answer.status).toBeGreaterThanOrEqual(400);
  });
});
