import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Looks after connected systems every five minutes, and rings when an hour of it failed. */
export class SourceWatch extends Construct {
  constructor(scope: Construct, id: string, watcher: MusterFunction) {
    super(scope, id);
    new Rule(this, "EveryFiveMinutes", {
      schedule: Schedule.rate(Duration.minutes(5)),
      // The next one does the same.
      targets: [
        new LambdaFunction(watcher, { retryAttempts: 0, maxEventAge: Duration.minutes(5) }),
      ],
    });
    new UserAlarm(this, "Failing", {
      heading: "Sources are not looked after",
      loss: "Lost webhooks and deletions at connected systems stay unnoticed.",
      metric: watcher.metricErrors({ period: Duration.minutes(15), statistic: "sum" }),
      threshold: 1,
      evaluationPeriods: 4,
    });
  }
}
