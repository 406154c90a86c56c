import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openKeys, parseSecretKeys, recordsBeganAt } from "../src/keys.ts";
import { fakeClock } from "./support/clock.ts";
import { type MemoryStore, memoryStore } from "./support/memory-store.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 8).toString("base64");

describe("the secret keys", () => {
  let dataDir: string;
  let store: MemoryStore;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "pointsman-keys-"));
    store = memoryStore();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const keys = (text: string) => {
    const parsed = parseSecretKeys(text);
    if (!parsed.ok) throw new Error(parsed.mistakes.join("\n"));
    return parsed.keys;
  };
  const open = (given: string | null) =>
    openKeys({ secretKeys: given === null ? null : keys(given), dataDir, store, clock: fakeClock() });
  const file = () => join(dataDir, "secret-keys");

  it("are made once, for nobody else's eyes, and found again", async () => {
    const first = await open(null);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const second = await open(null);
    if (!first.ok || !second.ok) throw new Error("Both must open.");
    const id = first.keyring.writes;
    expect(second.keyring.writes).toBe(id);
    expect(second.keyring.subKey("audit")).toEqual(first.keyring.subKey("audit"));
    expect(first.keyring.subKey("audit")).toHaveLength(32);
  });

  it("tell when the records began: at the first start, whatever keys came later", async () => {
    expect(await recordsBeganAt(store)).toBeNull();
    const clock = fakeClock();
    const began = clock.now();
    for (const given of [`k1:${KEY}`, `k1:${KEY}`, `k2:${OTHER_KEY},k1:${KEY}`]) {
      await openKeys({ secretKeys: keys(given), dataDir, store, clock });
      clock.advance(60_000);
    }
    expect(await recordsBeganAt(store)).toBe(began);
  });

  it("give a different sub-key for each purpose and each key", async () => {
    const answer = await open(`k2:${OTHER_KEY},k1:${KEY}`);
    if (!answer.ok) throw new Error(answer.sentence);
    const { keyring } = answer;
    expect(keyring.ids).toEqual(["k2", "k1"]);
    const made = (["audit", "secrets", "links"] as const)
      .flatMap((purpose) => keyring.subKeys(purpose))
      .map((bytes) => Buffer.from(bytes).toString("hex"));
    expect(new Set(made).size).toBe(6);
    expect(made).not.toContain(Buffer.from(KEY, "base64").toString("hex"));
    expect(keyring.subKey("audit")).toEqual(keyring.subKeys("audit")[0]);
  });

  it("are refused when one that wrote records is missing, and nothing is made in its place", async () => {
    await open(`k1:${KEY}`);
    expect(await open(`k2:${OTHER_KEY}`)).toEqual({
      ok: false,
      sentence: expect.stringContaining("the key k1, which SECRET_KEYS does not hold"),
    });
    expect(await open(null)).toEqual({
      ok: false,
      sentence: expect.stringContaining("secret-keys is missing"),
    });
    expect(() => statSync(file())).toThrow("ENOENT");
  });

  it("are refused when one is not the one that wrote the records", async () => {
    await open(`k1:${KEY}`);
    expect(await open(`k1:${OTHER_KEY}`)).toEqual({
      ok: false,
      sentence: expect.stringContaining("k1 of SECRET_KEYS is not the one"),
    });
  });

  it("take a new first key beside the old one", async () => {
    await open(`k1:${KEY}`);
    const turned = await open(`k2:${OTHER_KEY},k1:${KEY}`);
    expect(turned.ok && turned.keyring.writes).toBe("k2");
    expect((await open(`k1:${KEY}`)).ok).toBe(false);
  });

  it("are refused when the file holds something else, without repeating it", async () => {
    writeFileSync(file(), "what is this");
    const answer = await open(null);
    expect(answer).toEqual({ ok: false, sentence: expect.stringContaining("key 1 is not of the form") });
    expect(JSON.stringify(answer)).not.toContain("what is this");
    expect(readFileSync(file(), "utf8")).toBe("what is this");
  });

  it("say what is wrong with each of them", () => {
    expect(parseSecretKeys(`k1:${KEY},k1:${KEY},k2:QUJD,nonsense`)).toEqual({
      ok: false,
      mistakes: [
        expect.stringContaining("key 2 has the id of an earlier one"),
        expect.stringContaining("key 3 (k2) has 3 bytes"),
        expect.stringContaining("key 4 is not of the form"),
      ],
    });
    expect(parseSecretKeys(" , ")).toEqual({ ok: false, mistakes: ["it names no key"] });
  });
});
