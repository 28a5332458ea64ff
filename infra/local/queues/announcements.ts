/** Tells listeners, once a transaction has committed, which queues got visible messages in it. */
export class Announcements {
  readonly #listeners = new Set<(queueName: string) => void>();
  readonly #noted = new Set<string>();

  listen(listener: (queueName: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** To be announced when the transaction commits. */
  note(queueName: string): void {
    this.#noted.add(queueName);
  }

  /** The transaction did not happen. */
  forget(): void {
    this.#noted.clear();
  }

  announce(): void {
    if (this.#noted.size === 0) return;
    const names = [...this.#noted];
    this.#noted.clear();
    const listeners = [...this.#listeners];
    for (const name of names) for (const listener of listeners) listener(name);
  }

  close(): void {
    this.#listeners.clear();
  }
}
