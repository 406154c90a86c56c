// How times are written for whoever looks: on the clock of their profile, as labels of the bot are, whatever the computer's own says.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { clockAt, momentOn } from "../../deployments/time-zones.ts";

/** IANA zone that this runtime knows (`knownZone`). */
export const ZoneContext = createContext("UTC");
export const useWallClock = (): WallClock => wallClock(useContext(ZoneContext));

/** Times are epoch ms. */
export interface WallClock {
  /** `Tuesday, November 24`, in the browser's language, as the other two. */
  day(at: number): string;
  /** `10:02` */
  time(at: number): string;
  /** Date and time to the second. */
  full(at: number): string;
  /** In English, as a bot's texts are. */
  english(at: number, options: Intl.DateTimeFormatOptions): string;
  /** Full days from the day of `from` to that of `to`. */
  daysBetween(from: number, to: number): number;
  /** `2026-11-24T10:02`, as a date and time picker holds it. */
  picker(at: number): string;
  /** The moment that a picker means; null: none. */
  picked(entered: string): number | null;
}

const made = new Map<string, WallClock>();

/** One per zone: to make formats takes longer than to use them, and there are hundreds of messages. */
export function wallClock(timeZone: string): WallClock {
  const known = made.get(timeZone);
  if (known !== undefined) return known;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat([], { ...options, timeZone });
  const day = format({ weekday: "long", month: "long", day: "numeric" });
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const full = format({ dateStyle: "short", timeStyle: "medium" });
  const dayNumber = (at: number): number => Date.parse(clockAt(at, timeZone).slice(0, 10)) / 86_400_000;
  const clock: WallClock = {
    day: (at) => day.format(at),
    time: (at) => time.format(at),
    full: (at) => full.format(at),
    english: (at, options) => new Date(at).toLocaleString("en", { ...options, timeZone }),
    daysBetween: (from, to) => dayNumber(to) - dayNumber(from),
    picker: (at) => clockAt(at, timeZone),
    picked: (entered) => momentOn(entered, timeZone),
  };
  made.set(timeZone, clock);
  return clock;
}
