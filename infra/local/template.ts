import { resolve } from "node:path";
import { readRoleGrants } from "./access/role-grants.ts";
import { type LocalAddresses, nameInArn } from "./local-names.ts";
import { refuseUnknown } from "./resource-kinds.ts";
import * as shapes from "./resource-properties.ts";
import type {
  FunctionSpec,
  QueueSpec,
  RouteSpec,
  RuleSpec,
  ScheduleSpec,
  SignInClientSpec,
  SystemModel,
  TableSpec,
} from "./system-model.ts";
import { readTemplates } from "./template-json.ts";
import { readQueueMappings, readStreamMappings } from "./template-mappings.ts";
import { TemplateResources } from "./template-resources.ts";

/**
 * Reads what the synthesized templates of `folder` want to run.
 * @throws Error that names what the local system cannot run
 */
export function readSystem(
  folder: string,
  addresses: LocalAddresses,
  parameters: Readonly<Record<string, string>> = {},
): SystemModel {
  const template = readTemplates(folder);
  refuseUnknown(template);
  const resources = new TemplateResources(template, addresses, parameters);
  return {
    functions: readFunctions(resources, folder),
    queues: readQueues(resources),
    tables: readTables(resources),
    buses: resources
      .ofType("AWS::Events::EventBus", shapes.busProperties)
      .map(({ name, properties }) => ({ name, partnerSource: properties.EventSourceName })),
    rules: readRules(resources),
    schedules: readSchedules(resources),
    routes: readRoutes(resources),
    queueMappings: readQueueMappings(resources),
    streamMappings: readStreamMappings(resources),
    buckets: resources.ofType("AWS::S3::Bucket", shapes.anything).map(({ name }) => name),
    signInClients: readSignInClients(resources),
  };
}

function readSignInClients(resources: TemplateResources): SignInClientSpec[] {
  return resources
    .ofType("AWS::Cognito::UserPoolClient", shapes.signInClientProperties)
    .map(({ name, properties: { CallbackURLs, LogoutURLs } }) => ({
      clientId: name,
      returnPaths: [...CallbackURLs, ...LogoutURLs].map((address) => new URL(address).pathname),
    }));
}

/** Functions of other runtimes are the CDK's own, for deployments. */
function readFunctions(resources: TemplateResources, folder: string): FunctionSpec[] {
  const grants = readRoleGrants(resources);
  return resources
    .ofType("AWS::Lambda::Function", shapes.functionProperties)
    .filter(({ id, properties }) => isOurs(id, properties.Runtime))
    .map(({ id, name, properties, metadata }) => {
      const path = metadata["aws:asset:path"];
      if (typeof path !== "string") {
        throw new Error(`The template does not say where the code of ${id} lies (aws:asset:path).`);
      }
      return {
        name,
        handler: properties.Handler,
        codeFolder: resolve(folder, path),
        environment: properties.Environment?.Variables ?? {},
        timeoutMs: properties.Timeout * 1000,
        memoryMb: properties.MemorySize,
        reservedConcurrency: properties.ReservedConcurrentExecutions,
        grants: grants.get(nameInArn(properties.Role)) ?? [],
      };
    });
}

const isOurs = (id: string, runtime: string): boolean =>
  runtime.startsWith("nodejs") && !id.startsWith("Custom");

function readQueues(resources: TemplateResources): QueueSpec[] {
  return resources.ofType("AWS::SQS::Queue", shapes.queueProperties).map(({ name, properties }) => {
    if (properties.FifoQueue) {
      throw new Error(`The local system has standard queues only; ${name} is a FIFO queue.`);
    }
    const redrive = properties.RedrivePolicy;
    return {
      name,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      deadLetterQueue: redrive && nameInArn(redrive.deadLetterTargetArn),
      maxReceiveCount: redrive?.maxReceiveCount,
    };
  });
}

function readTables(resources: TemplateResources): TableSpec[] {
  const types = ["AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table"];
  const keys = (schema: { AttributeName: string; KeyType: "HASH" | "RANGE" }[]) =>
    schema.map((key) => ({ name: key.AttributeName, role: key.KeyType }));
  return types
    .flatMap((type) => resources.ofType(type, shapes.tableProperties))
    .map(({ name, properties }) => ({
      name,
      keys: keys(properties.KeySchema),
      attributeTypes: Object.fromEntries(
        properties.AttributeDefinitions.map((item) => [item.AttributeName, item.AttributeType]),
      ),
      indexes: properties.GlobalSecondaryIndexes.map((index) => ({
        name: index.IndexName,
        keys: keys(index.KeySchema),
        projection: index.Projection.ProjectionType,
        included: index.Projection.NonKeyAttributes,
      })),
      streamView: properties.StreamSpecification?.StreamViewType,
      expiryAttribute: properties.TimeToLiveSpecification?.AttributeName,
    }));
}

function readRules(resources: TemplateResources): RuleSpec[] {
  return resources
    .ofType("AWS::Events::Rule", shapes.ruleProperties)
    .filter(({ properties }) => properties.EventPattern && properties.State === "ENABLED")
    .map(({ name, properties }) => ({
      name,
      busName: nameInArn(properties.EventBusName),
      pattern: properties.EventPattern,
      targets: properties.Targets.map((target) => {
        const reshaped = target.Input ?? target.InputPath ?? target.InputTransformer;
        if (!target.Arn.includes(":sqs:") || reshaped !== undefined) {
          throw new Error(`The rule ${name} must deliver the whole event to a queue.`);
        }
        const messageGroupPath = target.SqsParameters?.MessageGroupId;
        return { queueName: nameInArn(target.Arn), messageGroupPath };
      }),
    }));
}

function readSchedules(resources: TemplateResources): ScheduleSpec[] {
  const rules = resources
    .ofType("AWS::Events::Rule", shapes.ruleProperties)
    .filter(({ properties }) => properties.State === "ENABLED")
    .flatMap(({ name, properties: { ScheduleExpression, Targets } }) =>
      ScheduleExpression === undefined
        ? []
        : Targets.map((target) => schedule(name, ScheduleExpression, target)),
    );
  const schedules = resources
    .ofType("AWS::Scheduler::Schedule", shapes.scheduleProperties)
    .filter(({ properties }) => properties.State === "ENABLED")
    .map(({ name, properties }) =>
      schedule(name, properties.ScheduleExpression, properties.Target),
    );
  return [...rules, ...schedules];
}

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

function schedule(
  name: string,
  expression: string,
  target: { Arn: string; Input?: string | undefined },
): ScheduleSpec {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (!target.Arn.includes(":lambda:") || count === undefined || unit === undefined) {
    throw new Error(`The schedule ${name} must call a function at a rate, not "${expression}".`);
  }
  const periodMs = Number(count) * (unitMs[unit] ?? Number.NaN);
  return { name, periodMs, functionName: nameInArn(target.Arn), input: target.Input };
}

function readRoutes(resources: TemplateResources): RouteSpec[] {
  const integrations = new Map(
    resources
      .ofType("AWS::ApiGatewayV2::Integration", shapes.integrationProperties)
      .map(({ id, properties }) => [id, nameInArn(properties.IntegrationUri)]),
  );
  return resources.ofType("AWS::ApiGatewayV2::Route", shapes.routeProperties).map((route) => {
    const { RouteKey, Target } = route.properties;
    const functionName = integrations.get(Target.replace("integrations/", ""));
    const [method, path] = RouteKey.split(" ");
    if (method === undefined || path === undefined || functionName === undefined) {
      throw new Error(`The route ${route.id} ("${RouteKey}") leads to no function.`);
    }
    return { method, path, functionName };
  });
}
