// Every pause and deadline of the operations, in milliseconds.
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const TIMING = {
  /** How long one process may hold a due record before another one takes it. */
  lease: 40 * SECOND,
  /** After this without an answer a call counts as lost; less than the lease. */
  callDeadline: 25 * SECOND,
  /** After a call whose answer was lost, the platform gets this long before the old state is believed. */
  settle: 3 * SECOND,
  /** The same in state `unknown`, where "it did not happen" ends the request. */
  unknownSettle: MINUTE,
  /** An effect that nobody could confirm for this long is `unknown`, and its people are told. */
  doubtAfter: 2 * MINUTE,
  /** No further calls after this: the wish has gone cold, somebody has to ask again. */
  callWithin: 10 * MINUTE,
  /** A job that the platform took on may take this long. */
  acceptedWithin: HOUR,
  /** Between looks at a job that the platform took on. */
  poll: 2 * SECOND,
  /** Between looks for another effect on the same deployment to end. */
  busy: 5 * SECOND,
  /** A result of checking is confirmed as it is for this long; after that it is looked at again first. */
  assessmentStands: 30 * SECOND,
  /** An unconfirmed result of checking is dropped after this. */
  confirmWithin: DAY,
  /** A result that stands unconfirmed in an open view for this long is also sent as a direct message. */
  remindToConfirm: 5 * MINUTE,
  /** Between looks at the health of a deployment that somebody wants to hear of. */
  healthLook: 15 * MINUTE,
  /** Reading fails while checking: tried again for about this long. */
  checkingTries: 8,
} as const;

/** 1 s, 2 s, 4 s, ... at most 30 s. */
export const backoff = (tries: number): number => Math.min(SECOND * 2 ** Math.min(tries, 10), 30 * SECOND);
