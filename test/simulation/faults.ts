/** How likely each fault is, from 0 to 1, at each occasion for it. */
export interface Faults {
  /** A function's machine stops at one of its requests. */
  readonly crash: number;
  /** The database refuses a request for now. */
  readonly throttle: number;
  /** A write lands, or does not, and its answer is lost. */
  readonly lostAnswer: number;
  /** A transaction meets another one. */
  readonly conflict: number;
  /** A batch of the database, a queue or the bus is done in part. */
  readonly partial: number;
  /** A request takes seconds instead of milliseconds. */
  readonly slow: number;
  /** A queue, the bus or a sender of webhooks gives something twice. */
  readonly repeat: number;
  /** A webhook is never sent; only a sweep finds what it said. */
  readonly drop: number;
  /** A source's API answers 429. */
  readonly limited: number;
  /** A source's API answers 500, or not at all, whether or not it did as asked. */
  readonly outage: number;
  /** How far clocks of machines are off, at most, in milliseconds. */
  readonly skewMs: number;
  /** How much later than another one a webhook may arrive, in milliseconds. */
  readonly reorderMs: number;
}

export const calm: Faults = {
  crash: 0,
  throttle: 0,
  lostAnswer: 0,
  conflict: 0,
  partial: 0,
  slow: 0,
  repeat: 0,
  drop: 0,
  limited: 0,
  outage: 0,
  skewMs: 0,
  reorderMs: 1_000,
};

/** Everything goes wrong now and then; nothing so often that work never gets done. */
export const turbulent: Faults = {
  crash: 0.03,
  throttle: 0.004,
  lostAnswer: 0.002,
  conflict: 0.02,
  partial: 0.03,
  slow: 0.01,
  repeat: 0.05,
  drop: 0,
  limited: 0.05,
  outage: 0.03,
  skewMs: 200,
  reorderMs: 60_000,
};
