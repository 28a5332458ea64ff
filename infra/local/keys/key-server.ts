import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import {
  answerJson,
  type JsonAnswer,
  operationOf,
  type RequestHandler,
  readJson,
} from "../queues/aws-json.ts";
import type { MasterKey } from "./master-key.ts";

/** Named in `X-Amz-Target`: KMS's name on the wire. */
export const keyTarget = "TrentService";

const Context = z.record(z.string(), z.string()).default({});
const GenerateDataKey = z.object({
  KeyId: z.string().min(1),
  KeySpec: z.literal("AES_256"),
  EncryptionContext: Context,
});
const Decrypt = z.object({
  KeyId: z.string().min(1),
  CiphertextBlob: z.base64(),
  EncryptionContext: Context,
});

/**
 * KMS's GenerateDataKey and Decrypt in AWS JSON 1.1 at any path; signatures are not checked. As
 * there, a data key opens only with the key id and the encryption context it was made with.
 */
export const createKeyHandler =
  (master: MasterKey): RequestHandler =>
  async (request, response) => {
    answerJson(response, "1.1", await answerTo(request, master));
  };

const answerTo = async (request: IncomingMessage, master: MasterKey): Promise<JsonAnswer> => {
  const operation = operationOf(request, keyTarget);
  try {
    const input = await readJson(request);
    if (operation === "GenerateDataKey") return generate(GenerateDataKey.parse(input), master);
    if (operation === "Decrypt") return decrypt(Decrypt.parse(input), master);
    const reason = `The local key service offers no ${operation ?? "such operation"}.`;
    return refusal("UnsupportedOperationException", reason);
  } catch (error) {
    if (error instanceof z.ZodError) return refusal("ValidationException", z.prettifyError(error));
    if (error instanceof SyntaxError) return refusal("SerializationException", "Not JSON.");
    const cause = error instanceof Error ? error.message : String(error);
    console.error(JSON.stringify({ level: "error", message: "A key request failed", cause }));
    return { status: 500, body: { __type: "KMSInternalException", message: "" } };
  }
};

function generate(input: z.infer<typeof GenerateDataKey>, master: MasterKey): JsonAnswer {
  const plain = randomBytes(32);
  const wrapped = master.wrap(plain, bindingOf(input));
  return {
    status: 200,
    body: {
      KeyId: input.KeyId,
      Plaintext: plain.toString("base64"),
      CiphertextBlob: wrapped.toString("base64"),
    },
  };
}

function decrypt(input: z.infer<typeof Decrypt>, master: MasterKey): JsonAnswer {
  const plain = master.unwrap(Buffer.from(input.CiphertextBlob, "base64"), bindingOf(input));
  if (plain === undefined) return refusal("InvalidCiphertextException", "");
  return { status: 200, body: { KeyId: input.KeyId, Plaintext: plain.toString("base64") } };
}

/** KMS compares contexts member by member, in whatever order they come. */
function bindingOf({ KeyId, EncryptionContext }: z.infer<typeof Decrypt | typeof GenerateDataKey>) {
  const members = Object.entries(EncryptionContext).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return JSON.stringify([KeyId, members]);
}

const refusal = (type: string, message: string): JsonAnswer => ({
  status: 400,
  body: { __type: type, message },
});
