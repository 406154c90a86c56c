// Deployments by what they are called.
import type { Caller, Platform, SeenSummary } from "../ports/platform.ts";

/** What is called exactly so may come behind many that merely contain it: so many are looked through, page by page. */
const CANDIDATES = 1_000;
const CANDIDATES_PAGE = 100;

/** Those that the caller may see and whose name, id, environment or champion is like the text. */
export async function deploymentsLike(
  platform: Pick<Platform, "deployments">,
  caller: Caller,
  text: string,
): Promise<readonly SeenSummary[]> {
  const items: SeenSummary[] = [];
  let after: string | undefined;
  do {
    const page = await platform.deployments({ text, filter: {}, limit: CANDIDATES_PAGE, after }, caller);
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined && items.length < CANDIDATES);
  return items;
}
