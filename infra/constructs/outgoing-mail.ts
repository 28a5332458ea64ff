import { CfnParameter, Duration, Stack } from "aws-cdk-lib";
import { CfnRule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import type { GuardedQueue } from "./guarded-queue.ts";

/**
 * Mails by Amazon SES: as whom they are sent, and what becomes of them. SES tells of mails that come
 * back on the account's default bus only, from where this stack's go into a queue.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ses-configurationseteventdestination-eventbridgedestination.html
 */
export class OutgoingMail extends Construct {
  /** What the function that sends is told. */
  readonly environment: Record<string, string>;
  /** What it may do: send as the one identity, by the one configuration set. */
  readonly access: PolicyStatement;

  constructor(scope: Construct, id: string, feedback: GuardedQueue) {
    super(scope, id);
    const { valueAsString: from } = new CfnParameter(scope, "MailFrom", {
      type: "String",
      description:
        "Sender of e-mails, such as Acme Partners <partners@acme.com>; as it is for none",
      default: "none",
    });
    const { valueAsString: identity } = new CfnParameter(scope, "MailIdentity", {
      type: "String",
      description:
        "Identity verified in Amazon SES that MailFrom belongs to: a domain or an address",
      default: "none",
    });
    const set = new CfnConfigurationSet(this, "Mails", {
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    const stack = Stack.of(this);
    const arnOf = (resource: string, resourceName: string): string =>
      stack.formatArn({ service: "ses", resource, resourceName });
    this.environment = { MAIL_FROM: from, MAIL_CONFIGURATION_SET: set.ref };
    this.access = new PolicyStatement({
      actions: ["ses:SendEmail"],
      resources: [arnOf("identity", identity), arnOf("configuration-set", set.ref)],
    });
    this.tellBus(set);
    this.route(set, feedback);
  }

  private tellBus(set: CfnConfigurationSet): void {
    new CfnConfigurationSetEventDestination(this, "CameBack", {
      configurationSetName: set.ref,
      eventDestination: {
        enabled: true,
        matchingEventTypes: ["bounce", "complaint"],
        eventBridgeDestination: {
          eventBusArn: Stack.of(this).formatArn({
            service: "events",
            resource: "event-bus",
            resourceName: "default",
          }),
        },
      },
    });
  }

  private route(set: CfnConfigurationSet, { queue, deadLetters }: GuardedQueue): void {
    const rule = new CfnRule(this, "Rule", {
      eventPattern: {
        source: ["aws.ses"],
        detail: {
          eventType: ["Bounce", "Complaint"],
          mail: { tags: { "ses:configuration-set": [set.ref] } },
        },
      },
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
    for (const each of [queue, deadLetters])
      each.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal("events.amazonaws.com")],
          actions: ["sqs:SendMessage"],
          resources: [each.queueArn],
          conditions: { ArnEquals: { "aws:SourceArn": rule.attrArn } },
        }),
      );
  }
}
