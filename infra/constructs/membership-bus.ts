import { Duration } from "aws-cdk-lib";
import { EventBus, type EventPattern, Match, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import type { DestinationKind } from "../../shared/contracts/destination.ts";
import { approachingType, detailTypes, eventSource } from "../../shared/contracts/event.ts";
import { programPrefix } from "../../shared/contracts/program.ts";
import type { StageSettings } from "../stage-settings.ts";
import type { GuardedQueue } from "./guarded-queue.ts";

/** Says who entered and who left; what it said is kept, so that it can be said again. */
export class MembershipBus extends EventBus {
  constructor(scope: Construct, id: string, settings: StageSettings) {
    super(scope, id, { eventBusName: settings.busName });
    this.archive("Archive", {
      eventPattern: { source: [eventSource] },
      retention: Duration.days(settings.eventArchiveDays),
    });
  }

  /**
   * Sends the transitions of segments that have a destination of one of these kinds to a queue,
   * fair by workspace; the undeliverable to its dead letters.
   */
  route(id: string, destinations: readonly DestinationKind[], to: GuardedQueue): void {
    // Who is about to leave is told by webhook only: other destinations show who is in.
    const types = destinations.includes("webhook")
      ? [...detailTypes, approachingType]
      : detailTypes;
    this.send(id, { destinations: [...destinations] }, to, types);
  }

  /** Sends the transitions of programs' own segments to a queue: their ids tell them. */
  routePrograms(id: string, to: GuardedQueue): void {
    this.send(id, { segmentId: Match.prefix(programPrefix) }, to);
  }

  private send(
    id: string,
    detail: NonNullable<EventPattern["detail"]>,
    to: GuardedQueue,
    types: readonly string[] = detailTypes,
  ): void {
    new Rule(this, id, {
      eventBus: this,
      eventPattern: { source: [eventSource], detailType: [...types], detail },
      targets: [
        new SqsQueue(to.queue, {
          messageGroupId: "$.detail.workspaceId",
          deadLetterQueue: to.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
