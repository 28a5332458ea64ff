import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { z } from "zod";
import { PermanentError } from "../runtime/errors.ts";
import { decodeProfile, type StoredProfile } from "./profile-item.ts";

/** An image of the profiles' stream as Lambda gives it: DynamoDB JSON, binaries in base64. */
export function decodeImage(image: unknown): StoredProfile {
  try {
    return decodeProfile(unmarshall(withBytes(image)));
  } catch (error) {
    throw new PermanentError("the stream holds a record that is no profile", { cause: error });
  }
}

const Image = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === "object"),
);

function withBytes(image: unknown): Record<string, AttributeValue> {
  const item: unknown = JSON.parse(JSON.stringify(image), (key, value: unknown) =>
    key === "B" && typeof value === "string"
      ? Uint8Array.from(Buffer.from(value, "base64"))
      : value,
  );
  return Image.parse(item);
}
