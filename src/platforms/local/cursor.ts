// Where a page ended, as text that travels in buttons and comes back from outside.

/** A place in the order of the list. */
export interface Cursor {
  readonly order: string;
  readonly id: string;
}

/** Buttons hold little: of a long name only the beginning goes along. */
const CURSOR_NAME = 60;

export const cursorOf = (place: Cursor): string =>
  Buffer.from(JSON.stringify([place.order.slice(0, CURSOR_NAME), place.id])).toString("base64url");

/** Null for a cursor that was never given out. */
export function readCursor(text: string): Cursor | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(read)) return null;
    const [order, id]: unknown[] = read;
    return typeof order === "string" && typeof id === "string" ? { order, id } : null;
  } catch {
    return null;
  }
}
