import { attributeField } from "../../../shared/segmentation/fields.ts";
import type { Value } from "../../../shared/segmentation/record.ts";
import { quantile, readable } from "../quantile.ts";
import { benchNow } from "./bench-now.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";
import type { ChangeEvent } from "./workload.ts";

/** Longest that one contender is measured, and warmed up, on one workload. */
const measuredMs = 2_000;
const warmUpMs = 500;
const fewestEvents = 3;
/** Records are made anew right before they are judged, so many at a time. */
const freshAtOnce = 25;

/** One contender on one workload. */
export class ContenderRun {
  readonly contender: Contender;
  readonly #microseconds: number[] = [];
  /** Of this thread: what else runs on the machine is not counted. */
  #cpuMs = 0;

  constructor(contender: Contender) {
    this.contender = contender;
  }

  /** Judges what it has time for. @returns its answers, for comparison */
  async warmUp(events: readonly PreparedEvent[]): Promise<string[]> {
    const answers: string[] = [];
    let spent = 0;
    for (const event of events) {
      if (spent > warmUpMs && answers.length >= fewestEvents) break;
      const change = changeOf(event);
      const began = performance.now();
      const answer = await this.contender.judge(change);
      spent += performance.now() - began;
      answers.push(textOf(answer));
    }
    return answers;
  }

  /** Measures the events, until it has had its time. */
  async take(events: readonly PreparedEvent[]): Promise<void> {
    for (let from = 0; from < events.length && !this.isDone; from += freshAtOnce)
      await this.#measure(events.slice(from, from + freshAtOnce).map(changeOf));
  }

  async #measure(changes: readonly JudgedChange[]): Promise<void> {
    const cpu = process.threadCpuUsage();
    for (const change of changes) {
      const began = performance.now();
      const answer = this.contender.judge(change);
      if (answer instanceof Promise) await answer;
      this.#microseconds.push((performance.now() - began) * 1_000);
    }
    const { user, system } = process.threadCpuUsage(cpu);
    this.#cpuMs += (user + system) / 1_000;
  }

  get isDone(): boolean {
    return this.#cpuMs > measuredMs;
  }

  eventsPerSecond(): number {
    return (this.#microseconds.length / this.#cpuMs) * 1_000;
  }

  figures() {
    return {
      eventsPerSecond: readable(this.eventsPerSecond()),
      p50us: readable(quantile(this.#microseconds, 0.5)),
      p99us: readable(quantile(this.#microseconds, 0.99)),
      events: this.#microseconds.length,
    };
  }
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
