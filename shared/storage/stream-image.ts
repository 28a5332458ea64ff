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
  z.custom<AttributeValue | { readonly B: string }>((value) => typeof value === "object"),
);

/** Binaries stand only at the top of a profile's item. */
function withBytes(image: unknown): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(Image.parse(image)).map(([name, value]) => [
      name,
      typeof value.B === "string" ? { B: Buffer.from(value.B, "base64") } : value,
    ]),
  );
}
