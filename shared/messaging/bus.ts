import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { CertificateEvent, certificateDetailTypes } from "../contracts/certificate.ts";
import type { DestinationKind } from "../contracts/destination.ts";
import {
  type ExitApproachingEvent,
  eventSource,
  type MembershipEvent,
} from "../contracts/event.ts";
import { RetryableError } from "../runtime/errors.ts";

export type BusEvent =
  | {
      readonly detailType: "segment.entered" | "segment.exited";
      readonly detail: MembershipEvent;
    }
  | { readonly detailType: "segment.exit-approaching"; readonly detail: ExitApproachingEvent }
  | {
      readonly detailType: (typeof certificateDetailTypes)[number];
      readonly detail: CertificateEvent;
    };

/** An event with the kinds of destinations its segment has: the bus wakes their connectors only. */
export type AddressedEvent = BusEvent & { readonly destinations?: readonly DestinationKind[] };

const eventsPerRequest = 10;
const requestsAtOnce = 4;
const rounds = 4;

/** Where events are put; returns once the bus has all of them. */
export interface EventSink {
  put(events: readonly AddressedEvent[]): Promise<void>;
}

/** Puts events on the bus; only those that failed are sent again. */
export class EventBus implements EventSink {
  readonly #client: EventBridgeClient;
  readonly #name: () => string;

  constructor(client: EventBridgeClient, name: () => string) {
    this.#client = client;
    this.#name = name;
  }

  async put(events: readonly AddressedEvent[]): Promise<void> {
    const parts: (readonly AddressedEvent[])[] = [];
    for (let start = 0; start < events.length; start += eventsPerRequest)
      parts.push(events.slice(start, start + eventsPerRequest));
    const lane = async (): Promise<void> => {
      for (let part = parts.shift(); part !== undefined; part = parts.shift())
        await this.#putPart(part);
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, lane));
  }

  async #putPart(events: readonly AddressedEvent[]): Promise<void> {
    let waiting = events;
    for (let round = 0; waiting.length > 0; round += 1) {
      if (round === rounds)
        throw new RetryableError(`the event bus refused ${waiting.length} events`);
      waiting = await this.#failedOf(waiting);
    }
  }

  async #failedOf(events: readonly AddressedEvent[]): Promise<AddressedEvent[]> {
    const command = new PutEventsCommand({
      Entries: events.map((event) => ({
        EventBusName: this.#name(),
        Source: eventSource,
        DetailType: event.detailType,
        Detail: JSON.stringify({ ...event.detail, destinations: event.destinations }),
      })),
    });
    const answer = await this.#client.send(command).catch((cause: unknown) => {
      throw new RetryableError("the event bus took nothing", { cause });
    });
    return events.filter((_, position) => answer.Entries?.[position]?.ErrorCode !== undefined);
  }
}
