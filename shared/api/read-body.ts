import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Problem } from "../runtime/errors.ts";
import { rawBody } from "../runtime/http.ts";

/** A rule has at most 100 KB; nothing else is larger. */
const largestBody = 512 * 1024;

const json = /^application\/([\w.+-]+\+)?json *(;|$)/i;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The JSON of the body; throws 400, 413 or 415. An absent body is an empty object. */
export function readBody(
  event: Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded">,
  contentType: string | undefined,
): unknown {
  const bytes = rawBody(event);
  if (bytes.length === 0) return {};
  if (bytes.length > largestBody)
    throw new Problem(413, "Body too large", `A body has at most ${largestBody} bytes.`);
  if (contentType !== undefined && !json.test(contentType))
    throw new Problem(
      415,
      "Not JSON",
      `Send the body as application/json; this one is ${contentType}.`,
    );
  const text = textOf(bytes);
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (error) {
    throw new Problem(400, "Malformed JSON", `The body is not JSON${placeOf(error, text)}.`);
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Problem(400, "Malformed JSON", "The body is not UTF-8 text.");
  }
}

/** The parser says the position of some faults only; where it says none, the text ended early. */
function placeOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : "";
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, position).split("\n");
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
