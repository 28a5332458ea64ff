import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { MusterError, Problem } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** The bytes as the sender signed them. */
export function rawBody(event: Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded">): Buffer {
  return Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
}

/** Answers errors as `application/problem+json` (RFC 9457); what is not ours is a 500 without detail. */
export function answerProblems(
  log: Logger,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      const problem = problemOf(request.error);
      if (problem.status >= 500)
        log.error("request failed", request.error, { path: shownPath(request.event.rawPath) });
      request.response = problemResponse(problem);
    },
  };
}

/** A webhook's address may end in a secret. */
function shownPath(path: string): string {
  return path.replace(/^(\/hooks\/[^/]+)\/.+$/, "$1/…");
}

export function problemResponse(problem: Problem): APIGatewayProxyStructuredResultV2 {
  const { status, title, pointer } = problem;
  return {
    statusCode: status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({
      type: `urn:muster:problem:${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
      title,
      status,
      detail: problem.message,
      ...(pointer === undefined ? {} : { pointer }),
    }),
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof MusterError))
    return new Problem(
      500,
      "Something went wrong",
      "The request failed for a reason that is in the log.",
    );
  switch (error.next) {
    case "retry":
    case "slow-down":
      return new Problem(
        503,
        "Try again shortly",
        "The database or the queue is busy; nothing was changed.",
      );
    case "reconnect":
      return new Problem(409, "Connection refused", error.message);
    case "park":
      return new Problem(
        500,
        "Something went wrong",
        "The request failed for a reason that is in the log.",
      );
  }
}
