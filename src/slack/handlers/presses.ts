// Every control of the Slack surface that does something by itself, and what: the compiler asks for a missing one.

import { refuse } from "../../deployments/decision.ts";
import { isReadAtSubmit, type PressId } from "../action-ids.ts";
import { ACCOUNT_PRESSES } from "./account.ts";
import { DEPLOYMENT_PRESSES } from "./deployment-presses.ts";
import { FORM_PRESSES } from "./form-presses.ts";
import { LOG_PRESSES } from "./logs.ts";
import { MONITORING_PRESSES } from "./monitoring.ts";
import type { Parts } from "./parts.ts";
import { type Ack, answerWith, type Press, type PressEvent, STRANGE_CONTROL } from "./press.ts";
import { REQUEST_PRESSES } from "./request-presses.ts";
import { RESULT_PRESSES } from "./result-presses.ts";

export const PRESSES: Readonly<Record<PressId, Press>> = {
  ...REQUEST_PRESSES,
  ...RESULT_PRESSES,
  ...DEPLOYMENT_PRESSES,
  ...FORM_PRESSES,
  ...LOG_PRESSES,
  ...MONITORING_PRESSES,
  ...ACCOUNT_PRESSES,
};

const known = (actionId: string): Press | undefined =>
  Object.hasOwn(PRESSES, actionId) ? PRESSES[actionId as PressId] : undefined;

export function handlePress(parts: Parts, press: PressEvent, ack: Ack): Promise<void> {
  // Slack tells of a change of some inputs whether or not anybody asked.
  if (isReadAtSubmit(press.actionId)) return ack();
  const handler = known(press.actionId);
  if (handler !== undefined) return handler(parts, press, ack);
  parts.log.warn("slack.press.unknown", { action: press.actionId });
  return answerWith(parts, press, ack, "unknown control", () => Promise.resolve(refuse(STRANGE_CONTROL)));
}
