import type { EventSink } from "../messaging/bus.ts";
import type { Queues } from "../messaging/clients.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Storage } from "../storage/storage.ts";
import type { Pacing } from "./bulk-pace.ts";
import type { Correlated } from "./correlation.ts";
import type { IndexReader } from "./index-reader.ts";

/** What the steps of the flow work with; a step asks for the parts it uses. */
export interface FlowContext extends Correlated {
  readonly storage: Storage;
  readonly index: IndexReader;
  readonly clock: Clock;
  readonly log: Logger;
  readonly queues: Queues;
  readonly bus: EventSink;
  /** Of what is written in bulk. */
  readonly pace: Pacing;
}

export type ApplyContext = Pick<FlowContext, "storage" | "index" | "clock" | "correlationIds">;
export type BuildContext = Pick<FlowContext, "storage" | "index" | "clock" | "queues" | "log">;
export type PushContext = Pick<FlowContext, "storage" | "queues" | "clock" | "log">;
