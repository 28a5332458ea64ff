import { readFileSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { deliveries } from "../../infra/constructs/guarded-queue.ts";
import { stageSettings } from "../../infra/stage-settings.ts";
import { connectionKinds } from "../../shared/contracts/connection.ts";
import { synthesized } from "./synthesized.ts";

const dev = synthesized("dev");
const prod = synthesized("prod");
const runbook = readFileSync(new URL("../../infra/RUNBOOK.md", import.meta.url), "utf8");
const headings = new Set([...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading));

const attribute = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });

describe("functions", () => {
  it("run on Node 24 and arm64, log JSON, are traced, and say where their code lies", () => {
    const functions = dev.template.findResources("AWS::Lambda::Function");
    expect(Object.keys(functions).sort()).toEqual([
      "AnswerApi",
      "ApplyChanges",
      "BuildSegment",
      "EnqueueDue",
      "ImportRecords",
      "KeepAccess",
      "PublishMemberships",
      "PushMembershipsHubspot",
      "PushMembershipsLms",
      "PushMembershipsSalesforce",
      "PushMembershipsWebhook",
      "ReceiveEvents",
      "ReceiveWebhook",
      "ReevaluateDue",
      "RefreshRelated",
    ]);
    for (const definition of Object.values(functions)) {
      expect(definition).toMatchObject({
        Properties: {
          Runtime: "nodejs24.x",
          Architectures: ["arm64"],
          Handler: "index.handler",
          LoggingConfig: { LogFormat: "JSON" },
          TracingConfig: { Mode: "Active" },
        },
        Metadata: { "aws:asset:path": expect.stringMatching(/^asset\.[0-9a-f]{64}$/) },
      });
    }
  });

  it("are told every table, queue, the bus and their public address", () => {
    for (const properties of dev.ofType("AWS::Lambda::Function").values()) {
      expect(properties["Environment"]).toMatchObject({
        Variables: {
          PROFILES_TABLE: { Ref: "ProfilesTable" },
          VIEWS_TABLE: { Ref: "ViewsTable" },
          REGISTRY_TABLE: { Ref: "RegistryTable" },
          CHANGES_QUEUE_URL: { Ref: "ChangesQueue" },
          DUE_QUEUE_URL: { Ref: "DueQueue" },
          BUILDS_QUEUE_URL: { Ref: "BuildsQueue" },
          RELATED_QUEUE_URL: { Ref: "RelatedQueue" },
          IMPORTS_QUEUE_URL: { Ref: "ImportsQueue" },
          PUSHES_HUBSPOT_QUEUE_URL: { Ref: "PushesHubspotQueue" },
          PUSHES_WEBHOOK_QUEUE_URL: { Ref: "PushesWebhookQueue" },
          PUSHES_LMS_QUEUE_URL: { Ref: "PushesLmsQueue" },
          PUSHES_SALESFORCE_QUEUE_URL: { Ref: "PushesSalesforceQueue" },
          BUS_NAME: { Ref: "Bus" },
          PUBLIC_URL: attribute("ApiHttp", "ApiEndpoint"),
        },
      });
    }
  });

  it("learn HubSpot's client secret only where they talk to HubSpot", () => {
    const told = [...dev.ofType("AWS::Lambda::Function")]
      .filter(([, properties]) => JSON.stringify(properties).includes("HUBSPOT_CLIENT_SECRET"))
      .map(([id]) => id);
    expect(told.sort()).toEqual([
      "AnswerApi",
      "ImportRecords",
      "KeepAccess",
      "PushMembershipsHubspot",
      "ReceiveWebhook",
    ]);
    dev.template.hasParameter("HubspotClientSecret", { NoEcho: true });
  });

  it("learn Salesforce's client secret only where they talk to Salesforce", () => {
    const told = [...dev.ofType("AWS::Lambda::Function")]
      .filter(([, properties]) => JSON.stringify(properties).includes("SALESFORCE_CLIENT_SECRET"))
      .map(([id]) => id);
    expect(told.sort()).toEqual([
      "AnswerApi",
      "ImportRecords",
      "KeepAccess",
      "PushMembershipsSalesforce",
      "ReceiveEvents",
    ]);
    dev.template.hasParameter("SalesforceClientSecret", { NoEcho: true });
  });

  it("that open secrets have the key, and their own settings rest under it", () => {
    const keyArn = attribute("SecretsKey", "Arn");
    const functions = [...dev.ofType("AWS::Lambda::Function")];
    const telling = (name: string) =>
      functions.filter(([, properties]) => JSON.stringify(properties).includes(name));
    const keyed = telling("DATA_KEY_ID").map(([id]) => id);
    expect(keyed).toEqual(expect.arrayContaining(["AnswerApi", "KeepAccess", "ReceiveWebhook"]));
    expect(keyed).toEqual(expect.arrayContaining(telling("CLIENT_SECRET").map(([id]) => id)));
    for (const [, properties] of telling("DATA_KEY_ID"))
      expect(properties).toMatchObject({ KmsKeyArn: keyArn });
    const granted = [...dev.ofType("AWS::IAM::Policy").values()].filter((policy) =>
      JSON.stringify(policy).includes("kms:GenerateDataKey"),
    );
    expect(granted.length).toBe(keyed.length);
    dev.template.hasResourceProperties("AWS::KMS::Key", { EnableKeyRotation: true });
  });
});

