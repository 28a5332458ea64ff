import { attributeField } from "../../../shared/segmentation/fields.ts";
import type { Value } from "../../../shared/segmentation/record.ts";
import { quantile, readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";
import type { ChangeEvent } from "./workload.ts";

/** Longest that one contender is measured, and warmed up, on one workload. */
const measuredMs = 1_500;
const warmUpMs = 400;
const fewestEvents = 3;
/** Records are made anew right before they are judged, so many at a time. */
const freshAtOnce = 25;

/** One contender on one workload. */
export class ContenderRun {
  readonly contender: Contender;
  /** Of each event the shortest time it took, in microseconds. */
  readonly #shortest: number[] = [];
  #spentMs = 0;

  constructor(contender: Contender) {
    this.contender = contender;
  }

  /** Judges what it has time for. @returns its answers, for comparison */
  async warmUp(events: readonly PreparedEvent[]): Promise<string[]> {
    const answers: string[] = [];
    let spent = 0;
    for (const event of events) {
      if (spent > warmUpMs && answers.length >= fewestEvents) break;
      const [change] = this.#fresh([event]);
      if (change === undefined) break;
      const began = performance.now();
      const answer = await this.contender.judge(change);
      spent += performance.now() - began;
      answers.push(textOf(answer));
    }
    return answers;
  }

  /**
   * Measures events, until it has had its time; of one measured before, the shorter time
   * counts.
   * @param first the number of the first of them
   */
  async measure(events: readonly PreparedEvent[], first: number): Promise<void> {
    for (let from = 0; from < events.length && !this.isDone; from += freshAtOnce) {
      const changes = this.#fresh(events.slice(from, from + freshAtOnce));
      for (const [position, change] of changes.entries()) {
        if (this.isDone) return;
        const began = performance.now();
        const answer = this.contender.judge(change);
        if (answer instanceof Promise) await answer;
        const took = performance.now() - began;
        this.#spentMs += took;
        const event = first + from + position;
        this.#shortest[event] = Math.min(took * 1_000, this.#shortest[event] ?? Infinity);
      }
    }
  }

  get isDone(): boolean {
    return this.#spentMs > measuredMs && this.#shortest.length >= fewestEvents;
  }

  /** How many times faster than another, on the events that both were measured on. */
  speedUpOver(other: ContenderRun): number {
    const shared = Math.min(this.#shortest.length, other.#shortest.length);
    return total(other.#shortest.slice(0, shared)) / total(this.#shortest.slice(0, shared));
  }

  figures() {
    const events = this.#shortest.length;
    return {
      eventsPerSecond: readable((events / total(this.#shortest)) * 1_000_000),
      p50us: readable(quantile(this.#shortest, 0.5)),
      p99us: readable(quantile(this.#shortest, 0.99)),
      events,
    };
  }

  #fresh(events: readonly PreparedEvent[]): JudgedChange[] {
    const changes = events.map(changeOf);
    for (const change of changes) this.contender.prepare?.(change);
    return changes;
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** An event, with the segments its record was in before it. */
export interface PreparedEvent extends ChangeEvent {
  readonly members: Uint32Array;
}

/** The records are made anew: nothing of them is in any contender's memory. */
export function changeOf({ record, attribute, value, members }: PreparedEvent): JudgedChange {
  const before = recordOf(record);
  const after = recordOf(record);
  after.attributes.set(attribute, value);
  const changed = [attributeField(attribute)];
  return { before, after, attribute, changed, now: benchNow, members };
}

export function recordOf(attributes: ChangeEvent["record"]) {
  return { id: "profile", attributes: new Map<string, Value>(attributes), behaviours: new Map() };
}

function textOf({ entered, exited }: Turned): string {
  const sorted = (segments: readonly number[]) => segments.toSorted((one, two) => one - two);
  return `+${sorted(entered).join()} -${sorted(exited).join()}`;
}
