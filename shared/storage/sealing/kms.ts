import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { setting } from "../../runtime/configuration.ts";
import { PermanentError, RetryableError } from "../../runtime/errors.ts";
import type { DataKey, KeyService, SealContext } from "./key-service.ts";

const requestTimeoutMs = 5_000;

/** The data can never be opened with this key; all else may be otherwise in an hour. */
const refused = new Set(["InvalidCiphertextException", "IncorrectKeyException"]);

/** AWS KMS with the key that the setting `DATA_KEY_ID` names. */
export class Kms implements KeyService {
  #made: KMSClient | undefined;

  async newDataKey(context: SealContext): Promise<DataKey> {
    const command = new GenerateDataKeyCommand({
      KeyId: setting("DATA_KEY_ID"),
      KeySpec: "AES_256",
      EncryptionContext: { ...context },
    });
    const answer = await translating("making a data key", () => this.#client().send(command));
    return { plain: present(answer.Plaintext), wrapped: present(answer.CiphertextBlob) };
  }

  async openDataKey(wrapped: Uint8Array, context: SealContext): Promise<Uint8Array> {
    const command = new DecryptCommand({
      KeyId: setting("DATA_KEY_ID"),
      CiphertextBlob: wrapped,
      EncryptionContext: { ...context },
    });
    const answer = await translating("opening a data key", () => this.#client().send(command));
    return present(answer.Plaintext);
  }

  /** Made when it is first needed: most functions never open a secret. */
  #client(): KMSClient {
    this.#made ??= new KMSClient({
      requestHandler: {
        requestTimeout: requestTimeoutMs,
        connectionTimeout: requestTimeoutMs,
        throwOnRequestTimeout: true,
      },
    });
    return this.#made;
  }
}

function present(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes !== undefined) return bytes;
  throw new RetryableError("The key service answered without a key.");
}

async function translating<Answer>(what: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (cause) {
    if (cause instanceof Error && refused.has(cause.name))
      throw new PermanentError(
        `${what}: a secret was sealed with another key, or for somebody else; connect again.`,
        { cause },
      );
    const name = cause instanceof Error ? cause.name : "unknown error";
    throw new RetryableError(`${what}: ${name}`, { cause });
  }
}
