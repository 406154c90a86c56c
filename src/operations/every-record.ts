import type { Listing, Store, StoredRecord } from "../ports/store.ts";

/** All records under one key of an index, oldest first, page by page. Throws `StoreUnavailable`. */
export async function everyRecord(
  { store }: { readonly store: Pick<Store, "list"> },
  of: Pick<Listing, "kind" | "index" | "key">,
): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  let after: string | undefined;
  do {
    const page = await store.list({ ...of, order: "ascending", limit: 200, after });
    all.push(...page.records);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}
