// One entry of the audit trail as bytes: what is under its MAC, what stands beside it, and how it is read back.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { LaneHead, SealedEntry } from "../ports/store.ts";
import type { AuditFact } from "../requests/audit.ts";
import { canonicalJson } from "../requests/digest.ts";
import type { Json } from "../requests/request.ts";

/**
 * `fact`: something that happened. `opened`: the lane goes on from another one whose end is in doubt. `fenced`: a write in this place
 * was not confirmed; this entry took the place, so that it did not happen and cannot any more.
 */
type Content =
  | { readonly kind: "fact"; readonly fact: AuditFact; readonly salt: string }
  | { readonly kind: "opened"; readonly at: number; readonly after: LaneHead }
  | { readonly kind: "fenced"; readonly at: number };

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** MAC over the previous MAC and the body, lower-case hex. */
export function macOf(key: Uint8Array, previousMac: string, body: string): string {
  return createHmac("sha256", key).update(previousMac, "utf8").update(body, "utf8").digest("hex");
}

export function sameMac(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export const personalHash = (personal: string): string => sha256(personal);

/** Column values for look-ups: a store keeps well-formed text only; the body has the exact one. */
export const lookupText = (text: string | null): string | null => text?.toWellFormed() ?? null;

/**
 * Names, free text and everything that may quote them go beside the MAC with a salt of their own, so that they can be taken out later
 * and nobody can guess them from the hash that stays.
 */
function personalOf(fact: AuditFact, salt: string): string {
  const who: Json = fact.who === "system" ? "system" : JSON.parse(JSON.stringify(fact.who));
  return canonicalJson({ salt, who, why: fact.why, details: fact.details });
}

function bodyOf(
  place: { lane: string; seq: number; prev: string },
  content: Content,
  hash: string | null,
): string {
  const common = { v: 1, ...place, kind: content.kind, personalHash: hash };
  switch (content.kind) {
    case "fact": {
      const { at, event, action, request, deployment, allowed } = content.fact;
      return canonicalJson({ ...common, at, event, action, request, deployment, allowed });
    }
    case "opened":
      return canonicalJson({ ...common, at: content.at, after: { ...content.after } });
    case "fenced":
      return canonicalJson({ ...common, at: content.at });
  }
}

/** The entry that follows `head` in its lane. */
export function seal(key: Uint8Array, head: LaneHead, content: Content): SealedEntry {
  const fact = content.kind === "fact" ? content.fact : null;
  const personal = content.kind === "fact" ? personalOf(content.fact, content.salt) : null;
  const place = { lane: head.lane, seq: head.seq + 1, prev: head.mac };
  const body = bodyOf(place, content, personal === null ? null : personalHash(personal));
  return {
    lane: place.lane,
    seq: place.seq,
    mac: macOf(key, place.prev, body),
    body,
    personal,
    request: lookupText(fact?.request ?? null),
    deployment: lookupText(fact?.deployment ?? null),
    at: content.kind === "fact" ? content.fact.at : content.at,
  };
}

const place = {
  v: z.literal(1),
  lane: z.string(),
  seq: z.int().min(1),
  prev: z.string(),
  at: z.number(),
};
const bodySchema = z.discriminatedUnion("kind", [
  z.object({
    ...place,
    kind: z.literal("fact"),
    personalHash: z.string(),
    event: z.string(),
    action: z.string().nullable(),
    request: z.string().nullable(),
    deployment: z.string().nullable(),
    allowed: z.boolean(),
  }),
  z.object({
    ...place,
    kind: z.literal("opened"),
    personalHash: z.null(),
    after: z.object({ lane: z.string(), seq: z.int().min(0), mac: z.string() }),
  }),
  z.object({ ...place, kind: z.literal("fenced"), personalHash: z.null() }),
]);
export type EntryBody = z.infer<typeof bodySchema>;

const personalSchema = z.object({ salt: z.string(), who: z.json(), why: z.string(), details: z.json() });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Damaged text is an answer here: the verification names it.
    return null;
  }
}

/** Null when the body is none that this program writes. It says nothing of whether the MAC fits. */
export function readBody(entry: Pick<SealedEntry, "body">): EntryBody | null {
  return bodySchema.safeParse(parseJson(entry.body)).data ?? null;
}

/** A fact as it is read back; who, why and details are null once they are redacted. */
export interface RecordedFact {
  readonly lane: string;
  readonly seq: number;
  readonly at: number;
  readonly event: string;
  readonly action: string | null;
  readonly request: string | null;
  readonly deployment: string | null;
  readonly allowed: boolean;
  readonly personal: { readonly who: Json; readonly why: string; readonly details: Json } | null;
}

/** Null for entries that keep the lane together instead of telling a fact, and for damaged ones: those the verification names. */
export function readFact(entry: SealedEntry): RecordedFact | null {
  const body = readBody(entry);
  if (body?.kind !== "fact") return null;
  const personal = entry.personal === null ? null : personalSchema.safeParse(parseJson(entry.personal)).data;
  const { lane, seq, at, event, action, request, deployment, allowed } = body;
  return {
    ...{ lane, seq, at, event, action, request, deployment, allowed },
    personal: personal ? { who: personal.who, why: personal.why, details: personal.details } : null,
  };
}
