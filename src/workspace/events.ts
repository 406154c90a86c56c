// Events to the bot: the envelope, one id for every delivery of one event, three retries.
import type { Context } from "./context.ts";
import { type BotAnswer, deliver } from "./deliver.ts";
import { APP, BOT_USER, type Channel, TEAM } from "./people.ts";
import type { Json } from "./state.ts";

const REASONS = {
  operation_timeout: "http_timeout",
  dispatch_failed: "connection_failed",
  http_client_error: "http_error",
  http_service_error: "http_error",
} as const;

/** The answer to the first delivery; retries go on behind it. Null: the app has not subscribed to such events. */
export async function sendEvent(
  context: Context,
  event: { readonly type: string } & Json,
  options: { readonly channel?: Channel; readonly subscription?: string } = {},
): Promise<BotAnswer | null> {
  if (!context.grants.hearsEvent(options.subscription ?? event.type)) return null;
  const eventTs = context.state.nextTs();
  const body: Json = {
    token: "local-workspace",
    team_id: TEAM,
    context_team_id: TEAM,
    context_enterprise_id: null,
    api_app_id: APP,
    event: { event_ts: eventTs, ...event },
    type: "event_callback",
    event_id: context.state.newId("Ev"),
    event_time: Math.floor(context.clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM, user_id: BOT_USER, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: options.channel?.externallyShared ?? false,
    event_context: context.state.newId("EC"),
  };
  const first = await deliver(context, { kind: "event", body, fault: context.faults.onDelivery("event") });
  retry(context, body, first, 0);
  return first;
}

function retry(context: Context, body: Json, last: BotAnswer, done: number): void {
  const waitMs = context.settings.eventRetriesMs[done];
  if (last.error === null || last.noRetry || waitMs === undefined) return;
  const reason = REASONS[last.error];
  context.later(waitMs, async () => {
    const next = await deliver(context, {
      kind: "event",
      body,
      fault: context.faults.onDelivery("event"),
      retry: { num: done + 1, reason },
    });
    retry(context, body, next, done + 1);
  });
}