describe("permissions", () => {
  const Statement = z.object({
    Action: z.union([z.string(), z.array(z.string())]),
    Resource: z.unknown(),
  });
  const Policy = z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) });
  const statements = [...dev.ofType("AWS::IAM::Policy").values()].flatMap((policy) =>
    Policy.parse(policy).PolicyDocument.Statement.map((statement) => ({
      actions: [statement.Action].flat(),
      resource: statement.Resource,
    })),
  );

  it("name their actions one by one", () => {
    expect(statements.length).toBeGreaterThan(40);
    const wide = statements.flatMap(({ actions }) => actions).filter((name) => name.includes("*"));
    expect(wide).toEqual([]);
  });

  it("name their resources, except for traces, which have none", () => {
    const wide = statements.filter(({ resource }) => resource === "*");
    expect(new Set(wide.flatMap(({ actions }) => actions))).toEqual(
      new Set(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]),
    );
  });

  it("come from no managed policy", () => {
    for (const role of dev.ofType("AWS::IAM::Role").values()) {
      expect(role).not.toHaveProperty("ManagedPolicyArns");
    }
  });
});

describe("queues", () => {
  const queues = [...dev.ofType("AWS::SQS::Queue").keys()].filter((id) => id.endsWith("Queue"));

  it("are changes, due, builds, related, imports, source events, and one of pushes per connector kind", () => {
    expect(queues.length).toBe(6 + connectionKinds.length);
  });

  it.each(queues)("%s parks what an outage of hours outlasts and rings when it does", (id) => {
    const deadLetters = id.replace(/Queue$/, "DeadLetters");
    dev.template.hasResourceProperties("AWS::SQS::Queue", {
      RedrivePolicy: {
        deadLetterTargetArn: attribute(deadLetters, "Arn"),
        maxReceiveCount: deliveries,
      },
    });
    dev.template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: attribute(deadLetters, "QueueName") }],
      Threshold: 1,
    });
    dev.template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ApproximateAgeOfOldestMessage",
      Dimensions: [{ Name: "QueueName", Value: attribute(id, "QueueName") }],
    });
  });

  it.each([
    ["ChangesQueue", "ApplyChanges", 10, 20],
    ["DueQueue", "ReevaluateDue", 10, 20],
    ["BuildsQueue", "BuildSegment", 1, 60],
    ["RelatedQueue", "RefreshRelated", 1, 60],
    ["ImportsQueue", "ImportRecords", 1, 60],
    ["PushesHubspotQueue", "PushMembershipsHubspot", 10, 60],
    ["PushesWebhookQueue", "PushMembershipsWebhook", 10, 60],
    ["PushesLmsQueue", "PushMembershipsLms", 10, 60],
    ["PushesSalesforceQueue", "PushMembershipsSalesforce", 10, 60],
    ["SourceEventsQueue", "ReceiveEvents", 10, 60],
  ])("%s feeds %s, %i a batch, failures told one by one", (queue, reader, batch, timeout) => {
    dev.template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: attribute(queue, "Arn"),
      FunctionName: { Ref: reader },
      BatchSize: batch,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    expect(dev.ofType("AWS::Lambda::Function").get(reader)).toMatchObject({
      Timeout: timeout,
      Environment: {
        Variables: { DEAD_LETTER_QUEUE_URL: { Ref: queue.replace(/Queue$/, "DeadLetters") } },
      },
    });
    expect(dev.ofType("AWS::SQS::Queue").get(queue)).toMatchObject({
      VisibilityTimeout: 6 * timeout,
    });
  });
});

