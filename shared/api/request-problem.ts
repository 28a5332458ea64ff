import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { z } from "zod";
import { jsonPointer } from "../connectors/json-pointer.ts";
import { PermanentError, Problem } from "../runtime/errors.ts";
import { problemResponse } from "../runtime/http.ts";
import type { RuleProblem } from "../segmentation/parse/rule-problem.ts";

/** One of several things that are wrong with a request. */
interface Fault {
  /** Into the body, where it is the body that is wrong. */
  readonly pointer?: string;
  /** Of the path or the query. */
  readonly parameter?: string;
  readonly detail: string;
}

interface More {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly Fault[];
}

/** A problem that lists several faults or answers with headers of its own. */
export class RequestProblem extends Problem {
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly Fault[];

  constructor(status: number, title: string, detail: string, more: More) {
    super(status, title, detail, more.errors?.[0]?.pointer);
    this.headers = more.headers ?? {};
    this.errors = more.errors ?? [];
  }
}

const Members = z.record(z.string(), z.unknown());

export function answerOf(problem: RequestProblem): APIGatewayProxyStructuredResultV2 {
  const { headers, body = "{}", ...plain } = problemResponse(problem);
  const errors = problem.errors.length === 0 ? {} : { errors: problem.errors };
  return {
    ...plain,
    headers: { ...headers, ...problem.headers },
    body: JSON.stringify({ ...Members.parse(JSON.parse(body)), ...errors }),
  };
}

export function notFound(what: string): Problem {
  return new Problem(404, "Not found", what);
}

/** A member of the body that has the right shape and still cannot be. */
export function invalid(pointer: string, detail: string): RequestProblem {
  return new RequestProblem(422, "Not valid", detail, { errors: [{ pointer, detail }] });
}

export function invalidParameter(parameter: string, detail: string): RequestProblem {
  return new RequestProblem(422, "Not valid", detail, { errors: [{ parameter, detail }] });
}

/** An address that `read` accepts; throws 422 with its reason. */
export function checkedAddress(
  pointer: string,
  address: string | undefined,
  read: (address: string) => URL,
): string {
  if (address === undefined) throw invalid(pointer, "Give the address.");
  try {
    return read(address).href;
  } catch (error) {
    if (error instanceof PermanentError) throw invalid(pointer, error.message);
    throw error;
  }
}

/** Pointers of the rule's own problems start at the rule; here it stands in a body. */
export function invalidRule(problems: readonly RuleProblem[]): RequestProblem {
  const errors = problems.map(({ pointer, message }) => ({
    pointer: `/rule${pointer}`,
    detail: message,
  }));
  return several("The rule is not valid", errors);
}

/** Issues of a schema over `{params, query, body}`. */
export function invalidInput(issues: readonly z.core.$ZodIssue[]): RequestProblem {
  return several("Not valid", issues.flatMap(faultsOf));
}

function several(title: string, errors: readonly Fault[]): RequestProblem {
  const [first] = errors;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new RequestProblem(422, title, `${first?.detail ?? "Not valid."}${others}`, { errors });
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const [part, ...path] = issue.path;
  const detail = absent.test(issue.message) ? "This is required." : issue.message;
  if (part !== "body") return [{ parameter: path.map(String).join("."), detail }];
  if (issue.code !== "unrecognized_keys") return [{ pointer: jsonPointer(path), detail }];
  return issue.keys.map((key) => ({
    pointer: jsonPointer([...path, key]),
    detail: `There is no member "${key}" here.`,
  }));
}

/** How zod says that a member is not there. */
const absent = /^Invalid input: expected (nonoptional|.*, received undefined)/;
