import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { ConnectionKind } from "../contracts/connection.ts";
import { setting } from "../runtime/configuration.ts";
import { EventBus } from "./bus.ts";
import { type MessageSink, Queue } from "./queue.ts";

export interface Queues {
  readonly changes: MessageSink;
  readonly due: MessageSink;
  readonly builds: MessageSink;
  /** Whoever is associated with a company that very many are. */
  readonly related: MessageSink;
  /** Connections whose records come in, all of them. */
  readonly imports: MessageSink;
  /** Connected systems to look after: their journals, and their daily sweep. */
  readonly sources: MessageSink;
  /** Destinations that are compared with their segments. */
  readonly sweeps: MessageSink;
  /** What programs do by themselves when somebody enters or leaves, and news they pass on. */
  readonly programs: MessageSink;
  /** One per kind of connection, so that one outage does not hold up the others. */
  readonly pushes: (kind: ConnectionKind) => MessageSink;
}

export function openQueues(): Queues {
  const client = new SQSClient({});
  const queue = (name: string): Queue => new Queue(client, () => setting(`${name}_QUEUE_URL`));
  const pushes = (kind: ConnectionKind): Queue => queue(`PUSHES_${kind.toUpperCase()}`);
  return {
    changes: queue("CHANGES"),
    due: queue("DUE"),
    builds: queue("BUILDS"),
    related: queue("RELATED"),
    imports: queue("IMPORTS"),
    sweeps: queue("SWEEPS"),
    sources: queue("SOURCES"),
    programs: queue("PROGRAMS"),
    pushes,
  };
}

export function openBus(): EventBus {
  return new EventBus(new EventBridgeClient({}), () => setting("BUS_NAME"));
}

/** Where a function parks what it can never handle. */
export function openDeadLetters(): Queue {
  return new Queue(new SQSClient({}), () => setting("DEAD_LETTER_QUEUE_URL"));
}
