import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Looks every minute for windows and certificates whose time has come, and rings when it keeps failing. */
export class ProgramSchedule extends Construct {
  constructor(scope: Construct, id: string, advance: MusterFunction) {
    super(scope, id);
    new Rule(this, "EveryMinute", {
      schedule: Schedule.rate(Duration.minutes(1)),
      // What was not done stays noted for the next minute.
      targets: [
        new LambdaFunction(advance, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }),
      ],
    });
    new UserAlarm(this, "Failing", {
      heading: "Programs do not advance",
      loss: "Programs do not begin or end on time; nobody is told of certificates that expire.",
      metric: advance.metricErrors({ period: Duration.minutes(5), statistic: "sum" }),
      threshold: 3,
      evaluationPeriods: 1,
    });
  }
}
