import { type LocalNames, localAccount, localRegion } from "./intrinsics.ts";
import type { Json, TemplateJson } from "./template-json.ts";

/** Where on this machine the template's services answer; without a slash at the end. */
export interface LocalAddresses {
  readonly gateway: string;
  readonly queues: string;
}

const nameProperties: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::Events::EventBus": "Name",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SQS::Queue": "QueueName",
};

const arnParts: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": `dynamodb:${localRegion}:${localAccount}:table/`,
  "AWS::DynamoDB::Table": `dynamodb:${localRegion}:${localAccount}:table/`,
  "AWS::Events::EventBus": `events:${localRegion}:${localAccount}:event-bus/`,
  "AWS::KMS::Key": `kms:${localRegion}:${localAccount}:key/`,
  "AWS::Lambda::Function": `lambda:${localRegion}:${localAccount}:function:`,
  "AWS::S3::Bucket": "s3:::",
  "AWS::SQS::Queue": `sqs:${localRegion}:${localAccount}:`,
};

/** The name after the last colon or slash of an ARN; a plain name is its own. */
export function nameInArn(arn: string): string {
  const parts = arn.replace(/\/stream\/[^/]*$/, "").split(/[:/]/);
  return parts.at(-1) ?? arn;
}

/** A resource's name is the one the template gives as plain text, else its logical id. */
export function localNames(template: TemplateJson, addresses: LocalAddresses): LocalNames {
  const nameOf = (id: string): string => {
    const resource = template.Resources[id];
    const given: Json | undefined = resource?.Properties[nameProperties[resource.Type] ?? ""];
    return typeof given === "string" ? given : id;
  };
  const typeOf = (id: string): string | undefined => template.Resources[id]?.Type;
  const arnOf = (id: string): string => {
    const type = typeOf(id) ?? "";
    return `arn:aws:${arnParts[type] ?? `local:${localRegion}:${localAccount}:`}${nameOf(id)}`;
  };
  const queueUrl = (id: string): string => `${addresses.queues}/${localAccount}/${nameOf(id)}`;
  return {
    reference: (id) => {
      if (typeOf(id) === undefined) return undefined;
      return typeOf(id) === "AWS::SQS::Queue" ? queueUrl(id) : nameOf(id);
    },
    attribute: (id, attribute) => {
      if (typeOf(id) === undefined) return undefined;
      if (attribute === "Arn") return arnOf(id);
      if (attribute === "StreamArn") return `${arnOf(id)}/stream/local`;
      if (attribute === "ApiEndpoint") return addresses.gateway;
      if (attribute === "QueueUrl") return queueUrl(id);
      return ["QueueName", "Name"].includes(attribute) ? nameOf(id) : `${nameOf(id)}.${attribute}`;
    },
  };
}
