/** When something was, by both clocks of this process, in milliseconds. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export function thisMoment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/**
 * Milliseconds since then, by the clock that went further. While a function is frozen between two
 * invocations its monotonic clock may stand still (https://github.com/nodejs/node/issues/47724,
 * https://github.com/hashicorp/vault-lambda-extension/pull/150), and the wall clock may be set, either
 * way: what is kept for a time is never kept for longer, if now and then for less.
 */
export function msSince({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Math.abs(Date.now() - wall));
}
