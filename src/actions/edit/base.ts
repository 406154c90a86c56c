// What somebody wants of an edit: the fields that differ from what the form showed. The others stay as they are, whoever changes them.
import type { EditableFields } from "../../ports/platform.ts";
import type { EditBase, EditInput } from "./input.ts";

const PRIME = 0x100000001b3n;

/**
 * FNV-1a of 64 bits: tells a changed text from an unchanged one and hides nothing. The texts themselves can be longer than what a
 * form carries. White space at the ends does not count, since what is entered is read without.
 */
export function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text.replaceAll("\r\n", "\n").trim()))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash.toString(16).padStart(16, "0");
}

export const baseOf = ({ label, description, importance }: EditableFields): EditBase => ({
  label: fingerprint(label),
  description: fingerprint(description),
  importance,
});

/** Without a base, as requests had none once, all three. */
export function wishesOf({ base, ...entered }: EditInput): Partial<EditableFields> {
  const { label, description, importance } = entered;
  if (base === null) return entered;
  const is = baseOf(entered);
  return {
    ...(is.label === base.label ? {} : { label }),
    ...(is.description === base.description ? {} : { description }),
    ...(is.importance === base.importance ? {} : { importance }),
  };
}
