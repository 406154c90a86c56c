// Accounts that people link, with the keys of this process.
import { randomBytes } from "node:crypto";
import type { Keyring } from "../keys.ts";
import { type AccountParts, type Accounts, createAccounts } from "../operations/linked-accounts.ts";
import { type CipherKeys, createTokenCipher } from "../operations/token-cipher.ts";

/** Tokens have keys of their own: those of the audit trail and of links open none. */
export const tokenKeys = (keyring: Keyring): CipherKeys => ({
  writes: keyring.writes,
  keys: keyring.subKeysById("secrets"),
});

/** For a platform that has accounts. */
export const openAccounts = ({
  keyring,
  ...parts
}: Omit<AccountParts, "cipher"> & { readonly keyring: Keyring }): Accounts =>
  createAccounts({ ...parts, cipher: createTokenCipher({ keys: tokenKeys(keyring), randomBytes }) });
