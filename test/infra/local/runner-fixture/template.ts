/** A small system with every kind of part that the runner knows, as a CloudFormation template. */
const attribute = (id: string, name = "Arn") => ({ "Fn::GetAtt": [id, name] });

const environment = {
  Variables: {
    PROFILES_TABLE: { Ref: "Profiles" },
    CHANGES_QUEUE_URL: { Ref: "Changes" },
    DUE_QUEUE_URL: { Ref: "Due" },
    BUS_NAME: { Ref: "Bus" },
    PUBLIC_URL: attribute("Api", "ApiEndpoint"),
    ADDRESS: { "Fn::Sub": "${AWS::Region}/${Changes.QueueName}" },
    CRM_URL: { Ref: "CrmUrl" },
  },
};

const lambda = (asset: string, timeout: number) => ({
  Type: "AWS::Lambda::Function",
  Properties: {
    Role: attribute("Role"),
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Timeout: timeout,
    Environment: environment,
  },
  Metadata: { "aws:asset:path": `asset.${asset}` },
});

const queue = (deadLetters: string) => ({
  Type: "AWS::SQS::Queue",
  Properties: {
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: attribute(deadLetters), maxReceiveCount: 2 },
  },
});

const mapping = (functionId: string, queueId: string) => ({
  Type: "AWS::Lambda::EventSourceMapping",
  Properties: {
    BatchSize: 10,
    EventSourceArn: attribute(queueId),
    FunctionName: { Ref: functionId },
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  },
});

export const resources = {
  Receive: lambda("receive", 2),
  Apply: lambda("apply", 20),
  Publish: lambda("publish", 20),
  Push: lambda("push", 20),
  Sweep: lambda("sweep", 20),
  Flip: lambda("flip", 20),
  Changes: queue("ChangesDead"),
  ChangesDead: { Type: "AWS::SQS::Queue", Properties: {} },
  Due: queue("ChangesDead"),
  Pushes: queue("ChangesDead"),
  ApplyMapping: mapping("Apply", "Changes"),
  FlipMapping: mapping("Flip", "Due"),
  PushMapping: mapping("Push", "Pushes"),
  Profiles: {
    Type: "AWS::DynamoDB::GlobalTable",
    Properties: {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "dueShard", AttributeType: "S" },
        { AttributeName: "dueAt", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "due",
          KeySchema: [
            { AttributeName: "dueShard", KeyType: "HASH" },
            { AttributeName: "dueAt", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    },
  },
  Failed: { Type: "AWS::S3::Bucket", Properties: {} },
  PublishMapping: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: attribute("Failed") } },
      EventSourceArn: attribute("Profiles", "StreamArn"),
      FunctionName: { Ref: "Publish" },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRecordAgeInSeconds: 3600,
      MaximumRetryAttempts: 1,
      StartingPosition: "TRIM_HORIZON",
      TumblingWindowInSeconds: 30,
    },
  },
  Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "memberships" } },
  Transitions: {
    Type: "AWS::Events::Rule",
    Properties: {
      EventBusName: { Ref: "Bus" },
      EventPattern: { source: ["muster"], "detail-type": ["segment.entered"] },
      State: "ENABLED",
      Targets: [
        {
          Arn: attribute("Pushes"),
          Id: "Target0",
          SqsParameters: { MessageGroupId: "$.detail.workspaceId" },
        },
      ],
    },
  },
  EveryMinute: {
    Type: "AWS::Events::Rule",
    Properties: {
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [{ Arn: attribute("Sweep"), Id: "Target0" }],
    },
  },
  EveryDay: {
    Type: "AWS::Events::Rule",
    Properties: {
      ScheduleExpression: "rate(1 day)",
      State: "ENABLED",
      Targets: [{ Arn: attribute("Sweep"), Id: "Target0", Input: '{"daily":true}' }],
    },
  },
  Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "Http", ProtocolType: "HTTP" } },
  Integration: {
    Type: "AWS::ApiGatewayV2::Integration",
    Properties: {
      ApiId: { Ref: "Api" },
      IntegrationType: "AWS_PROXY",
      IntegrationUri: attribute("Receive"),
      PayloadFormatVersion: "2.0",
    },
  },
  Route: {
    Type: "AWS::ApiGatewayV2::Route",
    Properties: {
      ApiId: { Ref: "Api" },
      RouteKey: "POST /hooks/{proxy+}",
      Target: { "Fn::Join": ["/", ["integrations", { Ref: "Integration" }]] },
    },
  },
  Role: { Type: "AWS::IAM::Role", Properties: {} },
  RolePolicy: {
    Type: "AWS::IAM::Policy",
    Properties: {
      PolicyDocument: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      Roles: [{ Ref: "Role" }],
    },
  },
};

export const template = {
  Parameters: { CrmUrl: { Type: "String", Default: "https://api.example.test" } },
  Resources: resources,
};
