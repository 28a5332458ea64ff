import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { synthesized } from "./synthesized.ts";

const dev = synthesized("dev");

const Widget = z.object({
  type: z.enum(["alarm", "metric", "log"]),
  properties: z.looseObject({ title: z.string(), query: z.string().optional() }),
});
const Body = z.object({ widgets: z.array(Widget) });
const Joined = z.object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.unknown())]) });
const Reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
  z.object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) }).transform((given) => {
    const [id, attribute] = given["Fn::GetAtt"];
    return `<${id}.${attribute}>`;
  }),
]);

/** The dashboard as it is deployed, each reference as `<Id>` or `<Id.Attribute>`. */
function dashboard() {
  const [given] = dev.ofType("AWS::CloudWatch::Dashboard").values();
  const { "Fn::Join": join } = Joined.parse(given?.["DashboardBody"]);
  const text = join[1].map((part) => (typeof part === "string" ? part : Reference.parse(part)));
  return Body.parse(JSON.parse(text.join(""))).widgets;
}

const widgets = dashboard();
const shown = (kind: z.infer<typeof Widget>["type"]): string =>
  JSON.stringify(widgets.filter(({ type }) => type === kind));
const ids = (type: string): string[] => [...dev.ofType(type).keys()];

describe("the dashboard", () => {
  it.each([
    ["queue's or its dead letters'", "AWS::SQS::Queue", (id: string) => `<${id}.QueueName>`],
    ["function's", "AWS::Lambda::Function", (id: string) => `"FunctionName","<${id}>"`],
    ["table's", "AWS::DynamoDB::GlobalTable", (id: string) => `"TableName","<${id}>"`],
  ])("shows every %s metrics", (_, type, named) => {
    expect(ids(type).length).toBeGreaterThan(2);
    expect(ids(type).filter((id) => !shown("metric").includes(named(id)))).toEqual([]);
  });

  it("shows of every queue how long messages wait, and of dead letters how many there are", () => {
    const text = shown("metric");
    for (const id of ids("AWS::SQS::Queue")) {
      const metric = id.endsWith("DeadLetters")
        ? "ApproximateNumberOfMessagesVisible"
        : "ApproximateAgeOfOldestMessage";
      expect(text).toContain(`"${metric}","QueueName","<${id}.QueueName>"`);
    }
  });

  it("shows every alarm", () => {
    const alarms = ids("AWS::CloudWatch::Alarm");
    expect(alarms.length).toBeGreaterThan(40);
    expect(alarms.filter((id) => !shown("alarm").includes(`<${id}.Arn>`))).toEqual([]);
  });

  it("shows what every filter of a log counts, of its own stage", () => {
    const Filter = z.object({
      MetricTransformations: z.array(
        z.object({ MetricName: z.string(), MetricNamespace: z.string() }),
      ),
    });
    const counted = [...dev.ofType("AWS::Logs::MetricFilter").values()].flatMap((filter) =>
      Filter.parse(filter).MetricTransformations.map(
        ({ MetricNamespace, MetricName }) => `"${MetricNamespace}","${MetricName}"`,
      ),
    );
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.filter((name) => !name.startsWith('"Muster/dev",'))).toEqual([]);
    expect(counted.filter((name) => !shown("metric").includes(name))).toEqual([]);
  });

  it("says in each title what users lose when it looks bad", () => {
    const [first, ...others] = widgets.map(({ properties }) => properties.title);
    expect(first).toContain("what users lose");
    for (const title of others) expect(title).toMatch(/^.{6,} · if bad: .{12,}$/);
    expect(new Set(others).size).toBe(others.length);
  });

  it("goes along the way of a change", () => {
    const order = widgets.map(({ properties }) => properties.title.split(" · ")[0]);
    const stations = ["Webhooks received", "Changes applied", "Flips by time", "Profiles built"];
    const further = ["Bus events by rule", "Members pushed", "Drift put right", "Parked messages"];
    const places = [...stations, ...further].map((station) => order.indexOf(station));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });
});

describe("its queries", () => {
  const sources = [
    "functions/apply-changes.ts",
    "functions/reevaluate-due.ts",
    "shared/flow/finish-build.ts",
    "shared/flow/push-pending.ts",
  ].map((path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
  const queries = widgets.flatMap(({ properties }) => properties.query ?? []);

  it("ask for lines that are written, of logs that there are", () => {
    expect(queries.length).toBeGreaterThan(5);
    const logs = new Set(ids("AWS::Logs::LogGroup").map((id) => `<${id}>`));
    for (const query of queries) {
      const asked = [...query.matchAll(/SOURCE '([^']+)'/g)].map(([, log]) => log);
      expect(asked.length, query).toBeGreaterThan(0);
      for (const log of asked) expect(logs).toContain(log);
    }
    const messages = queries.flatMap((query) => /message = "([^"]+)"/.exec(query)?.[1] ?? []);
    expect(new Set(messages).size).toBe(sources.length);
    for (const message of messages)
      expect(sources.filter((source) => source.includes(`"${message}"`))).toHaveLength(1);
  });

  it("ask for a route that there is", () => {
    const routes = [...dev.ofType("AWS::ApiGatewayV2::Route").values()].map((route) =>
      String(route["RouteKey"]),
    );
    const asked = queries.flatMap((query) => /route = "([^"]+)"/.exec(query)?.[1] ?? []);
    expect(asked.length).toBeGreaterThan(0);
    for (const route of asked) expect(routes).toContain(route);
  });
});
