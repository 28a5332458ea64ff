import type { TemplateJson } from "./template-json.ts";

/** Read and run by the local system. */
const run: ReadonlySet<string> = new Set([
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::Cognito::UserPoolClient",
  "AWS::DynamoDB::GlobalTable",
  "AWS::DynamoDB::Table",
  "AWS::Events::EventBus",
  "AWS::Events::Rule",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::S3::Bucket",
  "AWS::SQS::Queue",
  "AWS::Scheduler::Schedule",
]);

/** Permissions, logs, alarms, delivery of the page: nothing that the flow needs on one machine. */
const passedOver: ReadonlySet<string> = new Set([
  "AWS::ApiGatewayV2::Stage",
  "AWS::CDK::Metadata",
  "AWS::Cognito::UserPool",
  "AWS::Cognito::UserPoolDomain",
  "AWS::Cognito::UserPoolGroup",
  "AWS::Events::Archive",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::Lambda::LayerVersion",
  "AWS::Lambda::Permission",
  "AWS::S3::BucketPolicy",
  "AWS::SES::ConfigurationSet",
  "AWS::SES::ConfigurationSetEventDestination",
  "AWS::SQS::QueuePolicy",
  "AWS::SSM::Parameter",
  "AWS::Scheduler::ScheduleGroup",
]);
const passedOverPrefixes = ["AWS::CloudFront::", "AWS::CloudWatch::", "AWS::IAM::", "AWS::Logs::"];

/** Works at deployment only, as does the function behind it. */
export const isCustomResource = (type: string): boolean =>
  type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";

/** @throws Error that names every resource the local system cannot run */
export function refuseUnknown(template: TemplateJson): void {
  const refused = Object.entries(template.Resources)
    .filter(([id, { Type }]) => !isKnown(Type) && !isAlarmTopic(template, id))
    .map(([id, { Type }]) => `${id} (${Type})`);
  if (refused.length === 0) return;
  throw new Error(
    `The local system cannot run these resources of the template: ${refused.join(", ")}. ` +
      "Add what they do to infra/local, or their type to the ones it passes over.",
  );
}

const isKnown = (type: string): boolean =>
  run.has(type) ||
  passedOver.has(type) ||
  isCustomResource(type) ||
  passedOverPrefixes.some((prefix) => type.startsWith(prefix));

/** A topic may exist for alarms; one that a function or a rule uses would be missed. */
function isAlarmTopic(template: TemplateJson, id: string): boolean {
  const resource = template.Resources[id];
  if (resource === undefined) return false;
  const { Type, Properties } = resource;
  if (Type === "AWS::SNS::TopicPolicy") return true;
  if (Type === "AWS::SNS::Subscription") return Properties["Protocol"] === "email";
  if (Type !== "AWS::SNS::Topic") return false;
  return Object.values(template.Resources)
    .filter((resource) => run.has(resource.Type))
    .every((resource) => !JSON.stringify(resource.Properties).includes(`"${id}"`));
}
