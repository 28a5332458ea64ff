import { CfnCondition, CfnParameter, Duration, Fn, Stack } from "aws-cdk-lib";
import { CfnEventBus, CfnRule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { GuardedQueue } from "./guarded-queue.ts";

/** A name that no partner's source has. */
const none = "aws.partner/none/none";

/**
 * The bus of a partner event source, where one is given, and all that comes on it into a
 * queue, fair by source. The partner makes the source (an Event Relay of Salesforce); it then
 * waits in this account until a bus takes it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-saas.html
 */
export class PartnerEvents extends Construct {
  constructor(scope: Construct, id: string, queue: GuardedQueue) {
    super(scope, id);
    const { valueAsString: source } = new CfnParameter(scope, "SalesforceEventSource", {
      type: "String",
      description: "Name of the partner event source of an Event Relay; as it is for none",
      default: none,
      allowedPattern: "^aws\\.partner(/[A-Za-z0-9._-]+){2,}$",
    });
    const isGiven = new CfnCondition(scope, "HasSalesforceEventSource", {
      expression: Fn.conditionNot(Fn.conditionEquals(source, none)),
    });
    const bus = new CfnEventBus(this, "Bus", { name: source, eventSourceName: source });
    bus.cfnOptions.condition = isGiven;
    this.route(bus, queue).cfnOptions.condition = isGiven;
    this.allow(source, queue);
  }

  private route(bus: CfnEventBus, { queue, deadLetters }: GuardedQueue): CfnRule {
    return new CfnRule(this, "Rule", {
      eventBusName: bus.ref,
      eventPattern: { source: [{ prefix: "aws.partner/" }] },
      state: "ENABLED",
      targets: [
        {
          id: "Queue",
          arn: queue.queueArn,
          sqsParameters: { messageGroupId: "$.source" },
          deadLetterConfig: { arn: deadLetters.queueArn },
          retryPolicy: {
            maximumRetryAttempts: 185,
            maximumEventAgeInSeconds: Duration.hours(24).toSeconds(),
          },
        },
      ],
    });
  }

  /** Names the bus's rules by pattern: the rule itself may not exist. */
  private allow(source: string, { queue, deadLetters }: GuardedQueue): void {
    const rules = Stack.of(this).formatArn({
      service: "events",
      resource: "rule",
      resourceName: `${source}/*`,
    });
    for (const each of [queue, deadLetters])
      each.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal("events.amazonaws.com")],
          actions: ["sqs:SendMessage"],
          resources: [each.queueArn],
          conditions: { ArnLike: { "aws:SourceArn": rules } },
        }),
      );
  }
}
