import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type StreamViewType,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { Construct, Node } from "constructs";
import type { StageSettings } from "../stage-settings.ts";

export interface MusterTableProps {
  readonly settings: StageSettings;
  readonly stream?: StreamViewType;
  /** Items leave by themselves once the attribute `expiresAt` (epoch seconds) has passed. */
  readonly expires?: true;
  readonly indexes?: readonly GlobalSecondaryIndexPropsV2[];
}

/** A table, whether the stack makes it or only knows it. */
export interface KnownTable {
  readonly node: Node;
  readonly tableName: string;
  readonly tableArn: string;
  readonly tableStreamArn?: string | undefined;
}

/** A table keyed by `pk` and `sk`: on demand, restorable to any second of the last 35 days. */
export class MusterTable extends TableV2 {
  constructor(scope: Construct, id: string, props: MusterTableProps) {
    super(scope, id, {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.settings.removal,
      deletionProtection: props.settings.deletionProtection,
      ...(props.stream === undefined ? {} : { dynamoStream: props.stream }),
      ...(props.expires === undefined ? {} : { timeToLiveAttribute: "expiresAt" }),
      globalSecondaryIndexes: [...(props.indexes ?? [])],
    });
  }
}
