/** A wait that somebody else can end early. */
export class Pause {
  #end: (() => void) | undefined;
  #endedEarly = false;

  /** Resolves after `ms`, or at once where `end` was called since the last wait. */
  async atMost(ms: number): Promise<void> {
    if (!this.#endedEarly) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#end = undefined;
    this.#endedEarly = false;
  }

  end(): void {
    this.#endedEarly = true;
    this.#end?.();
  }
}
