// Queries, read strictly: an unknown parameter, a value outside the enum or a boolean that is no string of one is 422.
import { invalid } from "./answer.ts";
import type { Call } from "./call.ts";

export interface Parameter<T> {
  readonly absent: T;
  /** Throws a sentence. */
  read(values: readonly string[]): T;
}

type Read<P extends Record<string, Parameter<unknown>>> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

const single = (values: readonly string[]): string => {
  const [value] = values;
  if (value === undefined || values.length > 1) throw "is given more than once";
  return value;
};

export const text: Parameter<string | null> = { absent: null, read: single };

export const flag: Parameter<boolean | null> = {
  absent: null,
  read(values) {
    const value = single(values);
    if (/^[Tt]rue$/.test(value)) return true;
    if (/^[Ff]alse$/.test(value)) return false;
    throw "value can't be converted to Bool: one of false, False, true, True";
  },
};

export const whole = <T extends number | null>(
  absent: T,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): Parameter<T | number> => ({
  absent,
  read(values) {
    const value = single(values);
    if (!/^-?\d+$/.test(value)) throw "value can't be converted to int";
    const number = Number(value);
    if (number < min) throw `value is less than ${min}`;
    if (number > max) throw `value is greater than ${max}`;
    return number;
  },
});

export const oneOf = <const T extends string>(...allowed: readonly T[]): Parameter<T | null> => ({
  absent: null,
  read(values) {
    const value = single(values);
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw `value is not one of ${allowed.join(", ")}`;
    return found;
  },
});

/** Given more than once, or joined by commas. */
export const severalOf = <const T extends string>(
  ...allowed: readonly T[]
): Parameter<readonly T[] | null> => ({
  absent: null,
  read: (values) =>
    values
      .flatMap((value) => value.split(","))
      .map((value) => {
        const found = allowed.find((one) => one === value);
        if (found === undefined) throw `${value} is not one of ${allowed.join(", ")}`;
        return found;
      }),
});

export const texts: Parameter<readonly string[] | null> = {
  absent: null,
  read: (values) => values.flatMap((value) => value.split(",")),
};

/** Epoch ms of an RFC 3339 date with a time zone. */
export const moment: Parameter<number | null> = {
  absent: null,
  read(values) {
    const value = single(values);
    const at = parseMoment(value);
    if (at === null) throw "value is not a valid RFC 3339 date";
    return at;
  },
};

/** Epoch ms; null: it is no RFC 3339 date with a time zone. */
export function parseMoment(value: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** `field` and `-field`. */
export const orderOf = (...fields: readonly string[]): Parameter<string | null> =>
  oneOf(...fields.flatMap((field) => [field, `-${field}`]));

export const page = (limit = 100) => ({ offset: whole(0), limit: whole(limit, { min: 1, max: 100 }) });

/** Throws 422 with every mistake at once. */
export function readQuery<P extends Record<string, Parameter<unknown>>>(call: Call, known: P): Read<P> {
  const errors: Record<string, string> = {};
  const read: Record<string, unknown> = {};
  for (const name of new Set(call.query.keys())) {
    if (!Object.hasOwn(known, name)) errors[name] = `${name} is not allowed key`;
  }
  for (const [name, parameter] of Object.entries(known)) {
    const values = call.query.getAll(name);
    try {
      read[name] = values.length === 0 ? parameter.absent : parameter.read(values);
    } catch (sentence) {
      if (typeof sentence !== "string") throw sentence;
      errors[name] = sentence;
    }
  }
  if (Object.keys(errors).length > 0) throw invalid("Invalid field data", errors);
  return read as Read<P>;
}

/** The envelope of a list. `next` and `previous` are absolute and carry the query, without what `loses` names. */
export function paged<T>(
  call: Call,
  all: readonly T[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
  wire: (one: T) => unknown,
  loses: readonly string[] = [],
): Record<string, unknown> {
  const data = all.slice(offset, offset + limit);
  const link = (to: number): string => {
    const query = new URLSearchParams(call.query);
    for (const name of loses) query.delete(name);
    query.set("offset", String(to));
    query.set("limit", String(limit));
    return `${call.world.url}${call.path}?${query}`;
  };
  return {
    data: data.map(wire),
    count: data.length,
    next: offset + limit < all.length ? link(offset + limit) : null,
    previous: offset > 0 ? link(Math.max(offset - limit, 0)) : null,
    totalCount: all.length,
  };
}

/** By a field of the wire, descending with a leading `-`; ties stay in their order. */
export function ordered<T>(
  all: readonly T[],
  order: string,
  of: (one: T, field: string) => string | number | null,
): readonly T[] {
  const down = order.startsWith("-");
  const field = down ? order.slice(1) : order;
  const compared = (a: T, b: T): number => {
    const [left, right] = [of(a, field), of(b, field)];
    if (left === right) return 0;
    // Nothing comes last, whichever way.
    if (left === null) return down ? -1 : 1;
    if (right === null) return down ? 1 : -1;
    return typeof left === "string" && typeof right === "string"
      ? left.localeCompare(right, "en")
      : Number(left) - Number(right);
  };
  return all.toSorted((a, b) => (down ? compared(b, a) : compared(a, b)));
}
