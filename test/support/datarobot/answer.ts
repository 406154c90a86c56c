// What a handler says: an answer, or a refusal that it throws.
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined: an empty body. */
  readonly json?: unknown;
  readonly bytes?: { readonly type: string; readonly content: Uint8Array };
}

/** `{ message, errors? }` or whatever body the endpoint has for it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.body = { message, ...more };
  }
}

export const ok = (json: unknown): Answer => ({ status: 200, json });
export const created = (json: unknown): Answer => ({ status: 201, json });
export const noContent: Answer = { status: 204 };

/** Of a thing that is absent, or that the caller may not see: the answer is the same. */
export const notFound = (): Refusal => new Refusal(404, "Not Found");
export const forbidden = (message = "You do not have permission to perform this action."): Refusal =>
  new Refusal(403, message);
export const conflict = (message: string): Refusal => new Refusal(409, message);
export const invalid = (message: string, errors?: Readonly<Record<string, string>>): Refusal =>
  new Refusal(422, message, errors === undefined ? {} : { errors });
