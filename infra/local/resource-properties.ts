import { z } from "zod";

/** CloudFormation writes numbers as numbers or as text. */
const count = z.coerce.number().int();
const flag = z.union([z.boolean(), z.stringbool()]);

const keySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }),
);

export const functionProperties = z.object({
  FunctionName: z.string().optional(),
  Role: z.string(),
  Runtime: z.string().default(""),
  Handler: z.string(),
  Timeout: count.default(3),
  MemorySize: count.default(128),
  ReservedConcurrentExecutions: count.optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
});

export const queueProperties = z.object({
  FifoQueue: flag.default(false),
  VisibilityTimeout: count.default(30),
  DelaySeconds: count.default(0),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: count }).optional(),
});

export const tableProperties = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]).default("ALL"),
          NonKeyAttributes: z.array(z.string()).default([]),
        }),
      }),
    )
    .default([]),
  StreamSpecification: z
    .object({
      StreamViewType: z.enum(["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"]),
    })
    .optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: flag }).optional(),
});

export const mappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: flag.default(true),
  BatchSize: count.optional(),
  MaximumBatchingWindowInSeconds: count.default(0),
  FilterCriteria: z
    .object({ Filters: z.array(z.object({ Pattern: z.string() })).default([]) })
    .optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: count.optional() }).optional(),
  StartingPosition: z.enum(["TRIM_HORIZON", "LATEST"]).default("LATEST"),
  TumblingWindowInSeconds: count.default(0),
  BisectBatchOnFunctionError: flag.default(false),
  MaximumRetryAttempts: count.default(-1),
  MaximumRecordAgeInSeconds: count.default(-1),
  DestinationConfig: z
    .object({ OnFailure: z.object({ Destination: z.string() }).optional() })
    .optional(),
});

export const ruleProperties = z.object({
  EventBusName: z.string().default("default"),
  EventPattern: z.json().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default("ENABLED"),
  Targets: z
    .array(
      z.looseObject({
        Arn: z.string(),
        Input: z.string().optional(),
        InputPath: z.string().optional(),
        InputTransformer: z.json().optional(),
        SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
      }),
    )
    .default([]),
});

export const busProperties = z.object({ EventSourceName: z.string().optional() });

export const scheduleProperties = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default("ENABLED"),
  Target: z.looseObject({ Arn: z.string(), Input: z.string().optional() }),
});

export const signInClientProperties = z.object({
  CallbackURLs: z.array(z.url()),
  LogoutURLs: z.array(z.url()),
});

/** For resources of which the name is all. */
export const anything = z.looseObject({});

export const routeProperties = z.object({ RouteKey: z.string(), Target: z.string() });
export const integrationProperties = z.object({
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0"),
});
