// What all presses have in common: where the person is, and writes that are recorded before they are acknowledged.
import { type Card, card, section } from "../../block-kit/blocks.ts";
import { md } from "../../block-kit/text.ts";
import type { Answer, Refusal } from "../../deployments/decision.ts";
import { within } from "../deadline.ts";
import type { Incoming } from "../payload.ts";
import { guarded, type Parts, type Place } from "./parts.ts";
import { tell, tellRefusal } from "./tell.ts";

export type PressEvent = Extract<Incoming, { kind: "press" }>;
export type Ack = () => Promise<void>;
export type Press = (parts: Parts, press: PressEvent, ack: Ack) => Promise<void>;

export const placeOfPress = ({ actor, message, responseUrl, triggerId, view }: PressEvent): Place => ({
  actor,
  channel: message?.channel ?? null,
  threadTs: message?.threadTs ?? null,
  responseUrl,
  triggerId,
  view,
});

/** A control in a message that only this person sees: its answer may take the message's place. */
export const isPrivate = ({ message, responseUrl }: PressEvent): boolean =>
  message !== null && message.ts === null && responseUrl !== null;

export const say = (text: ReturnType<typeof md>): Card => card(text, [section(text)]);

/** A control whose value is not one of ours: of an older version, or damaged. */
export const STRANGE_CONTROL: Refusal = {
  code: "invalid",
  sentence: "This button is from another version of the bot and cannot be used any more.",
  next: "Open the deployment or the request again and use the button there.",
};

/**
 * One durable write, then the acknowledgement, then the answer. A write that takes too long is acknowledged as
 * not recorded yet, and finished.
 */
export async function record<T>(
  parts: Parts,
  press: PressEvent,
  ack: Ack,
  during: string,
  work: () => Promise<Answer<T>>,
  done: (value: T) => Card | null,
): Promise<void> {
  const place = placeOfPress(press);
  const timely = await within(parts.deadlines.write, guarded(parts, during, work));
  await ack();
  if (timely.late) {
    await tell(
      parts,
      place,
      say(md`⏳ Recording… this takes longer than usual. You are told when it is recorded.`),
    );
  }
  const answer = timely.late ? await timely.rest : timely.value;
  if (!answer.ok) return tellRefusal(parts, place, answer.refusal);
  const told = done(answer.value);
  if (told !== null) await tell(parts, place, told);
}

/** A read: acknowledged at once, answered when it is there. */
export async function answerWith(
  parts: Parts,
  press: PressEvent,
  ack: Ack,
  during: string,
  work: () => Promise<Answer<Card>>,
  options: { readonly replace?: boolean } = {},
): Promise<void> {
  await ack();
  const place = placeOfPress(press);
  const answer = await guarded(parts, during, work);
  if (!answer.ok) return tellRefusal(parts, place, answer.refusal);
  await tell(parts, place, answer.value, { replace: options.replace === true && isPrivate(press) });
}
