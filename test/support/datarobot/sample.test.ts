// The fake shows the fleet that the local platform shows, and stands on its own feet.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { sampleFleet } from "../../../src/platforms/local/fleet/sample-fleet.ts";
import { filesUnder, importsOf, PROJECT } from "../source-files.ts";
import { idOf } from "./names.ts";
import { person } from "./person.ts";
import { rig } from "./rig.ts";

const start = rig();

describe("the sample", () => {
  it("is the fleet, with the same ids in each run", async () => {
    const { fake, clock } = await start();
    const { deployments, packages } = sampleFleet(clock.now());
    const mona = person(fake, "mona");
    const { json } = await mona.get("/deployments/?limit=100&orderBy=createdAtTimestamp");
    const shown = json.data.map(({ id, label, importance, status }) => ({ id, label, importance, status }));
    expect(shown).toHaveLength(deployments.length);
    for (const { id, label, importance, status } of deployments) {
      expect(shown).toContainEqual({ id: idOf.deployment(id.slice(2)), label, importance, status });
    }
    expect((await mona.get("/modelPackages/?limit=100")).json.totalCount).toBe(packages.length);
    const routing = (await mona.get(`/deployments/${idOf.deployment("ticket-routing")}/`)).json;
    expect(routing.label).toBe("support-ticket-routing");
  });

  it("is filled up with copies under labels of their own", async () => {
    const { fake } = await start({ deployments: 500 });
    const { json } = await person(fake, "mona").get("/deployments/?limit=100&search=card-default");
    expect(json.totalCount).toBeGreaterThan(20);
    expect(new Set(json.data.map(({ label }) => label)).size).toBe(json.count);
    expect((await person(fake, "mona").get("/deployments/")).json.totalCount).toBe(500);
  });

  it("changes in one copy leave the others as they are", async () => {
    const { fake } = await start({ deployments: 60 });
    const olivia = person(fake, "olivia");
    const { json } = await olivia.get("/deployments/?search=card-default&orderBy=label");
    const [original, copy] = json.data;
    await olivia.patch(`/deployments/${original?.id}/settings/`, { humility: { enabled: true } });
    fake.control.finishWork();
    const settings = await olivia.get(`/deployments/${copy?.id}/settings/`);
    expect(settings.json).toMatchObject({ humility: { enabled: false } });
  });
});

describe("the fake", () => {
  it("takes only types and the sample fleet from the project: a misreading must not pass on both sides", () => {
    const files = filesUnder("test/support/datarobot", ".ts").filter((file) => !file.endsWith(".test.ts"));
    const taken = files.flatMap((file) => importsOf(file)).filter(({ to }) => to.startsWith("src/"));
    const beyond = taken.filter(
      ({ to }) =>
        !to.startsWith("src/platforms/local/fleet/") &&
        !["src/deployments/deployment.ts", "src/deployments/model-package.ts"].includes(to),
    );
    expect(taken.length).toBeGreaterThan(3);
    expect(beyond).toEqual([]);
  });

  it("starts by itself, says where it is and who may ask, and stops when told to", async () => {
    const child = spawn(process.execPath, [join(PROJECT, "test/support/datarobot/main.ts"), "0"]);
    try {
      const lines: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line);
        if (line.trim().startsWith("service ")) break;
      }
      const url = /http:\S+/.exec(lines[0] ?? "")?.[0] ?? "";
      const token =
        lines
          .find((line) => line.trim().startsWith("uma "))
          ?.trim()
          .split(/\s+/)[1] ?? "";
      const answer = await fetch(`${url}/account/info/`, { headers: { authorization: `Bearer ${token}` } });
      expect(await answer.json()).toMatchObject({ email: "uma@example.com" });
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
