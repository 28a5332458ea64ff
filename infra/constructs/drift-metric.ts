import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

const namespace = "Muster";
type Counted = "repaired" | "untold";
const nameOf = (field: Counted): string => `memberships-${field}`;

const counted = (field: Counted): Metric =>
  new Metric({ namespace, metricName: nameOf(field), statistic: "sum" });
/** How much sweeps put right. */
export const putRight = counted("repaired");
/** How many memberships no event had told of. */
export const lostEvents = counted("untold");

/**
 * Counts what sweeps put right, and of it those memberships that no event had told of. Others may
 * edit a list as they like; events are Muster's own, so their loss rings.
 */
export class DriftMetric extends Construct {
  constructor(scope: Construct, id: string, sweeper: MusterFunction) {
    super(scope, id);
    this.count("repaired", sweeper);
    this.count("untold", sweeper);
    new UserAlarm(this, "Lost", {
      heading: "Membership events are lost",
      loss: "Outside systems learned of members up to a day late, by the sweep only.",
      metric: lostEvents.with({ period: Duration.days(1) }),
      threshold: 10,
      evaluationPeriods: 1,
    });
  }

  /** By a field of the line that each sweep logs at its end. */
  private count(field: Counted, sweeper: MusterFunction): void {
    new MetricFilter(this, field, {
      logGroup: sweeper.logGroup,
      filterPattern: FilterPattern.stringValue("$.message", "=", "destination swept"),
      metricNamespace: namespace,
      metricName: nameOf(field),
      metricValue: `$.${field}`,
    });
  }
}
