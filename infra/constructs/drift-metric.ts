import { Duration } from "aws-cdk-lib";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/**
 * Counts what sweeps put right, and of it those memberships that no event had told of. Others may
 * edit a list as they like; events are Muster's own, so their loss rings.
 */
export class DriftMetric extends Construct {
  constructor(scope: Construct, id: string, sweeper: MusterFunction) {
    super(scope, id);
    this.count("repaired", sweeper);
    const untold = this.count("untold", sweeper);
    new UserAlarm(this, "Lost", {
      heading: "Membership events are lost",
      loss: "Outside systems learned of members up to a day late, by the sweep only.",
      metric: untold.metric({ period: Duration.days(1), statistic: "sum" }),
      threshold: 10,
      evaluationPeriods: 1,
    });
  }

  /** By a field of the line that each sweep logs at its end. */
  private count(field: "repaired" | "untold", sweeper: MusterFunction): MetricFilter {
    return new MetricFilter(this, field, {
      logGroup: sweeper.logGroup,
      filterPattern: FilterPattern.stringValue("$.message", "=", "destination swept"),
      metricNamespace: "Muster",
      metricName: `memberships-${field}`,
      metricValue: `$.${field}`,
    });
  }
}
