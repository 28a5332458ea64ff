import type { WebhookRequest } from "../../../shared/connectors/connector.ts";
import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";

export interface Mail {
  readonly address: string;
  readonly request: WebhookRequest;
}

interface Post {
  readonly time: VirtualTime;
  readonly faults: () => Faults;
  readonly mostEvents: number;
  /** Signed at the moment of sending. */
  readonly sealed: (events: readonly object[]) => Mail;
  /** The status that is answered. */
  readonly receive: (address: string, request: WebhookRequest) => Promise<number>;
}

const collectMs = 1_000;
const longestBackoffMs = 60_000;

/**
 * A source's webhooks: several events in one, late, in any order, repeated, sent again until they
 * are accepted; some, where the faults say so, never sent at all.
 */
export class WebhookSender {
  readonly #post: Post;
  #collected: object[] = [];
  /** Events on their way, webhooks under way included. */
  #pending = 0;
  dropped = 0;
  sent = 0;

  constructor(post: Post) {
    this.#post = post;
  }

  get isIdle(): boolean {
    return this.#pending === 0;
  }

  tell(event: object): void {
    const { time, faults } = this.#post;
    const { drop, repeat } = faults();
    this.sent += 1;
    if (time.random.chance(drop)) {
      this.dropped += 1;
      return;
    }
    const copies = time.random.chance(repeat) ? 2 + time.random.below(3) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#pending += 1;
      time.after(this.#delay(), () => this.#collect(event));
    }
  }

  #delay(): number {
    const { random } = this.#post.time;
    const isLate = random.chance(0.2);
    return random.next() * (isLate ? this.#post.faults().reorderMs : 500);
  }

  #collect(event: object): void {
    this.#collected.push(event);
    if (this.#collected.length === 1) this.#post.time.after(collectMs, () => this.#flush());
  }

  #flush(): void {
    const { mostEvents, time } = this.#post;
    const events = this.#collected;
    this.#collected = [];
    while (events.length > 0) {
      const batch = events.splice(0, 1 + time.random.below(mostEvents));
      void this.#send(batch, 1);
    }
  }

  async #send(events: readonly object[], attempt: number): Promise<void> {
    const { time, sealed, receive } = this.#post;
    const { address, request } = sealed(events);
    const status = await receive(address, request);
    if (status >= 200 && status < 300) {
      this.#pending -= events.length;
      return;
    }
    if (status >= 400 && status < 500) throw new Error(`A webhook was refused with ${status}`);
    const backoffMs = Math.min(longestBackoffMs, 500 * 2 ** attempt) * (0.5 + time.random.next());
    time.after(backoffMs, () => void this.#send(events, attempt + 1));
  }
}
