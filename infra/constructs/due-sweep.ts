import { Duration } from "aws-cdk-lib";
import { ComparisonOperator, MathExpression, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Runs the sweep every minute and rings when five minutes passed without a good run. */
export class DueSweep extends Construct {
  constructor(scope: Construct, id: string, sweep: MusterFunction) {
    super(scope, id);
    new Rule(this, "EveryMinute", {
      schedule: Schedule.rate(Duration.minutes(1)),
      // A late sweep is worth nothing once the next one has run.
      targets: [new LambdaFunction(sweep, { retryAttempts: 2, maxEventAge: Duration.minutes(1) })],
    });
    const period = Duration.minutes(5);
    new UserAlarm(this, "Stopped", {
      heading: "Due flips are not looked for",
      loss: "Nobody enters or leaves by time alone: expiries, windows and graces go unnoticed.",
      metric: new MathExpression({
        expression: "runs - failures",
        usingMetrics: {
          runs: sweep.metricInvocations({ period }),
          failures: sweep.metricErrors({ period }),
        },
        period,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
      evaluationPeriods: 1,
    });
  }
}
