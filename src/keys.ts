// The process's secret keys: read or made, proven to be those that the store was written with, and split into one
// sub-key for each purpose.
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "./ports/clock.ts";
import type { Store, StoredRecord } from "./ports/store.ts";
import { readTextFile } from "./project.ts";

const KEY_BYTES = 32;
const KEY_FILE = "secret-keys";

/** A `KeyObject` never prints its bytes. */
export interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** What a sub-key is for; part of its derivation, so that one purpose's key tells nothing of another's. */
export type KeyPurpose = "audit" | "secrets" | "links";

export interface Keyring {
  /** Id of the key that writes. */
  readonly writes: string;
  /** Ids of all keys, the one that writes first. */
  readonly ids: readonly string[];
  /** 32 bytes by HKDF-SHA256, of the key that writes. */
  subKey(purpose: KeyPurpose): Uint8Array;
  /** The same of every key, for reading. */
  subKeys(purpose: KeyPurpose): readonly Uint8Array[];
  /** The same by the id of its key, for what names the key that it was made with. */
  subKeysById(purpose: KeyPurpose): ReadonlyMap<string, Uint8Array>;
}

export type KeysAnswer =
  | { readonly ok: true; readonly keyring: Keyring }
  | { readonly ok: false; readonly sentence: string };

/** Reads `id:base64 of 32 bytes, …`. Mistakes never repeat the text: it is secret. */
export function parseSecretKeys(
  text: string,
): { ok: true; keys: readonly MasterKey[] } | { ok: false; mistakes: readonly string[] } {
  const keys: MasterKey[] = [];
  const mistakes: string[] = [];
  const parts = text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  for (const [index, part] of parts.entries()) {
    const where = `key ${index + 1}`;
    const match = /^([A-Za-z0-9_-]{1,40}):([A-Za-z0-9+/_-]+=*)$/.exec(part);
    const bytes = match?.[2] === undefined ? null : Buffer.from(match[2], "base64");
    if (match?.[1] === undefined || bytes === null) {
      mistakes.push(`${where} is not of the form id:base64 (make one: echo "k1:$(openssl rand -base64 32)")`);
    } else if (bytes.length !== KEY_BYTES) {
      mistakes.push(`${where} (${match[1]}) has ${bytes.length} bytes, it needs ${KEY_BYTES}`);
    } else if (keys.some((key) => key.id === match[1])) {
      mistakes.push(`${where} has the id of an earlier one (${match[1]})`);
    } else {
      keys.push({ id: match[1], key: createSecretKey(bytes) });
    }
  }
  if (parts.length === 0) mistakes.push("it names no key");
  return mistakes.length === 0 ? { ok: true, keys } : { ok: false, mistakes };
}

