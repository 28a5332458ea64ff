import type { IEventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { reservedWorkspaceIds } from "../../shared/contracts/workspace.ts";
import type { KnownTable } from "./muster-table.ts";

/** The actions of DynamoDB a function can be given; transactions are made of these. */
type TableAction =
  | "GetItem"
  | "BatchGetItem"
  | "Query"
  | "PutItem"
  | "UpdateItem"
  | "DeleteItem"
  | "BatchWriteItem"
  | "ConditionCheckItem";

export const readItems = [
  "GetItem",
  "BatchGetItem",
  "Query",
] as const satisfies readonly TableAction[];

/** Profiles are read by their ids, any number in one request, or page by page. */
export const readProfiles = ["BatchGetItem", "Query"] as const satisfies readonly TableAction[];

/**
 * Partitions that open doors: API tokens, grants under way, directories with their tokens, and
 * answers that were remembered with what they handed out. Only who answers callers sees them.
 */
export const doors: readonly string[] = [
  ...reservedWorkspaceIds.map((word) => `${word}#*`),
  "*#directories",
  "*#answers",
];

/** May do exactly these actions on the items of a table, doors apart; its indexes are named apart. */
export function onTable(table: KnownTable, actions: readonly TableAction[]): PolicyStatement {
  return new PolicyStatement({
    ...onItems(table, actions),
    conditions: { "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": [...doors] } },
  });
}

/** As `onTable`, and the doors too. */
export function onTableWithDoors(
  table: KnownTable,
  actions: readonly TableAction[],
): PolicyStatement {
  return new PolicyStatement(onItems(table, actions));
}

function onItems(table: KnownTable, actions: readonly TableAction[]) {
  return {
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  };
}

/** May query the named index of a table. */
export function onIndex(table: KnownTable, index: string): PolicyStatement {
  return new PolicyStatement({
    actions: ["dynamodb:Query"],
    resources: [`${table.tableArn}/index/${index}`],
  });
}

/** May send to exactly these queues. */
export function sendTo(...queues: readonly IQueue[]): PolicyStatement {
  return new PolicyStatement({
    actions: ["sqs:SendMessage"],
    resources: queues.map((queue) => queue.queueArn),
  });
}

/** May seal secrets with new data keys, and open those that were sealed. */
export function sealWith(key: IKey): PolicyStatement {
  return new PolicyStatement({
    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
    resources: [key.keyArn],
  });
}

/** May put events on the bus. */
export function putOn(bus: Pick<IEventBus, "eventBusArn">): PolicyStatement {
  return new PolicyStatement({ actions: ["events:PutEvents"], resources: [bus.eventBusArn] });
}
