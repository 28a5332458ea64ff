/**
 * List prices in dollars, us-east-1, without free tiers and volume discounts, looked up on
 * 2026-11-22: https://aws.amazon.com/dynamodb/pricing/on-demand/, /sqs/pricing/,
 * /eventbridge/pricing/, /lambda/pricing/ (arm64), /api-gateway/pricing/ (HTTP APIs) and
 * /cloudwatch/pricing/ (standard logs). Lambda reads DynamoDB Streams free of charge.
 */
export const prices = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  queueRequest: 0.4e-6,
  busEvent: 1e-6,
  invocation: 0.2e-6,
  gigabyteSecond: 0.000_013_333_4,
  httpRequest: 1e-6,
  logGigabyte: 0.5,
} as const;

/** Of each 64 KB begun SQS counts a request, and EventBridge an event. */
export const chunkBytes = 64 * 1024;