const derive = (master: MasterKey, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", master.key, "", `pointsman ${purpose} v1`, KEY_BYTES));

const fingerprint = (master: MasterKey): string =>
  Buffer.from(derive(master, "fingerprint")).toString("hex").slice(0, 32);

function keyringOf(masters: readonly [MasterKey, ...MasterKey[]]): Keyring {
  return {
    writes: masters[0].id,
    ids: masters.map((master) => master.id),
    subKey: (purpose) => derive(masters[0], purpose),
    subKeys: (purpose) => masters.map((master) => derive(master, purpose)),
    subKeysById: (purpose) => new Map(masters.map((master) => [master.id, derive(master, purpose)])),
  };
}

const fingerprintValue = z.object({ key: z.string(), fingerprint: z.string() });
const FINGERPRINT_INDEX = { name: "all", key: "" } as const;
const recordId = (key: string): string => `key-fingerprint:${key}`;

async function knownFingerprints(store: Store): Promise<readonly StoredRecord[]> {
  // 200 is a page: nobody turns a key over 200 times.
  const page = await store.list({
    kind: "key-fingerprint",
    index: FINGERPRINT_INDEX.name,
    key: FINGERPRINT_INDEX.key,
    order: "ascending",
    limit: 200,
  });
  return page.records;
}

/** When these records began, epoch ms: each start but the very first finds the key that was noted then. Null: with the next start. */
export async function recordsBeganAt(store: Store): Promise<number | null> {
  const times = (await knownFingerprints(store)).flatMap(({ index }) => index.map(({ sort }) => sort));
  return times.length === 0 ? null : Math.min(...times);
}

/** Durable before it returns: an audit trail that nobody can verify any more is worse than a failed start. */
function makeKeyFile(path: string, dataDir: string): string {
  const text = `k-${randomBytes(4).toString("hex")}:${randomBytes(KEY_BYTES).toString("base64")}\n`;
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // The mode of `open` is cut by the umask; a wider one cannot come out, a narrower one would lock us out.
  chmodSync(path, 0o600);
  const folder = openSync(dataDir, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return text;
}

/** The keys that are there, for reading; makes nothing and does not ask the store whether they are the right ones. */
export function readKeyring(from: {
  readonly secretKeys: readonly MasterKey[] | null;
  readonly dataDir: string;
}): KeysAnswer {
  const path = join(from.dataDir, KEY_FILE);
  if (from.secretKeys !== null) return ringOf(from.secretKeys, "SECRET_KEYS");
  const text = readTextFile(path);
  if (text === null)
    return { ok: false, sentence: `There is no key file ${path}, and SECRET_KEYS is not set.` };
  const parsed = parseSecretKeys(text);
  return parsed.ok
    ? ringOf(parsed.keys, path)
    : { ok: false, sentence: `${path}: ${parsed.mistakes.join("; ")}.` };
}

function ringOf(masters: readonly MasterKey[], origin: string): KeysAnswer {
  const [first, ...rest] = masters;
  if (first === undefined) return { ok: false, sentence: `${origin} names no key.` };
  return { ok: true, keyring: keyringOf([first, ...rest]) };
}

/**
 * Keys from `secretKeys`, else from `secret-keys` in the data folder, else made there. Every key that the store was ever
 * written with must be here and be the same: otherwise the start is refused, and nothing was made or written.
 * Throws when the data folder cannot be read or written.
 */
export async function openKeys(deps: {
  readonly secretKeys: readonly MasterKey[] | null;
  readonly dataDir: string;
  readonly store: Store;
  readonly clock: Clock;
}): Promise<KeysAnswer> {
  const path = join(deps.dataDir, KEY_FILE);
  const known = await knownFingerprints(deps.store);
  const origin = deps.secretKeys === null ? path : "SECRET_KEYS";
  let masters = deps.secretKeys;
  if (masters === null) {
    const text = readTextFile(path);
    if (text === null && known.length > 0) {
      return {
        ok: false,
        sentence: `${path} is missing, but the records in ${deps.dataDir} were written with its keys. Put the file back, or give the keys in SECRET_KEYS.`,
      };
    }
    const parsed = parseSecretKeys(text ?? makeKeyFile(path, deps.dataDir));
    if (!parsed.ok) return { ok: false, sentence: `${path}: ${parsed.mistakes.join("; ")}.` };
    masters = parsed.keys;
  }
  for (const record of known) {
    const value = fingerprintValue.parse(record.value);
    const master = masters.find((candidate) => candidate.id === value.key);
    if (master === undefined) {
      return {
        ok: false,
        sentence: `The records were written with the key ${value.key}, which ${origin} does not hold. Add it behind the first key.`,
      };
    }
    if (fingerprint(master) !== value.fingerprint) {
      return {
        ok: false,
        sentence: `The key ${value.key} of ${origin} is not the one that the records were written with. Put the earlier key back; a new one gets a new id and goes before it.`,
      };
    }
  }
  const fresh = masters.filter((master) => !known.some((record) => record.id === recordId(master.id)));
  if (fresh.length > 0) {
    const answer = await deps.store.commit({
      expect: fresh.map((master) => ({ id: recordId(master.id), rev: 0 })),
      put: fresh.map((master) => ({
        kind: "key-fingerprint" as const,
        id: recordId(master.id),
        value: { key: master.id, fingerprint: fingerprint(master) },
        alarmAt: null,
        index: [{ ...FINGERPRINT_INDEX, sort: deps.clock.now() }],
      })),
      remove: [],
      audit: [],
    });
    if (answer.outcome !== "committed") {
      const why =
        answer.outcome === "conflict" ? "another process started at the same moment" : answer.reason;
      return { ok: false, sentence: `The fingerprints of the keys could not be recorded: ${why}.` };
    }
  }
  return ringOf(masters, origin);
}
