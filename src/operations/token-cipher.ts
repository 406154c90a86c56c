// Tokens at rest: AES-256-GCM under a key of the process that the store never sees, bound to whom and what they are for.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { Secret } from "../config/secret.ts";
import { canonicalJson } from "../requests/digest.ts";
import type { Json } from "../requests/request.ts";

const ALGORITHM = "aes-256-gcm";
/** What NIST SP 800-38D recommends for random ones. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "v1";

/** 32 bytes for each key id, used for nothing else. */
export interface CipherKeys {
  /** Id of the key that writes. */
  readonly writes: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** `no-key`: sealed with a key that is not here. `damaged`: changed, or sealed for somebody or something else. */
export type Opened =
  | { readonly outcome: "opened"; readonly token: Secret }
  | { readonly outcome: "no-key" | "damaged" };

export interface TokenCipher {
  /** Visible text that names its key. It opens for an equal `boundTo` alone. */
  seal(token: Secret, boundTo: Json): string;
  open(sealed: string, boundTo: Json): Opened;
}

export function createTokenCipher(parts: {
  readonly keys: CipherKeys;
  /** From the system's secure randomness; never the same twice. */
  readonly randomBytes: (count: number) => Uint8Array;
}): TokenCipher {
  const { writes, keys } = parts.keys;
  const writing = keys.get(writes);
  if (writing === undefined) throw new Error(`The key ${writes} that writes is not among the keys.`);
  const associated = (boundTo: Json): Buffer => Buffer.from(`${VERSION}\n${canonicalJson(boundTo)}`);
  return {
    seal(token, boundTo) {
      const nonce = parts.randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, writing, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associated(boundTo));
      const bytes = Buffer.concat([cipher.update(token.reveal(), "utf8"), cipher.final()]);
      const sealed = [nonce, bytes, cipher.getAuthTag()].map((part) =>
        Buffer.from(part).toString("base64url"),
      );
      return [VERSION, writes, ...sealed].join(".");
    },
    open(sealed, boundTo) {
      const [version, id = "", ...encoded] = sealed.split(".");
      const [nonce, bytes, tag] = encoded.map((part) => Buffer.from(part, "base64url"));
      if (version !== VERSION || nonce === undefined || bytes === undefined || tag === undefined)
        return { outcome: "damaged" };
      if (encoded.length !== 3 || nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES)
        return { outcome: "damaged" };
      const key = keys.get(id);
      if (key === undefined) return { outcome: "no-key" };
      const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associated(boundTo));
      decipher.setAuthTag(tag);
      try {
        const token = Buffer.concat([decipher.update(bytes), decipher.final()]).toString("utf8");
        return { outcome: "opened", token: new Secret(token) };
      } catch {
        // Node says no more than that the tag does not fit, which is an answer here.
        return { outcome: "damaged" };
      }
    },
  };
}
