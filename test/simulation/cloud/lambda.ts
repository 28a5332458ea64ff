import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";
import { Machine } from "./machine.ts";
import type { Surroundings } from "./surroundings.ts";

export type Handler<Event, Answer> = (event: Event) => Promise<Answer>;

/** What an invocation that ended without an answer says, whatever the reason. */
export class InvocationFailed extends Error {}

interface Instance<Event, Answer> {
  readonly machine: Machine;
  readonly handler: Handler<Event, Answer>;
}

/** How often an instance is given up after an invocation, for a new one that remembers nothing. */
const renewal = 0.05;

/** A function with its instances: each works on one invocation at a time, and remembers between them. */
export class Lambda<Event, Answer> {
  readonly #time: VirtualTime;
  readonly #faults: () => Faults;
  readonly #load: (machine: Machine) => Handler<Event, Answer>;
  readonly #timeoutMs: number;
  readonly #busyMsPerKilobyte: number;
  readonly #idle: Instance<Event, Answer>[] = [];
  /** Invocations under way. */
  running = 0;

  constructor(
    { time, faults, timing }: Surroundings,
    timeoutSeconds: number,
    load: (machine: Machine) => Handler<Event, Answer>,
  ) {
    this.#time = time;
    this.#faults = faults;
    this.#timeoutMs = timeoutSeconds * 1_000;
    this.#load = load;
    this.#busyMsPerKilobyte = timing?.busyMsPerKilobyte ?? 0;
  }

  /** The handler's answer; rejects with `InvocationFailed` where it threw, stopped or took too long. */
  async invoke(event: Event): Promise<Answer> {
    const instance = this.#instance();
    const { machine, handler } = instance;
    this.running += 1;
    let isOver = false;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        machine.begin(() => reject(new InvocationFailed("stopped")));
        this.#time.after(this.#timeoutMs, () => {
          if (!isOver) machine.stop();
        });
        this.#time.at(machine, () => this.#handled(handler, event)).then(resolve, reject);
      });
    } catch (error) {
      throw error instanceof InvocationFailed
        ? error
        : new InvocationFailed("threw", { cause: error });
    } finally {
      isOver = true;
      this.running -= 1;
      machine.end();
      // What it still does without having been waited for goes no further.
      if (this.#time.random.chance(renewal)) machine.stop();
      if (!machine.isStopped) this.#idle.push(instance);
    }
  }

  #handled(handler: Handler<Event, Answer>, event: Event): Promise<Answer> {
    if (this.#busyMsPerKilobyte === 0) return handler(event);
    const kilobytes = JSON.stringify(event).length / 1_000;
    return this.#time.pause(this.#busyMsPerKilobyte * kilobytes).then(() => handler(event));
  }

  #instance(): Instance<Event, Answer> {
    const warm = this.#idle.pop();
    if (warm !== undefined) return warm;
    const machine = new Machine(this.#time, this.#faults);
    return { machine, handler: this.#load(machine) };
  }
}
