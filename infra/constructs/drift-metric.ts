import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { StageSettings } from "../stage-settings.ts";
import type { MusterFunction } from "./muster-function.ts";
import { UserAlarm } from "./user-alarm.ts";

/** Stages may share an account: what one puts right is not to ring for the other. */
const namespaceOf = ({ name }: StageSettings): string => `Muster/${name}`;
type Counted = "repaired" | "untold";
const nameOf = (field: Counted): string => `memberships-${field}`;

const counted = (field: Counted, settings: StageSettings): Metric =>
  new Metric({
    namespace: namespaceOf(settings),
    metricName: nameOf(field),
    statistic: "sum",
  });
/** How much sweeps put right. */
export const putRight = (settings: StageSettings): Metric => counted("repaired", settings);
/** How many memberships no event had told of. */
export const lostEvents = (settings: StageSettings): Metric => counted("untold", settings);

/**
 * Counts what sweeps put right, and of it those memberships that no event had told of. Others may
 * edit a list as they like; events are Muster's own, so their loss rings.
 */
export class DriftMetric extends Construct {
  constructor(scope: Construct, id: string, settings: StageSettings, sweeper: MusterFunction) {
    super(scope, id);
    this.count("repaired", settings, sweeper);
    this.count("untold", settings, sweeper);
    new UserAlarm(this, "Lost", {
      heading: "Membership events are lost",
      loss: "Outside systems learned of members up to a day late, by the sweep only.",
      metric: lostEvents(settings).with({ period: Duration.days(1) }),
      threshold: 10,
      evaluationPeriods: 1,
    });
  }

  /** By a field of the line that each sweep logs at its end. */
  private count(field: Counted, settings: StageSettings, sweeper: MusterFunction): void {
    new MetricFilter(this, field, {
      logGroup: sweeper.logGroup,
      filterPattern: FilterPattern.stringValue("$.message", "=", "destination swept"),
      metricNamespace: namespaceOf(settings),
      metricName: nameOf(field),
      metricValue: `$.${field}`,
    });
  }
}
