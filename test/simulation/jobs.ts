import type { Findings } from "./check-world.ts";
import type { NeighbourOutcome } from "./neighbour.ts";
import type { OutageOutcome } from "./outage.ts";
import type { RoughOutcome } from "./rough-crm.ts";
import type { Command } from "./schedule.ts";
import type { Outcome } from "./simulate.ts";

/** What a worker is asked to do. */
export type Job =
  | { readonly kind: "run"; readonly seed: number; readonly commands: number }
  | { readonly kind: "shrink"; readonly seed: number; readonly commands: number }
  | { readonly kind: "rough"; readonly seed: number; readonly seconds: number }
  | { readonly kind: "outage"; readonly seed: number; readonly sample: number }
  | { readonly kind: "neighbour"; readonly seed: number; readonly records: number };

export type Result =
  | { readonly kind: "run"; readonly seed: number; readonly outcome: Outcome }
  | { readonly kind: "shrink"; readonly seed: number; readonly commands: readonly Command[] }
  | { readonly kind: "rough"; readonly seed: number; readonly outcome: RoughOutcome }
  | { readonly kind: "outage"; readonly seed: number; readonly outcome: OutageOutcome }
  | { readonly kind: "neighbour"; readonly seed: number; readonly outcome: NeighbourOutcome };

export interface WorkerSettings {
  /** A bug that is planted into the code under simulation, to see that it is found. */
  readonly bug: string | undefined;
}

/** Whether anything was found wrong. */
export function isFailed({ lost, phantom, stale }: Findings): boolean {
  return lost.length + phantom.length + stale.length > 0;
}
