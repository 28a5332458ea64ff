import { describe, expect, it } from "vitest";
import { z } from "zod";
import { connectionKinds } from "../../shared/contracts/connection.ts";
import { synthesized } from "./synthesized.ts";

const dev = synthesized("dev");
const prod = synthesized("prod");

const attribute = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });

describe("functions", () => {
  it("run on Node 24 and arm64, log JSON, are traced, and say where their code lies", () => {
    const functions = dev.template.findResources("AWS::Lambda::Function");
    expect(Object.keys(functions).sort()).toEqual([
      "AdvancePrograms",
      "AnswerApi",
      "ApplyChanges",
      "BuildSegment",
      "CheckSource",
      "EnqueueDue",
      "ImportRecords",
      "KeepAccess",
      "PublishMemberships",
      "PushMembershipsActivecampaign",
      "PushMembershipsHubspot",
      "PushMembershipsKlaviyo",
      "PushMembershipsLms",
      "PushMembershipsPartnerstack",
      "PushMembershipsSalesforce",
      "PushMembershipsScim",
      "PushMembershipsTeachable",
      "PushMembershipsThinkific",
      "PushMembershipsWebhook",
      "ReceiveEvents",
      "ReceiveWebhook",
      "ReevaluateDue",
      "RefreshRelated",
      "RunPrograms",
      "StartSweeps",
      "SweepDestinations",
      "WatchSources",
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
          SWEEPS_QUEUE_URL: { Ref: "SweepsQueue" },
          SOURCES_QUEUE_URL: { Ref: "SourcesQueue" },
          PROGRAMS_QUEUE_URL: { Ref: "ProgramsQueue" },
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
      "CheckSource",
      "ImportRecords",
      "KeepAccess",
      "PushMembershipsHubspot",
      "ReceiveWebhook",
      "SweepDestinations",
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
      "SweepDestinations",
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

  it("are changes, due, builds, related, imports, sources, source events, sweeps, programs, and one of pushes per connector kind", () => {
    expect(queues.length).toBe(9 + connectionKinds.length);
  });

  it.each(queues)("%s parks what an outage of hours outlasts and rings when it does", (id) => {
    const deadLetters = id.replace(/Queue$/, "DeadLetters");
    dev.template.hasResourceProperties("AWS::SQS::Queue", {
      RedrivePolicy: {
        deadLetterTargetArn: attribute(deadLetters, "Arn"),
        maxReceiveCount: id === "ProgramsQueue" ? 600 : 200,
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

  it("of programs keeps a mail for longer than a daily quota takes to free, and parks it before it expires", () => {
    const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = z
      .object({
        VisibilityTimeout: z.number(),
        MessageRetentionPeriod: z.number(),
        RedrivePolicy: z.object({ maxReceiveCount: z.number() }),
      })
      .parse(dev.ofType("AWS::SQS::Queue").get("ProgramsQueue"));
    const { maxReceiveCount } = RedrivePolicy;
    const day = 86_400;
    expect(VisibilityTimeout * maxReceiveCount).toBeGreaterThan(2 * day);
    expect(VisibilityTimeout * maxReceiveCount).toBeLessThan(MessageRetentionPeriod - day);
    expect(dev.ofType("AWS::Lambda::Function").get("RunPrograms")).toMatchObject({
      Environment: { Variables: { QUEUE_DELIVERIES: String(maxReceiveCount) } },
    });
  });

  it.each([
    ["ChangesQueue", "ApplyChanges", 10, 20],
    ["DueQueue", "ReevaluateDue", 10, 20],
    ["BuildsQueue", "BuildSegment", 1, 60],
    ["RelatedQueue", "RefreshRelated", 1, 60],
    ["ImportsQueue", "ImportRecords", 1, 60],
    ["SourcesQueue", "CheckSource", 1, 60],
    ["PushesHubspotQueue", "PushMembershipsHubspot", 10, 60],
    ["PushesWebhookQueue", "PushMembershipsWebhook", 10, 60],
    ["PushesLmsQueue", "PushMembershipsLms", 10, 60],
    ["PushesSalesforceQueue", "PushMembershipsSalesforce", 10, 60],
    ["SourceEventsQueue", "ReceiveEvents", 10, 60],
    ["SweepsQueue", "SweepDestinations", 1, 180],
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

  it("may be others, restored beside the stack: all that named its own names these", () => {
    const profilesStreamArn =
      "arn:aws:dynamodb:eu-central-1:123456789012:table/profiles-restored/stream/1";
    const names = {
      profiles: "profiles-restored",
      views: "views-restored",
      registry: "registry-r",
    };
    const restoredTables = JSON.stringify({ ...names, profilesStreamArn });
    const restored = synthesized("prod", { restoredTables });
    expect([...restored.ofType("AWS::DynamoDB::GlobalTable").keys()]).toEqual([]);
    expect(JSON.stringify(restored.template.toJSON())).not.toMatch(
      /"(Ref|Fn::GetAtt)":\[?"(Profiles|Views|Registry)Table"/,
    );
    for (const properties of restored.ofType("AWS::Lambda::Function").values())
      expect(properties["Environment"]).toMatchObject({
        Variables: {
          PROFILES_TABLE: names.profiles,
          VIEWS_TABLE: names.views,
          REGISTRY_TABLE: names.registry,
        },
      });
    restored.template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: profilesStreamArn,
      FunctionName: { Ref: "PublishMemberships" },
    });
    const granted = JSON.stringify([...restored.ofType("AWS::IAM::Policy").values()]);
    for (const part of [...Object.values(names), "index/due", "index/since", "index/pending"])
      expect(granted).toContain(part);
    expect(granted).toContain(profilesStreamArn);
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
