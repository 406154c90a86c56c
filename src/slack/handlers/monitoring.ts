// Opens the view of monitoring: a loading view at once, the words as soon as they are read, and the picture when it is drawn.
import { actions, button, type Card, card, section } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";
import { deploymentId } from "../../deployments/ids.ts";
import { todayIn } from "../../deployments/time-zones.ts";
import { ACTION_IDS } from "../action-ids.ts";
import { callFailure, slackError } from "../call-failure.ts";
import type { DrawnPicture } from "../pictures/picture-files.ts";
import { drawnMonitoring, MONITORING_TITLE, monitoringView, type PicturePlace } from "../views/monitoring.ts";
import { loadingView } from "../views/notice.ts";
import { guarded, type Parts } from "./parts.ts";
import { type Press, placeOfPress, STRANGE_CONTROL } from "./press.ts";
import { refusalMessage, tell, tellRefusal } from "./tell.ts";
import { type OpenView, openView, refusedView, updateView } from "./views.ts";
import { zoneOf } from "./zone.ts";

const monitoring: Press = async (parts, press, ack) => {
  const place = placeOfPress(press);
  const value = press.value ?? "";
  if (!/^\S{1,100}$/.test(value)) {
    await ack();
    return tellRefusal(parts, place, STRANGE_CONTROL);
  }
  const read = readerAnd(parts, press.actor, value);
  const [opened] = await Promise.all([openView(parts, place, loadingView(MONITORING_TITLE)), ack()]);
  const { seen, timeZone } = await read;
  if (opened === null) {
    return tell(parts, place, seen.ok ? again(value) : refusalMessage(seen.refusal));
  }
  if (!seen.ok) {
    await updateView(parts, opened, refusedView(MONITORING_TITLE, seen.refusal));
    return;
  }
  const viewWith = (picture: PicturePlace) => monitoringView(seen.value, { timeZone, picture });
  const drawn = drawnMonitoring(seen.value, timeZone);
  // Uploading takes three calls: the words do not wait for them.
  const file = drawn === null ? null : parts.pictures.fileOf(drawn);
  const there = await updateView(parts, opened, viewWith({ kind: "none" }));
  if (drawn === null || !there) return;
  const id = await file;
  const shown = id !== null && (await showPicture(parts, opened, drawn, id, viewWith));
  if (!shown) await updateView(parts, { id: opened.id, hash: null }, viewWith({ kind: "failed" }));
};

async function readerAnd(parts: Parts, actor: Parameters<Press>[1]["actor"], id: string) {
  const timeZone = await zoneOf(parts, actor);
  const today = todayIn(timeZone, parts.clock.now());
  const seen = await guarded(parts, "monitoring", () =>
    parts.operations.monitoring(actor, deploymentId(id), today),
  );
  return { seen, timeZone };
}

/** Slack looks at a new file for a moment before it shows it in blocks, and refuses the blocks until then. */
const WAITS_MS = [500, 1_500, 4_000] as const;

/** False: Slack does not take the picture. A window that was closed meanwhile wants none. */
async function showPicture(
  parts: Parts,
  opened: OpenView,
  picture: DrawnPicture,
  file: string,
  viewWith: (picture: PicturePlace) => ReturnType<typeof monitoringView>,
): Promise<boolean> {
  const view = viewWith({ kind: "shown", file, picture });
  for (const waitMs of [0, ...WAITS_MS]) {
    if (waitMs > 0) await parts.pause(waitMs);
    try {
      await parts.client.views.update({ view_id: opened.id, view });
      return true;
    } catch (error) {
      const refused = slackError(error) ?? "";
      if (["not_found", "view_not_found"].includes(refused)) return true;
      parts.log.warn("slack.picture.not-shown", { view: opened.id, file, ...callFailure(error) });
      if (!["invalid_arguments", "invalid_blocks"].includes(refused)) break;
    }
  }
  parts.pictures.forget(picture);
  return false;
}

function again(id: string): Card {
  const why = md`Slack did not open the window in time. Press Monitoring again.`;
  const press = button(ACTION_IDS.monitoring, { text: MONITORING_TITLE, label: MONITORING_TITLE }, id);
  return card(why, [section(why)], actions([press]));
}

export const MONITORING_PRESSES = {
  [ACTION_IDS.monitoring]: monitoring,
} as const satisfies Record<string, Press>;
