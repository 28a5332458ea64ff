import { Duration, type Stack } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Dashboard,
  type IWidget,
  MathExpression,
  Metric,
} from "aws-cdk-lib/aws-cloudwatch";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { ages, fromLogs, graph, ofFunctions, parked } from "../constructs/dashboard-widgets.ts";
import { lostEvents, putRight } from "../constructs/drift-metric.ts";
import { MusterFunction } from "../constructs/muster-function.ts";
import type { KnownTable } from "../constructs/muster-table.ts";
import { UserAlarm } from "../constructs/user-alarm.ts";
import type { StageSettings } from "../stage-settings.ts";
import type { Tables } from "./data.ts";
import type { Queues } from "./queues.ts";

const period = Duration.minutes(5);
const minutes = "by bin(5m)";

/** What an operator looks at, in the order in which a change flows; each title says the loss. */
export function showOperations(
  stack: Stack,
  settings: StageSettings,
  { queues, tables }: { readonly queues: Queues; readonly tables: Tables },
): Dashboard {
  const functions = stack.node.findAll().filter((each) => each instanceof MusterFunction);
  const logOf = (id: string): LogGroup => logGroupAt(stack, `${id}Log`);
  const pushing = functions.filter(({ node }) => node.id.startsWith("PushMemberships"));
  return new Dashboard(stack, "Operations", {
    dashboardName: `muster-${settings.name}`,
    defaultInterval: Duration.hours(12),
    widgets: [
      [alarms(stack)],
      webhooks(logGroupAt(stack, "Api", "AccessLog")),
      changes(logOf("ApplyChanges"), queues),
      time(logOf("ReevaluateDue"), queues),
      builds(logOf("BuildSegment"), queues),
      bus(functionAt(stack, "PublishMemberships"), settings),
      pushes(
        pushing.map(({ node }) => logOf(node.id)),
        queues,
      ),
      drift(settings, queues),
      failures(functions, queues),
      [...throttles(functions, tables), slow(functions)],
    ],
  });
}

function alarms(stack: Stack): IWidget {
  return new AlarmStatusWidget({
    title: "What rings · each says what users lose, and its heading of infra/RUNBOOK.md",
    alarms: stack.node.findAll().filter((each) => each instanceof UserAlarm),
    width: 24,
    height: 6,
  });
}

function webhooks(accessLog: LogGroup): IWidget[] {
  const hooks = 'filter route = "POST /hooks/{proxy+}"';
  const count = (what: string): string => `stats count(*) as ${what} ${minutes}`;
  return [
    fromLogs(
      { shows: "Webhooks received", loss: "none come in, so profiles stand still" },
      [accessLog],
      [hooks, count("received")],
    ),
    fromLogs(
      { shows: "Webhooks refused", loss: "what a system with a wrong secret tells is missing" },
      [accessLog],
      [hooks, "filter status like /^4/", count("refused")],
    ),
    fromLogs(
      { shows: "Requests failed", loss: "webhooks must come again, the console shows errors" },
      [accessLog],
      ["filter status like /^5/", count("failed")],
    ),
  ];
}

function changes(log: LogGroup, queues: Queues): IWidget[] {
  const { changes: own, sourceEvents, imports, sources, related } = queues;
  return [
    fromLogs(
      { shows: "Changes applied", loss: "what systems told does not reach profiles" },
      [log],
      [
        'filter message = "changes applied"',
        `stats sum(changes) as applied, sum(entered) as entries, sum(exited) as exits ${minutes}`,
      ],
    ),
    ages({ shows: "Changes wait (s)", loss: "profiles and memberships are late" }, [
      own,
      sourceEvents,
      related,
    ]),
    ages({ shows: "Sources wait (s)", loss: "old records and lost webhooks come in late" }, [
      imports,
      sources,
    ]),
  ];
}

function time(log: LogGroup, queues: Queues): IWidget[] {
  const ofFlips = (stats: string): string[] => [
    'filter message = "time flips"',
    `stats ${stats} ${minutes}`,
  ];
  return [
    fromLogs(
      { shows: "Flips by time", loss: "expiries, windows and graces go unnoticed" },
      [log],
      ofFlips("sum(entered) as entries, sum(exited) as exits"),
    ),
    fromLogs(
      { shows: "Flips behind their instant (ms)", loss: "who time takes out stays in, told late" },
      [log],
      ofFlips("max(lateMs) as latest"),
    ),
    ages({ shows: "Due flips wait (s)", loss: "memberships that time alone changes flip late" }, [
      queues.due,
    ]),
  ];
}

