import { Duration, Validations } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, MetricType, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { StageSettings } from "../stage-settings.ts";
import type { MusterFunction } from "./muster-function.ts";
import type { KnownTable } from "./muster-table.ts";
import { PrivateBucket } from "./private-bucket.ts";
import { UserAlarm } from "./user-alarm.ts";

export interface StreamOutboxProps {
  readonly settings: StageSettings;
  readonly table: KnownTable;
  readonly publisher: MusterFunction;
}

/**
 * Reads a table's stream into its publisher. A record that keeps failing is set aside in
 * a bucket, whole, so that those behind it flow on.
 */
export class StreamOutbox extends Construct {
  constructor(scope: Construct, id: string, props: StreamOutboxProps) {
    super(scope, id);
    const { settings, table, publisher } = props;
    const streamArn = table.tableStreamArn;
    if (streamArn === undefined) throw new Error(`The table ${table.node.id} has no stream`);
    publisher.addToRolePolicy(
      new PolicyStatement({
        actions: [
          "dynamodb:DescribeStream",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
        ],
        resources: [streamArn],
      }),
    );
    const mapping = this.map(publisher, streamArn, this.failedRecords(settings, publisher));
    this.ring(publisher, mapping);
  }

  private failedRecords(settings: StageSettings, publisher: MusterFunction): PrivateBucket {
    const accessLog = new PrivateBucket(this, "AccessLog", {
      settings,
      keepFor: Duration.days(90),
    });
    // The records hold personal data, so they do not stay for ever.
    const failed = new PrivateBucket(this, "FailedRecords", {
      settings,
      accessLog,
      keepFor: Duration.days(30),
    });
    publisher.addToRolePolicy(
      new PolicyStatement({ actions: ["s3:PutObject"], resources: [failed.arnForObjects("*")] }),
    );
    publisher.addToRolePolicy(
      new PolicyStatement({ actions: ["s3:ListBucket"], resources: [failed.bucketArn] }),
    );
    // The role stands beside the function in the tree, so the scope of both is asked.
    Validations.of(this.node.scope ?? this).acknowledge({
      id: "AwsSolutions-IAM5[Resource::<OutboxFailedRecords.Arn>/*]",
      reason: "Lambda chooses the names of the objects it sets aside in this one bucket.",
    });
    return failed;
  }

  private map(target: MusterFunction, streamArn: string, failed: PrivateBucket) {
    return new EventSourceMapping(this, "Mapping", {
      target,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // With a window Lambda tells the shard in the event: sizes are counted by shard.
      tumblingWindow: Duration.seconds(30),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10,
      maxRecordAge: Duration.hours(6),
      supportS3OnFailureDestination: true,
      onFailure: { bind: () => ({ destination: failed.bucketArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }

  private ring(publisher: MusterFunction, mapping: EventSourceMapping): void {
    new UserAlarm(this, "Late", {
      heading: "Transitions are published late",
      loss: "Member lists, sizes, events and pushes are an hour behind the profiles.",
      metric: publisher.metric("IteratorAge", { statistic: "max", period: Duration.minutes(1) }),
      threshold: Duration.hours(1).toMilliseconds(),
      evaluationPeriods: 1,
    });
    new UserAlarm(this, "SetAside", {
      heading: "Transitions are set aside",
      loss: "Some members are missing from, or left in, lists and outside systems.",
      metric: new Metric({
        namespace: "AWS/Lambda",
        metricName: "OnFailureDestinationDeliveredEventCount",
        dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
        statistic: "sum",
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }
}
