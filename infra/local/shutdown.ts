/** Remembers how to stop what was started, and stops it in the opposite order. */
export class Shutdown {
  readonly #steps: (() => unknown)[] = [];
  #done: Promise<void> | undefined;

  add(stop: () => unknown): void {
    this.#steps.push(stop);
  }

  /** Every step runs, also when one before it fails; a second call waits for the first. */
  run(): Promise<void> {
    this.#done ??= this.#run();
    return this.#done;
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.#steps.toReversed()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "Not everything could be stopped.");
  }
}
