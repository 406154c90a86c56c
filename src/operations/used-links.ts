// Links that work once: what was used is remembered for as long as the link lives.
import type { Link } from "../ports/links.ts";
import type { Expectation, Put } from "../ports/store.ts";
import { MINUTE } from "./timing.ts";

type Used = Pick<Link, "id" | "expiresAt">;

export const usedRecordId = ({ id }: Pick<Link, "id">): string => `seen:link:${id}`;

/** For the commit in which a link is used: it conflicts where somebody else has used it. */
export const usingUp = (link: Used): { readonly expect: Expectation; readonly put: Put } => ({
  expect: { id: usedRecordId(link), rev: 0 },
  put: {
    kind: "seen",
    id: usedRecordId(link),
    value: null,
    // Forgotten once the link is too old anyway; a minute later, for clocks that are not the same.
    alarmAt: link.expiresAt + MINUTE,
    index: [],
  },
});