function builds(log: LogGroup, queues: Queues): IWidget[] {
  return [
    fromLogs(
      { shows: "Profiles built", loss: "new and edited segments show no members" },
      [log],
      [
        'filter message = "segment built"',
        `stats sum(profiles) as visited, max(ms) as longestMs ${minutes}`,
      ],
    ),
    ages({ shows: "Builds wait (s)", loss: "new and edited segments wait" }, [queues.builds]),
    ages({ shows: "Programs wait (s)", loss: "certificates, mails and news of deals are late" }, [
      queues.programs,
    ]),
  ];
}

/** The bus's rules are found by the bus: their names are made when they are deployed. */
function bus(publisher: MusterFunction, { busName }: StageSettings): IWidget[] {
  const ofRules = (metric: string) =>
    new MathExpression({
      expression: `SEARCH('{AWS/Events,EventBusName,RuleName} MetricName="${metric}" EventBusName="${busName}"', 'Sum', 300)`,
      label: "",
      period,
    });
  return [
    graph({ shows: "Age of the stream (ms)", loss: "lists, sizes, events and pushes lag behind" }, [
      publisher.metric("IteratorAge", { label: "oldest", statistic: "max", period }),
    ]),
    graph({ shows: "Bus events by rule", loss: "nobody outside hears who entered or left" }, [
      ofRules("MatchedEvents"),
    ]),
    graph(
      { shows: "Bus events not delivered", loss: "outside systems learn it by the next sweep" },
      [ofRules("FailedInvocations")],
    ),
  ];
}

function pushes(logs: readonly LogGroup[], queues: Queues): IWidget[] {
  const pushed = (stats: string): string[] => [
    'filter message = "memberships pushed"',
    `stats ${stats} ${minutes}`,
  ];
  return [
    fromLogs(
      { shows: "Members pushed", loss: "lists, campaigns and courses stand still" },
      logs,
      pushed("sum(added) as entered, sum(removed) as left"),
    ),
    fromLogs(
      { shows: "Members refused", loss: "these people are missing there" },
      logs,
      pushed("sum(refused) as told"),
    ),
    ages({ shows: "Pushes wait (s)", loss: "outside systems lag behind memberships" }, [
      ...queues.pushes.values(),
    ]),
  ];
}

function drift(settings: StageSettings, { sweeps }: Queues): IWidget[] {
  return [
    graph({ shows: "Drift put right", loss: "others, or lost pushes, change what we show" }, [
      putRight(settings).with({ label: "put right", period }),
    ]),
    graph({ shows: "Drift nobody told", loss: "events were lost, outside learned it late" }, [
      lostEvents(settings).with({ label: "untold", period }),
    ]),
    ages({ shows: "Sweeps wait (s)", loss: "what others changed is put right late" }, [sweeps]),
  ];
}

function failures(functions: readonly MusterFunction[], queues: Queues): IWidget[] {
  const { pushes: byKind, ...others } = queues;
  return [
    parked(
      { shows: "Parked messages", loss: "accepted work is not done until sent back" },
      Object.values(others),
    ),
    parked({ shows: "Parked pushes", loss: "lists miss members or keep old ones" }, [
      ...byKind.values(),
    ]),
    ofFunctions({ shows: "Errors", loss: "work is tried again, late" }, functions, "Errors"),
  ];
}

function throttles(functions: readonly MusterFunction[], tables: Tables): IWidget[] {
  const all: readonly KnownTable[] = [tables.profiles, tables.views, tables.registry];
  const ofTables = all.flatMap((table) =>
    ["ReadThrottleEvents", "WriteThrottleEvents"].map(
      (metricName) =>
        new Metric({
          namespace: "AWS/DynamoDB",
          metricName,
          dimensionsMap: { TableName: table.tableName },
          label: `${table.node.id} ${metricName}`,
          statistic: "sum",
          period,
        }),
    ),
  );
  return [
    ofFunctions({ shows: "Throttles", loss: "everything waits" }, functions, "Throttles"),
    graph({ shows: "Throttled tables", loss: "changes and pages of the console wait" }, ofTables),
  ];
}

function slow(functions: readonly MusterFunction[]): IWidget {
  const told = { shows: "Slowest of a hundred (ms)", loss: "work near its timeout is repeated" };
  return ofFunctions(told, functions, "Duration");
}

function functionAt(stack: Stack, id: string): MusterFunction {
  const found = stack.node.findChild(id);
  if (!(found instanceof MusterFunction)) throw new Error(`${id} is no function`);
  return found;
}

function logGroupAt(stack: Stack, ...path: readonly [string, ...string[]]): LogGroup {
  let found = stack.node.findChild(path[0]);
  for (const id of path.slice(1)) found = found.node.findChild(id);
  if (!(found instanceof LogGroup)) throw new Error(`${path.join("/")} is no log`);
  return found;
}
