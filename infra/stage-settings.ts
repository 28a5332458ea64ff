import { RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** What differs between a stage where data may be thrown away and one where it may not. */
export interface StageSettings {
  readonly name: "dev" | "prod";
  /** Name of the event bus other systems attach their rules to. */
  readonly busName: string;
  readonly removal: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  readonly eventArchiveDays: number;
}

const stages: Record<StageSettings["name"], StageSettings> = {
  dev: {
    name: "dev",
    busName: "muster-dev",
    removal: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.TWO_WEEKS,
    eventArchiveDays: 7,
  },
  prod: {
    name: "prod",
    busName: "muster",
    removal: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
    eventArchiveDays: 90,
  },
};

/** Reads the CDK context value `stage`; absent means `dev`. Throws on any other name. */
export function stageSettings(stage: unknown): StageSettings {
  if (stage === undefined || stage === "dev") return stages.dev;
  if (stage === "prod") return stages.prod;
  throw new Error(`The context value "stage" is "dev" or "prod", not ${JSON.stringify(stage)}`);
}
