// A channel that is named in two ways is still one: routes and NOTIFY_CHANNEL have names, subscriptions have ids.
import type { Dependencies } from "./dependencies.ts";

/** Each channel once, as it is named first. Throws `DirectoryUnavailable`: what is told twice cannot be taken back. */
export async function eachOnce(
  { messenger }: Pick<Dependencies, "messenger">,
  channels: readonly string[],
): Promise<readonly string[]> {
  const named = [...new Set(channels)];
  return named.length < 2 ? named : await messenger.eachOnce(named);
}
