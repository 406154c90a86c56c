// The archives of the local registry. Reference: deployment actions, section 3.4.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { CODE_FORMS, INCLUSIONS } from "../../../src/deployments/scoring-code.ts";
import { archiveOf, chunksOf, LARGEST_ARCHIVE } from "../../../src/platforms/local/scoring-code.ts";
import { aPackage, features } from "../../support/builders.ts";

const plain = { form: "binary", include: [] } as const;

test("equal input gives equal bytes, in whatever time zone and order, and other options give others", () => {
  const first = archiveOf(aPackage(), { form: "binary", include: ["agent", "explanations"] });
  const turned = archiveOf(aPackage(), { form: "binary", include: ["explanations", "agent"] });
  expect(turned?.code).toEqual(first?.code);
  const sums = CODE_FORMS.flatMap((form) =>
    INCLUSIONS.map((each) => archiveOf(aPackage(), { form, include: [each] })?.code.sha256),
  );
  expect(new Set(sums).size).toBe(6);
  const script = `
    const { archiveOf } = await import(${JSON.stringify(join(import.meta.dirname, "../../../src/platforms/local/scoring-code.ts"))});
    const { aPackage } = await import(${JSON.stringify(join(import.meta.dirname, "../../support/builders.ts"))});
    process.stdout.write(archiveOf(aPackage(), { form: "binary", include: [] }).code.sha256);`;
  const inZone = (TZ: string) =>
    spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      env: { ...process.env, TZ },
      encoding: "utf8",
      timeout: 10_000,
    }).stdout;
  const here = archiveOf(aPackage(), plain)?.code.sha256;
  expect(["UTC", "Pacific/Kiritimati", "America/Los_Angeles"].map(inZone)).toEqual([here, here, here]);
});

test("an archive describes the model, with what was included", () => {
  const archive = archiveOf(aPackage(), { form: "binary", include: ["agent"] });
  const files = unzipSync(archive?.content ?? new Uint8Array());
  expect(Object.keys(files)).toContain("monitoring-agent/agent.yaml");
  expect(JSON.parse(strFromU8(files["model.json"] ?? new Uint8Array()))).toMatchObject({
    target: { name: "default", classes: ["1", "0"] },
    options: { form: "binary", include: ["agent"] },
  });
  const manifest = strFromU8(files["META-INF/MANIFEST.MF"] ?? new Uint8Array());
  expect(manifest.split("\r\n").every((line) => line.length <= 72)).toBe(true);
});

test("a model of 10,000 features is small, and one beyond every bound is refused instead of held in memory", () => {
  const many = features(...Array.from({ length: 10_000 }, (_, i) => `feature number ${i}`));
  const archive = archiveOf(aPackage({ features: many }), plain);
  expect(archive?.code.bytes).toBeLessThan(500_000);
  const huge = aPackage({ modelType: "x".repeat(LARGEST_ARCHIVE) });
  expect(archiveOf(huge, plain)).toBeNull();
});

test("chunks are the whole, in order", async () => {
  const content = Uint8Array.from({ length: 200_001 }, (_, i) => i % 251);
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(content)) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(2);
  expect(Buffer.concat(chunks).equals(content)).toBe(true);
});
