import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";

/** Where a machine's requests go, and what goes wrong with them. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly faults: () => Faults;
  readonly timing?: Timing;
}

/** Where latencies are measured: the usual waits are long on purpose, and processors cost nothing. */
export interface Timing {
  /** How long anything waits at most until a queue or a stream is looked at. */
  readonly pollMs: number;
  /** Processor time of an invocation, by the size of its event. */
  readonly busyMsPerKilobyte: number;
}
