import { createHash } from "node:crypto";
import type { MessageAttributes } from "./message.ts";

/** Hex, as the SDKs compare it with what they sent or received. */
export const digestOfBody = (body: string): string => createHash("md5").update(body).digest("hex");

/**
 * Over the attributes in order of their names: name, data type, kind of transport, value, each text
 * preceded by its length in four bytes, big end first. `undefined` where there are none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export const digestOfAttributes = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    hash.update(withLength(Buffer.from(name)));
    hash.update(withLength(Buffer.from(attribute.DataType)));
    if (attribute.BinaryValue === undefined) {
      hash.update(Buffer.from([1]));
      hash.update(withLength(Buffer.from(attribute.StringValue ?? "")));
    } else {
      hash.update(Buffer.from([2]));
      hash.update(withLength(Buffer.from(attribute.BinaryValue, "base64")));
    }
  }
  return hash.digest("hex");
};

const withLength = (content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};