describe("tables", () => {
  it("are restorable; in prod they cannot be deleted", () => {
    for (const [stage, protectedFromDeletion] of [
      [dev, false],
      [prod, true],
    ] as const) {
      const tables = stage.template.findResources("AWS::DynamoDB::GlobalTable");
      expect(Object.keys(tables)).toEqual(["ProfilesTable", "ViewsTable", "RegistryTable"]);
      for (const table of Object.values(tables)) {
        expect(table).toMatchObject({
          DeletionPolicy: protectedFromDeletion ? "Retain" : "Delete",
          Properties: {
            BillingMode: "PAY_PER_REQUEST",
            Replicas: [
              {
                DeletionProtectionEnabled: protectedFromDeletion,
                PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
              },
            ],
          },
        });
      }
    }
  });

  it("stream profiles only, whole before and after, into publish-memberships", () => {
    const streams = [...dev.ofType("AWS::DynamoDB::GlobalTable")]
      .filter(([, table]) => "StreamSpecification" in table)
      .map(([id, table]) => [id, table["StreamSpecification"]]);
    expect(streams).toEqual([["ProfilesTable", { StreamViewType: "NEW_AND_OLD_IMAGES" }]]);
    dev.template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: attribute("ProfilesTable", "StreamArn"),
      FunctionName: { Ref: "PublishMemberships" },
      BatchSize: 100,
      TumblingWindowInSeconds: 30,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 6 * 3600,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: { OnFailure: { Destination: attribute("OutboxFailedRecords", "Arn") } },
    });
  });

  it("index due instants, members by since, and pending pushes", () => {
    const index = (name: string, hash: string, range: string, projection: string) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: hash, KeyType: "HASH" },
        { AttributeName: range, KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: projection },
    });
    const tables = dev.ofType("AWS::DynamoDB::GlobalTable");
    expect(tables.get("ProfilesTable")).toMatchObject({
      GlobalSecondaryIndexes: [index("due", "dueShard", "dueAt", "KEYS_ONLY")],
    });
    expect(tables.get("ViewsTable")).toMatchObject({
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      GlobalSecondaryIndexes: [
        index("since", "sincePk", "sinceSk", "ALL"),
        index("pending", "pendingPk", "pendingSk", "ALL"),
      ],
    });
    expect(tables.get("RegistryTable")).toMatchObject({
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
  });
});

describe("bus, clock and routes", () => {
  it.each(["Hubspot", "Webhook", "Lms", "Salesforce"])(
    "says transitions to %s, fair by workspace",
    (kind) => {
      const queue = `Pushes${kind}`;
      dev.template.hasResourceProperties("AWS::Events::Rule", {
        EventBusName: { Ref: "Bus" },
        EventPattern: { source: ["muster"], "detail-type": ["segment.entered", "segment.exited"] },
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

  it("looks for due flips every minute", () => {
    dev.template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      Targets: [Match.objectLike({ Arn: attribute("EnqueueDue", "Arn") })],
    });
  });

  it("opens exactly the routes of the contract", () => {
    const routes = [...dev.ofType("AWS::ApiGatewayV2::Route").values()];
    expect(routes.map((route) => String(route["RouteKey"])).sort()).toEqual([
      "ANY /api/v1/{proxy+}",
      "GET /health",
      "GET /oauth/{proxy+}",
      "POST /hooks/{proxy+}",
    ]);
    const integrations = [...dev.ofType("AWS::ApiGatewayV2::Integration").values()];
    for (const integration of integrations) expect(integration["PayloadFormatVersion"]).toBe("2.0");
  });
});

describe("alarms", () => {
  const alarms = [...dev.ofType("AWS::CloudWatch::Alarm")];

  it("watch the stream's age, records set aside, the sweep and the API besides the queues", () => {
    const others = alarms.map(([id]) => id).filter((id) => !/(Parked|Waiting)$/.test(id));
    expect(others.sort()).toEqual([
      "AccessRenewalFailing",
      "ApiFailing",
      "DueSweepStopped",
      "OutboxLate",
      "OutboxSetAside",
    ]);
    dev.template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "IteratorAge",
      Threshold: 3_600_000,
    });
  });

  it.each(alarms)(
    "%s says the loss, names its heading of the runbook, and reaches somebody",
    (...[, alarm]) => {
      const description = z.string().parse(alarm["AlarmDescription"]);
      const named = /^(?<loss>.{20,}\.) See infra\/RUNBOOK\.md, "(?<heading>.+)"\.$/.exec(
        description,
      );
      expect(headings).toContain(named?.groups?.["heading"]);
      expect(alarm["AlarmActions"]).toEqual([{ Ref: "AlarmTopic" }]);
    },
  );

  it("are all the runbook speaks of, each with its loss, where to look and what to do", () => {
    const sections = runbook.split(/^## /m).slice(2);
    expect(sections.length).toBe(alarms.length);
    for (const section of sections) {
      expect(section).toMatch(/\*\*What users lose:\*\*[^]+\*\*Look at:\*\*[^]+\*\*Do:\*\*/);
    }
  });
});

describe("stages", () => {
  it("are dev unless said, and no third one", () => {
    expect(stageSettings(undefined).name).toBe("dev");
    expect(() => stageSettings("staging")).toThrow('"dev" or "prod", not "staging"');
  });
});
