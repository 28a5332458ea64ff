/** So many requests in so many milliseconds. */
interface RequestWindow {
  readonly requests: number;
  readonly perMs: number;
}

/** What one address of an API has been asked lately. */
export class RequestWindows {
  readonly #windows: readonly RequestWindow[];
  #taken: number[] = [];
  refused = 0;

  /** Of which an account takes `times` as many. */
  constructor(windows: readonly RequestWindow[], times: number) {
    this.#windows = windows.map(({ requests, perMs }) => ({ requests: requests * times, perMs }));
  }

  /** After how many milliseconds to come again; 0 where the request is taken. */
  take(): number {
    const now = Date.now();
    const longest = Math.max(...this.#windows.map(({ perMs }) => perMs));
    this.#taken = this.#taken.filter((at) => at > now - longest);
    const waits = this.#windows.map(({ requests, perMs }) => {
      const oldest = this.#taken.filter((at) => at > now - perMs).at(-requests);
      return oldest === undefined ? 0 : oldest + perMs - now;
    });
    const wait = Math.max(0, ...waits);
    if (wait === 0) this.#taken.push(now);
    else this.refused += 1;
    return wait;
  }
}
