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
  z.union([
    z.object({ B: z.string().transform((text) => Uint8Array.from(Buffer.from(text, "base64"))) }),
    z.custom<AttributeValue>((value) => typeof value === "object"),
  ]),
);

/** Binaries stand only at the top of a profile's item. */
function withBytes(image: unknown): Record<string, AttributeValue> {
  return Image.parse(image);
}
