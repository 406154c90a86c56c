// Clocks of people: what a moment is called in a zone, and which moments share a name or are left out when the clock is changed.
import { tzOffset } from "@date-fns/tz/tzOffset";
import { fullHourBefore } from "./statistics.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Zones change their clocks at quarter hours of UTC. */
const QUARTER_MS = 15 * MINUTE_MS;

/** The zone, or UTC for what this runtime does not know as one. */
export function knownZone(zone: string | null): string {
  if (zone === null) return "UTC";
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return "UTC";
    throw error;
  }
}

/** How far a zone's clock is ahead of UTC at a moment, in ms. `zone` as `knownZone` gives it. */
const aheadAt = (at: number, zone: string): number => tzOffset(zone, new Date(at)) * MINUTE_MS;
const isoAt = (at: number, ahead: number): string => new Date(at + ahead).toISOString();
const two = (number: number): string => String(number).padStart(2, "0");

function offsetWords(ahead: number): string {
  if (ahead === 0) return "UTC";
  const minutes = Math.abs(ahead) / MINUTE_MS;
  return `UTC${ahead < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `2026-11-24 10:30 UTC+05:30`: with the offset there is one moment of that name. */
export function momentWords(at: number, zone: string): string {
  const ahead = aheadAt(at, zone);
  return `${isoAt(at, ahead).slice(0, 16).replace("T", " ")} ${offsetWords(ahead)}`;
}

/** What a zone's clock shows, as a picker in a browser holds it: `2026-11-24T10:30`. */
export const clockAt = (at: number, zone: string): string => isoAt(at, aheadAt(at, zone)).slice(0, 16);

/**
 * The moment at which a zone's clock shows this (as `clockAt` gives it): of two the earlier one. What the clock leaves out is counted on
 * from before the change, as browsers do it: half past two is half past three then. Null: no such date or time.
 */
export function momentOn(clock: string, zone: string): number | null {
  const shown = Date.parse(`${clock}Z`);
  if (Number.isNaN(shown)) return null;
  const [before, after] = [aheadAt(shown - DAY_MS, zone), aheadAt(shown + DAY_MS, zone)];
  const moments = [shown - before, shown - after].filter((at) => at + aheadAt(at, zone) === shown);
  return moments.length === 0 ? shown - before : Math.min(...moments);
}

/** The minute at which full hours of UTC begin on a zone's clock: 0 almost everywhere, 30 in India. */
export const minuteOfFullHours = (at: number, zone: string): number =>
  (((aheadAt(at, zone) / MINUTE_MS) % 60) + 60) % 60;

/** The full hour of UTC in which the day began that it is in this zone. */
export function todayIn(zone: string, now: number): number {
  const ahead = aheadAt(now, zone);
  return fullHourBefore(Math.floor((now + ahead) / DAY_MS) * DAY_MS - ahead);
}

/** Both moments at which a zone's clock shows what it shows at this one, the earlier first; null: only this one. */
export function doubled(at: number, zone: string): readonly [number, number] | null {
  const clock = at + aheadAt(at, zone);
  const offsets = new Set([at - DAY_MS, at + DAY_MS].map((near) => aheadAt(near, zone)));
  const [first, second] = [...offsets]
    .map((ahead) => clock - ahead)
    .filter((moment) => moment + aheadAt(moment, zone) === clock)
    .toSorted((a, b) => a - b);
  return first === undefined || second === undefined ? null : [first, second];
}

/** What a zone's clock leaves out within an hour of this moment, as `02:00` and `03:00`; null: nothing. */
export function leftOutNear(at: number, zone: string): { readonly from: string; readonly to: string } | null {
  for (let end = at - HOUR_MS; end <= at + HOUR_MS; end += QUARTER_MS) {
    const [before, after] = [aheadAt(end - QUARTER_MS, zone), aheadAt(end, zone)];
    if (after > before)
      return { from: isoAt(end, before).slice(11, 16), to: isoAt(end, after).slice(11, 16) };
  }
  return null;
}
