import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { eventSource, type MembershipEvent } from "../contracts/event.ts";
import { RetryableError } from "../runtime/errors.ts";

export interface BusEvent {
  readonly detailType: "segment.entered" | "segment.exited";
  readonly detail: MembershipEvent;
}

const eventsPerRequest = 10;
const rounds = 4;

/** Where events are put; returns once the bus has all of them. */
export interface EventSink {
  put(events: readonly BusEvent[]): Promise<void>;
}

/** Puts events on the bus; only those that failed are sent again. */
export class EventBus implements EventSink {
  readonly #client: EventBridgeClient;
  readonly #name: () => string;

  constructor(client: EventBridgeClient, name: () => string) {
    this.#client = client;
    this.#name = name;
  }

  async put(events: readonly BusEvent[]): Promise<void> {
    for (let start = 0; start < events.length; start += eventsPerRequest) {
      let waiting = events.slice(start, start + eventsPerRequest);
      for (let round = 0; waiting.length > 0; round += 1) {
        if (round === rounds)
          throw new RetryableError(`the event bus refused ${waiting.length} events`);
        waiting = await this.#failedOf(waiting);
      }
    }
  }

  async #failedOf(events: readonly BusEvent[]): Promise<BusEvent[]> {
    const command = new PutEventsCommand({
      Entries: events.map((event) => ({
        EventBusName: this.#name(),
        Source: eventSource,
        DetailType: event.detailType,
        Detail: JSON.stringify(event.detail),
      })),
    });
    const answer = await this.#client.send(command).catch((cause: unknown) => {
      throw new RetryableError("the event bus took nothing", { cause });
    });
    return events.filter((_, position) => answer.Entries?.[position]?.ErrorCode !== undefined);
  }
}
