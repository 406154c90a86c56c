// Figures as people read them, the same in tables, pictures and their alt text.

/** What is not recorded. */
export const NO_FIGURE = "–";

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const measure = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const large = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const extreme = new Intl.NumberFormat("en", { notation: "scientific", maximumSignificantDigits: 2 });
const LARGE = 1_000_000;
/** In a narrow place five digits are the most. */
const LEAST_SHORT = 100_000;
/** Beyond these a figure written out would be a row of noughts. */
const LARGEST = 1e15;
const SMALLEST = 1e-5;

const written = (value: number | null, format: Intl.NumberFormat): string => {
  if (value === null || !Number.isFinite(value)) return NO_FIGURE;
  const size = Math.abs(value);
  if (size >= LARGEST || (size !== 0 && size < SMALLEST)) return extreme.format(value);
  return (size >= LARGE ? large : format).format(value);
};

/** `28,412`; from a million on `1.2M`. */
export const countFigure = (value: number | null): string => written(value, count);
/** `99,999`, then `100K` and `1.2M`: at most six characters, for columns and scales. */
export const shortCount = (value: number | null): string =>
  value !== null && Math.abs(value) >= LEAST_SHORT ? written(value, large) : countFigure(value);
/** `0.1534`, to four digits. */
export const measureFigure = (value: number | null): string => written(value, measure);
