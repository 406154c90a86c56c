// A notice to somebody in Slack whom no direct message will ever reach goes to their address.
import { DirectoryUnavailable } from "../ports/directory.ts";
import { type DeliveryRecord, tellsOutcome, wish } from "./delivery-record.ts";
import type { Dependencies } from "./dependencies.ts";
import { ensure } from "./fan-out.ts";

/** Wishes for the mail, where there is one to be sent; the same wish twice is one. False: there is no other way. */
export async function mailInstead(deps: Dependencies, delivery: DeliveryRecord): Promise<boolean> {
  const { target, exhibit } = delivery;
  if (!deps.mails || target.kind !== "user" || !tellsOutcome(exhibit)) return false;
  const address = await addressOf(deps, target.user);
  if (address === null) return false;
  await ensure(deps, wish(deps.ids, exhibit, { kind: "mail", to: address }));
  return true;
}

/** Looked up when it is needed, so that no record keeps a copy; null also when Slack does not say it now. */
async function addressOf({ people }: Dependencies, slackUser: string): Promise<string | null> {
  try {
    return await people.address(slackUser);
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return null;
    throw error;
  }
}
