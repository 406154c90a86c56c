// Durations as people write them in the policy file: `12h`, `3 days`, `P3D`.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const UNITS: readonly { readonly words: RegExp; readonly ms: number }[] = [
  { words: /^(m|min|minutes?)$/, ms: MINUTE },
  { words: /^(h|hours?)$/, ms: HOUR },
  { words: /^(d|days?)$/, ms: DAY },
  { words: /^(w|weeks?)$/, ms: WEEK },
];

const LONGEST = 365 * DAY;

/**
 * Milliseconds, from one minute to 365 days; null for anything else. ISO-8601 may name weeks, days, hours and minutes; years and
 * months have no fixed length and are not taken.
 */
export function parseDuration(text: string): number | null {
  const wanted = text.trim().toLowerCase();
  const ms = wordsToMs(wanted) ?? isoToMs(wanted);
  return ms !== null && ms >= MINUTE && ms <= LONGEST ? ms : null;
}

function wordsToMs(text: string): number | null {
  const [, count, word] = /^(\d{1,6}) ?([a-z]{1,7})$/.exec(text) ?? [];
  const unit = UNITS.find(({ words }) => word !== undefined && words.test(word));
  return unit === undefined ? null : Number(count) * unit.ms;
}

function isoToMs(text: string): number | null {
  const found = /^p(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:t(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?)?$/.exec(text);
  if (found === null) return null;
  const [, weeks = "0", days = "0", hours = "0", minutes = "0"] = found;
  return Number(weeks) * WEEK + Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE;
}
