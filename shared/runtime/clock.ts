/**
 * Muster's own time. On AWS it is the system's clock; the local system installs
 * another one in each worker, so that time can be moved forward.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves once `now()` has reached the instant. */
  until(instant: number): Promise<void>;
}

declare global {
  var musterClock: Clock | undefined;
}

const systemClock: Clock = {
  now: () => Date.now(),
  until: (instant) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now()))),
};

export const clock: Clock = {
  now: () => (globalThis.musterClock ?? systemClock).now(),
  until: (instant) => (globalThis.musterClock ?? systemClock).until(instant),
};
