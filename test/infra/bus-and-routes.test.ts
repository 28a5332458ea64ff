import { readFileSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { stageSettings } from "../../infra/stage-settings.ts";
import { synthesized } from "./synthesized.ts";

const dev = synthesized("dev");
const prod = synthesized("prod");

const attribute = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });

describe("bus, clock and routes", () => {
  it.each([
    ["Hubspot", "hubspot-list"],
    ["Webhook", "webhook"],
    ["Lms", "course"],
    ["Salesforce", "salesforce-campaign"],
    ["Klaviyo", "klaviyo-list"],
    ["Activecampaign", "activecampaign-tag"],
    ["Partnerstack", "partnerstack-tag"],
    ["Thinkific", "thinkific-course"],
    ["Teachable", "teachable-course"],
    ["Scim", "scim-group"],
  ])(
    "says transitions to %s where the segment has a destination there, fair by workspace",
    (kind, destination) => {
      const queue = `Pushes${kind}`;
      dev.template.hasResourceProperties("AWS::Events::Rule", {
        EventBusName: { Ref: "Bus" },
        EventPattern: {
          source: ["muster"],
          "detail-type": [
            "segment.entered",
            "segment.exited",
            ...(destination === "webhook" ? ["segment.exit-approaching"] : []),
          ],
          detail: { destinations: Match.arrayWith([destination]) },
        },
        Targets: [
          Match.objectLike({
            Arn: attribute(`${queue}Queue`, "Arn"),
            DeadLetterConfig: { Arn: attribute(`${queue}DeadLetters`, "Arn") },
            SqsParameters: { MessageGroupId: "$.detail.workspaceId" },
          }),
        ],
      });
    },
  );

  it("takes what comes on a partner's bus, where one is given, fair by source", () => {
    const condition = "HasSalesforceEventSource";
    dev.template.hasParameter("SalesforceEventSource", { Default: "aws.partner/none/none" });
    dev.template.hasResource("AWS::Events::EventBus", {
      Condition: condition,
      Properties: {
        Name: { Ref: "SalesforceEventSource" },
        EventSourceName: { Ref: "SalesforceEventSource" },
      },
    });
    dev.template.hasResource("AWS::Events::Rule", {
      Condition: condition,
      Properties: {
        EventBusName: { Ref: "PartnerEventsBus" },
        EventPattern: { source: [{ prefix: "aws.partner/" }] },
        Targets: [
          Match.objectLike({
            Arn: attribute("SourceEventsQueue", "Arn"),
            DeadLetterConfig: { Arn: attribute("SourceEventsDeadLetters", "Arn") },
            SqsParameters: { MessageGroupId: "$.source" },
          }),
        ],
      },
    });
    // Whatever names the rule itself would have to exist with it.
    const policies = JSON.stringify([...dev.ofType("AWS::SQS::QueuePolicy").values()]);
    expect(policies).toContain('{"Ref":"SalesforceEventSource"}');
    expect(policies).not.toContain("PartnerEventsRule");
  });

  it("keeps what was said on the bus", () => {
    dev.template.hasResourceProperties("AWS::Events::Archive", { RetentionDays: 7 });
    prod.template.hasResourceProperties("AWS::Events::Archive", { RetentionDays: 90 });
  });

  it("can tell it again, as the runbook says: the archive and every rule go by the names it gives", () => {
    const runbook = readFileSync(new URL("../../infra/RUNBOOK.md", import.meta.url), "utf8");
    const procedure =
      runbook.split(/^## /m).find((each) => each.startsWith("How bus events")) ?? "";
    const named = [...procedure.matchAll(/`(Bus[A-Za-z]+)`/g)].map(([, id = ""]) => id);
    expect(named.length).toBeGreaterThan(2);
    const types = ["AWS::Events::Archive", "AWS::Events::Rule"];
    const known = types.flatMap((type) => [...dev.ofType(type).keys()]);
    for (const id of named) expect(known).toContain(id);
    expect(dev.ofType("AWS::Events::Archive").get("BusArchiveArchive")).toMatchObject({
      EventPattern: { source: ["muster"] },
      SourceArn: attribute("Bus", "Arn"),
    });
  });

  it("looks after connected systems every five minutes", () => {
    dev.template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(5 minutes)",
      Targets: [Match.objectLike({ Arn: attribute("WatchSources", "Arn") })],
    });
  });

  it("looks for due flips every minute", () => {
    dev.template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      Targets: [Match.objectLike({ Arn: attribute("EnqueueDue", "Arn") })],
    });
  });

  it("has sweeps started every quarter of an hour, and counts what they put right", () => {
    dev.template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(15 minutes)",
      Targets: [Match.objectLike({ Arn: attribute("StartSweeps", "Arn") })],
    });
    for (const field of ["repaired", "untold"])
      dev.template.hasResourceProperties("AWS::Logs::MetricFilter", {
        LogGroupName: { Ref: "SweepDestinationsLog" },
        FilterPattern: '{ $.message = "destination swept" }',
        MetricTransformations: [Match.objectLike({ MetricValue: `$.${field}` })],
      });
  });

  it("opens exactly the routes of the contract", () => {
    const routes = [...dev.ofType("AWS::ApiGatewayV2::Route").values()];
    expect(routes.map((route) => String(route["RouteKey"])).sort()).toEqual([
      "ANY /api/v1/{proxy+}",
      "GET /health",
      "GET /hooks/{proxy+}",
      "GET /oauth/{proxy+}",
      "GET /scim/v2/{proxy+}",
      "POST /hooks/{proxy+}",
      "POST /ofrep/{proxy+}",
    ]);
    const integrations = [...dev.ofType("AWS::ApiGatewayV2::Integration").values()];
    for (const integration of integrations) expect(integration["PayloadFormatVersion"]).toBe("2.0");
  });
});

describe("stages", () => {
  it("are dev unless said, and no third one", () => {
    expect(stageSettings(undefined).name).toBe("dev");
    expect(() => stageSettings("staging")).toThrow('"dev" or "prod", not "staging"');
  });
});
