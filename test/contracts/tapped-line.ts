import { type Line, lineTo, type Passage } from "../connectors/line-to.ts";
import type { Exchange } from "./described-api.ts";

/** A line to the sandbox, and what went over it as a description judges it. */
export async function tappedLine(
  target: string,
): Promise<Line & { readonly exchanges: readonly Exchange[] }> {
  const line = await lineTo(target);
  return {
    ...line,
    get exchanges() {
      return line.passages.map(exchangeOf);
    },
  };
}

function exchangeOf({ body, ...passage }: Passage): Exchange {
  return { ...passage, requestBody: bodyOf(body, passage.headers["content-type"]) };
}

function bodyOf(body: string, type = ""): unknown {
  if (body === "") return undefined;
  const isForm = type.startsWith("application/x-www-form-urlencoded");
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
}
