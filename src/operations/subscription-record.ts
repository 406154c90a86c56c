// How it is kept which channels have subscribed to a deployment.
import type { DeploymentId, PersonId } from "../deployments/ids.ts";
import type { Put, Store } from "../ports/store.ts";
import type { Json } from "../requests/request.ts";
import { everyRecord } from "./every-record.ts";

const INDEX = "subscription-by-deployment";

export interface SubscriptionRecord {
  readonly deployment: DeploymentId;
  readonly channel: string;
  readonly by: PersonId;
}

export const subscriptionRecordId = (deployment: DeploymentId, channel: string): string =>
  `subscription:${deployment}:${channel}`;

export const putSubscription = (subscription: SubscriptionRecord, at: number): Put => ({
  kind: "subscription",
  id: subscriptionRecordId(subscription.deployment, subscription.channel),
  value: subscription as unknown as Json,
  alarmAt: null,
  index: [{ name: INDEX, key: subscription.deployment, sort: at }],
});

export async function subscribedChannels(
  deps: { readonly store: Pick<Store, "list"> },
  deployment: DeploymentId,
): Promise<readonly string[]> {
  const records = await everyRecord(deps, { kind: "subscription", index: INDEX, key: deployment });
  return records.map(({ value }) => (value as unknown as SubscriptionRecord).channel);
}
