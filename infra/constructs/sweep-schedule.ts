import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Has every destination swept once a day, a few at a time, and rings when two hours went without. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, starter: MusterFunction) {
    super(scope, id);
    const period = Duration.minutes(15);
    new Rule(this, "EveryQuarter", {
      schedule: Schedule.rate(period),
      // The next run looks an hour back.
      targets: [new LambdaFunction(starter, { retryAttempts: 2, maxEventAge: period })],
    });
    new UserAlarm(this, "Failing", {
      heading: "Sweeps are not started",
      loss: "What differs between segments and outside systems stays unnoticed.",
      metric: starter.metricErrors({ period, statistic: "sum" }),
      threshold: 1,
      evaluationPeriods: 8,
    });
  }
}
