import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Looks every day for access that nobody used for long, and rings when three days failed. */
export class AccessRenewal extends Construct {
  constructor(scope: Construct, id: string, keeper: MusterFunction) {
    super(scope, id);
    new Rule(this, "EveryDay", {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(keeper, { retryAttempts: 2, maxEventAge: Duration.hours(6) })],
    });
    new UserAlarm(this, "Failing", {
      heading: "Idle access is not renewed",
      loss: "Connections that are hardly used lose their access and must be connected again.",
      metric: keeper.metricErrors({ period: Duration.days(1), statistic: "sum" }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }
}
