import { z } from "zod";
import { setting } from "../../runtime/configuration.ts";
import { PermanentError, RetryableError } from "../../runtime/errors.ts";
import type { DataKey, KeyService, SealContext } from "./key-service.ts";

const requestTimeoutMs = 5_000;

const Bytes = z.base64().transform((text) => Buffer.from(text, "base64"));
const Made = z.object({ Plaintext: Bytes, CiphertextBlob: Bytes });
const Opened = z.object({ Plaintext: Bytes });

/** KMS's wire protocol at `AWS_ENDPOINT_URL_KMS`, with the key that `DATA_KEY_ID` names. */
export class Kms implements KeyService {
  async newDataKey(context: SealContext): Promise<DataKey> {
    const input = { KeySpec: "AES_256", EncryptionContext: context };
    const made = await call("GenerateDataKey", input, Made);
    return { plain: made.Plaintext, wrapped: made.CiphertextBlob };
  }

  async openDataKey(wrapped: Uint8Array, context: SealContext): Promise<Uint8Array> {
    const blob = Buffer.from(wrapped).toString("base64");
    const input = { CiphertextBlob: blob, EncryptionContext: context };
    return (await call("Decrypt", input, Opened)).Plaintext;
  }
}

async function call<T>(operation: string, input: object, answer: z.ZodType<T>): Promise<T> {
  const response = await fetch(setting("AWS_ENDPOINT_URL_KMS"), {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `TrentService.${operation}`,
    },
    body: JSON.stringify({ KeyId: setting("DATA_KEY_ID"), ...input }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  }).catch((cause: unknown) => {
    throw new RetryableError(`The key service did not answer ${operation}.`, { cause });
  });
  if (response.status === 400)
    throw new PermanentError(
      "A secret was sealed with another key, or for somebody else: connect again.",
    );
  if (!response.ok) throw new RetryableError(`The key service answered ${response.status}.`);
  return answer.parse(await response.json());
}
