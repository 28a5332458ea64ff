import type { z } from "zod";
import { nameInArn } from "./local-names.ts";
import { mappingProperties } from "./resource-properties.ts";
import type { QueueMapping, StreamMapping } from "./system-model.ts";
import type { TemplateResources } from "./template-resources.ts";

type Properties = z.infer<typeof mappingProperties>;

export function readQueueMappings(resources: TemplateResources): QueueMapping[] {
  return enabled(resources, ":sqs:").map((properties) => ({
    ...common(properties, 10),
    queueName: nameInArn(properties.EventSourceArn),
    maxConcurrency: properties.ScalingConfig?.MaximumConcurrency,
  }));
}

export function readStreamMappings(resources: TemplateResources): StreamMapping[] {
  return enabled(resources, ":dynamodb:").map((properties) => {
    const destination = properties.DestinationConfig?.OnFailure?.Destination;
    if (destination !== undefined && !destination.includes(":s3:")) {
      throw new Error(
        `The local system sets failed records aside in a bucket, not ${destination}.`,
      );
    }
    return {
      ...common(properties, 100),
      tableName: nameInArn(properties.EventSourceArn),
      startsAt: properties.StartingPosition,
      tumblingWindowMs: properties.TumblingWindowInSeconds * 1000 || undefined,
      bisects: properties.BisectBatchOnFunctionError,
      maxRetries: limit(properties.MaximumRetryAttempts),
      maxAgeMs: limit(properties.MaximumRecordAgeInSeconds * 1000),
      failureBucket: destination && nameInArn(destination),
    };
  });
}

const limit = (value: number): number | undefined => (value < 0 ? undefined : value);

/** @throws Error for a mapping that reads anything but a queue or a table's stream */
function enabled(resources: TemplateResources, service: string): Properties[] {
  const mappings = resources.ofType("AWS::Lambda::EventSourceMapping", mappingProperties);
  for (const { id, properties } of mappings) {
    if (/:(sqs|dynamodb):/.test(properties.EventSourceArn)) continue;
    throw new Error(
      `The local system cannot read the source of ${id}: ${properties.EventSourceArn}`,
    );
  }
  return mappings
    .map(({ properties }) => properties)
    .filter(({ Enabled, EventSourceArn }) => Enabled && EventSourceArn.includes(service));
}

function common(properties: Properties, batchSize: number) {
  return {
    functionName: nameInArn(properties.FunctionName),
    batchSize: properties.BatchSize ?? batchSize,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    filters: (properties.FilterCriteria?.Filters ?? []).map((filter): unknown =>
      JSON.parse(filter.Pattern),
    ),
    reportsItemFailures: properties.FunctionResponseTypes.includes("ReportBatchItemFailures"),
  };
}
