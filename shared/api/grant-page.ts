import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Problem } from "../runtime/errors.ts";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", '"': "&quot;" };

/** What an admin's browser shows when the way back from a grant ends here, and where to go on. */
export function grantFailedPage(
  problem: Problem,
  consoleUrl: string,
): APIGatewayProxyStructuredResultV2 {
  const title = escaped(problem.title);
  return {
    statusCode: problem.status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
    },
    body: `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${escaped(problem.message)}</p><p><a href="${escaped(consoleUrl)}">Back to Muster</a></p>`,
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[&<"]/g, (character) => entities[character] ?? "");
}
