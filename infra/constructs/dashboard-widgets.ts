import { Duration } from "aws-cdk-lib";
import {
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { GuardedQueue } from "./guarded-queue.ts";
import type { MusterFunction } from "./muster-function.ts";

/** What a widget shows, and what users lose when it looks bad. */
interface Told {
  readonly shows: string;
  readonly loss: string;
}

const [width, height] = [8, 6];
const period = Duration.minutes(5);

const titleOf = ({ shows, loss }: Told): string => `${shows} · if bad: ${loss}`;

/** Lines of any number of metrics. */
export function graph(told: Told, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title: titleOf(told), left, width, height, period });
}

/** What the log's own lines say, without a metric of each: one query, asked when it is looked at. */
export function fromLogs(
  told: Told,
  logGroups: readonly ILogGroup[],
  queryLines: string[],
): LogQueryWidget {
  return new LogQueryWidget({
    title: titleOf(told),
    logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
    queryLines,
    view: LogQueryVisualizationType.LINE,
    width,
    height,
  });
}

/** How long the oldest message of each queue has waited, in seconds. */
export function ages(told: Told, queues: readonly GuardedQueue[]): GraphWidget {
  return graph(
    told,
    queues.map(({ queue, label }) =>
      queue.metricApproximateAgeOfOldestMessage({ label, period, statistic: "max" }),
    ),
  );
}

/** How many messages are parked behind each queue. */
export function parked(told: Told, queues: readonly GuardedQueue[]): GraphWidget {
  return graph(
    told,
    queues.map(({ deadLetters, label }) =>
      deadLetters.metricApproximateNumberOfMessagesVisible({ label, period, statistic: "max" }),
    ),
  );
}

/** One of Lambda's own metrics of each function. */
export function ofFunctions(
  told: Told,
  functions: readonly MusterFunction[],
  metric: "Errors" | "Throttles" | "Duration",
): GraphWidget {
  const statistic = metric === "Duration" ? "p99" : "sum";
  return graph(
    told,
    functions.map((each) => each.metric(metric, { label: each.node.id, period, statistic })),
  );
}
