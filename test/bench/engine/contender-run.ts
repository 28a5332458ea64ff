import { attributeField } from "../../../shared/segmentation/fields.ts";
import type { Value } from "../../../shared/segmentation/record.ts";
import { quantile, readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";
import type { ChangeEvent } from "./workload.ts";

/** Longest that one contender is measured, and warmed up, on one workload. */
const measuredMs = 3_000;
const warmUpMs = 500;
const fewestEvents = 3;
/** Records are made anew right before they are judged, so many at a time. */
export const freshAtOnce = 25;

/** One contender on one workload. */
export class ContenderRun {
  readonly contender: Contender;
  /** Of each batch of events the shortest time it took, in microseconds. */
  readonly #batches: number[] = [];
  /** Of each event once. */
  readonly #events: number[] = [];
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

  /** Measures batches of events; of one measured before, the shorter time counts. */
  async measure(events: readonly PreparedEvent[], firstBatch: number): Promise<void> {
    for (let from = 0; from < events.length; from += freshAtOnce) {
      const batch = firstBatch + from / freshAtOnce;
      if (this.isDone && this.#batches[batch] === undefined) return;
      const changes = this.#fresh(events.slice(from, from + freshAtOnce));
      const began = performance.now();
      for (const change of changes) {
        const answer = this.contender.judge(change);
        if (answer instanceof Promise) await answer;
      }
      const took = performance.now() - began;
      this.#spentMs += took;
      this.#batches[batch] = Math.min(took * 1_000, this.#batches[batch] ?? Infinity);
    }
  }

  /** Times each event by itself, as far as the batches went. */
  async timeEvents(events: readonly PreparedEvent[], firstBatch: number): Promise<void> {
    const measured = Math.max(0, this.#batches.length - firstBatch) * freshAtOnce;
    for (let from = 0; from < Math.min(measured, events.length); from += freshAtOnce)
      for (const change of this.#fresh(events.slice(from, from + freshAtOnce))) {
        const began = performance.now();
        const answer = this.contender.judge(change);
        if (answer instanceof Promise) await answer;
        this.#events.push((performance.now() - began) * 1_000);
      }
  }

  #fresh(events: readonly PreparedEvent[]): JudgedChange[] {
    const changes = events.map(changeOf);
    for (const change of changes) this.contender.prepare?.(change);
    return changes;
  }

  get isDone(): boolean {
    return this.#spentMs > measuredMs;
  }

  /** How many times faster than another, on the events that both were measured on. */
  speedUpOver(other: ContenderRun): number {
    const shared = Math.min(this.#batches.length, other.#batches.length);
    return total(other.#batches.slice(0, shared)) / total(this.#batches.slice(0, shared));
  }

  figures() {
    const events = this.#batches.length * freshAtOnce;
    return {
      eventsPerSecond: readable((events / total(this.#batches)) * 1_000_000),
      p50us: readable(quantile(this.#events, 0.5)),
      p99us: readable(quantile(this.#events, 0.99)),
      events,
    };
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
