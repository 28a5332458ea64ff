import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Problem } from "../runtime/errors.ts";
import { RequestProblem } from "./request-problem.ts";
import { decoded } from "./router.ts";

/** Addresses that the OpenFeature Remote Evaluation Protocol names. */
export const flagPaths = "/ofrep/";

type ErrorCode = "PARSE_ERROR" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT" | "FLAG_NOT_FOUND";

/** What is wrong with an evaluation, in the protocol's own codes. */
export class FlagProblem extends Problem {
  readonly errorCode: ErrorCode;

  constructor(errorCode: ErrorCode, detail: string) {
    super(errorCode === "FLAG_NOT_FOUND" ? 404 : 400, "Not evaluated", detail);
    this.errorCode = errorCode;
  }
}

/** A problem as providers of OpenFeature read it: all that is wrong with a request is a 400. */
export function flagFailure(problem: Problem, path: string): APIGatewayProxyStructuredResultV2 {
  const key = /\/flags\/([^/]+)$/.exec(path)?.[1];
  const headers = problem instanceof RequestProblem ? problem.headers : {};
  const isRequest = [413, 415, 422].includes(problem.status);
  return {
    statusCode: isRequest ? 400 : problem.status,
    headers: { ...headers, "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify({
      ...(key === undefined ? {} : { key: decoded(key) }),
      errorCode: problem instanceof FlagProblem ? problem.errorCode : codeOf(problem),
      errorDetails: problem.message,
    }),
  };
}

function codeOf({ status }: Problem): "PARSE_ERROR" | "GENERAL" {
  return [400, 413, 415, 422].includes(status) ? "PARSE_ERROR" : "GENERAL";
}
