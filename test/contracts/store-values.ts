// Small values for tests of stores.
import type { Commit, Put, SealedEntry } from "../../src/ports/store.ts";

export const T0 = Date.UTC(2026, 10, 24, 9, 0, 0);

export const commitOf = (parts: Partial<Commit>): Commit => ({
  expect: [],
  put: [],
  remove: [],
  audit: [],
  ...parts,
});

export const putOf = (id: string, parts: Partial<Put> = {}): Put => ({
  kind: "request",
  id: `request:${id}`,
  value: { name: id },
  alarmAt: null,
  index: [],
  ...parts,
});

export const entryOf = (lane: string, seq: number, parts: Partial<SealedEntry> = {}): SealedEntry => ({
  lane,
  seq,
  mac: `mac-${lane}-${seq}`,
  body: `{"seq":${seq}}`,
  personal: null,
  request: null,
  deployment: null,
  at: T0,
  ...parts,
});
