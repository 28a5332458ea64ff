import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/**
 * How often SQS gives a message before it parks it. What can never succeed, and what failed for
 * an unforeseen reason, the consumer parks itself, early and with the reason; these are for
 * what passes: an outage of six hours parks nothing.
 */
const usualDeliveries = 200;

export interface GuardedQueueProps {
  /** What waits in it, as the runbook's headings begin: "Changes". */
  readonly label: string;
  /** What users lose when a message is parked, and when messages wait too long. */
  readonly losses: { readonly parked: string; readonly waiting: string };
  /** The timeout of the function that reads the queue. */
  readonly consumerTimeout: Duration;
  /** The age of the oldest message that rings. */
  readonly longestWait: Duration;
  /** For what takes longer to pass; all of them must fit into the four days that messages are kept. */
  readonly deliveries?: number;
}

/**
 * A standard queue with a dead-letter queue, TLS only, and two alarms. Senders give a
 * message group (the workspace), so that SQS serves a quiet workspace beside a busy one.
 */
export class GuardedQueue extends Construct {
  readonly queue: Queue;
  /** Also takes what the consumer parks by itself, and what the bus could not deliver. */
  readonly deadLetters: Queue;
  readonly deliveries: number;
  readonly label: string;

  constructor(scope: Construct, id: string, props: GuardedQueueProps) {
    super(scope, id);
    this.label = props.label;
    this.deliveries = props.deliveries ?? usualDeliveries;
    this.deadLetters = new Queue(this, "DeadLetters", {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, "Queue", {
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS asks for six times the function's timeout, so that a throttled batch is not seen twice.
      visibilityTimeout: Duration.seconds(6 * props.consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: this.deliveries },
    });
    this.ring(props);
  }

  private ring(props: GuardedQueueProps): void {
    const period = Duration.minutes(1);
    new UserAlarm(this, "Parked", {
      heading: `${props.label} are parked`,
      loss: props.losses.parked,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: "max",
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new UserAlarm(this, "Waiting", {
      heading: `${props.label} wait too long`,
      loss: props.losses.waiting,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: "max" }),
      threshold: props.longestWait.toSeconds(),
      evaluationPeriods: 3,
    });
  }

  /** Lets a function read the queue; it answers which messages of a batch failed. */
  deliverTo(
    target: MusterFunction,
    options: { readonly batchSize: number; readonly maxConcurrency?: number },
  ): void {
    target.addToRolePolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [this.queue.queueArn],
      }),
    );
    new EventSourceMapping(this, "Mapping", {
      target,
      eventSourceArn: this.queue.queueArn,
      reportBatchItemFailures: true,
      ...options,
    });
  }
}
