import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod";
import { Problem } from "../../runtime/errors.ts";
import { RequestProblem } from "../request-problem.ts";

export const scimPaths = "/scim/v2";
export const scimType = { "content-type": "application/scim+json" };

/** RFC 7644 §3.12, table 9. */
type ScimErrorType = "invalidFilter" | "invalidValue" | "tooMany";

/** What is wrong with a SCIM request, in the protocol's own words. */
export class ScimProblem extends Problem {
  readonly scimType: ScimErrorType;

  constructor(type: ScimErrorType, detail: string) {
    super(400, "Not answered", detail);
    this.scimType = type;
  }
}

export const ScimError = z
  .object({
    schemas: z.array(z.string()),
    status: z.string(),
    scimType: z.string().optional(),
    detail: z.string(),
  })
  .meta({ id: "ScimError", description: "RFC 7644 §3.12." });

/** A problem as SCIM clients read it. */
export function scimFailure(problem: Problem): APIGatewayProxyStructuredResultV2 {
  const status = problem.status === 422 ? 400 : problem.status;
  const type = typeOf(problem);
  const headers = problem instanceof RequestProblem ? problem.headers : {};
  return {
    statusCode: status,
    headers: { ...headers, ...scimType, "cache-control": "no-store" },
    body: JSON.stringify({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      ...(type === undefined ? {} : { scimType: type }),
      detail: detailOf(problem),
    } satisfies z.output<typeof ScimError>),
  };
}

function typeOf(problem: Problem): ScimErrorType | undefined {
  if (problem instanceof ScimProblem) return problem.scimType;
  return problem.status === 422 ? "invalidValue" : undefined;
}

function detailOf({ status, message }: Problem): string {
  return status === 405
    ? `${message} Groups follow their segments by themselves and cannot be written.`
    : message;
}
