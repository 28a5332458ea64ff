import { type Document, OpenAPIBackend } from "openapi-backend";
import { publishedSpec } from "./published-specs.ts";

export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

/** A vendor's OpenAPI description, ready to judge what really went over the wire. */
export class DescribedApi {
  readonly #requests: OpenAPIBackend;
  readonly #responses: OpenAPIBackend;

  private constructor(requests: OpenAPIBackend, responses: OpenAPIBackend) {
    this.#requests = requests;
    this.#responses = responses;
  }

  /** Reads a description, of it the given paths only: compiling all of them takes minutes. */
  static async read(path: string, paths: readonly string[]): Promise<DescribedApi> {
    const load = async (change: (node: Record<string, unknown>) => void) => {
      const definition = structuredClone(publishedSpec(path));
      keepPaths(definition, paths);
      visit(definition, loneReference);
      visit(definition, withoutFilters);
      visit(definition, typedNullable);
      visit(definition, change);
      const ajvOpts = { strict: false, validateFormats: false } as const;
      return new OpenAPIBackend({
        definition: asDocument(definition),
        strict: true,
        ajvOpts,
      }).init();
    };
    const requests = await load((node) => {
      formsAsJson(node);
      closeObject(node);
    });
    return new DescribedApi(requests, await load(formsAsJson));
  }

  describes({ method, path, headers }: Exchange): boolean {
    return this.#requests.matchOperation({ method, path, headers: plain(headers) }) !== undefined;
  }

  /** What is wrong with an exchange by the description; nothing, where all is well. */
  objections(exchange: Exchange): string[] {
    const { method, path, requestBody, status, responseBody } = exchange;
    const headers = plain(exchange.headers);
    const request = { method, path, headers, query: queryOf(path), body: requestBody };
    const operation = this.#requests.matchOperation(request);
    if (operation === undefined) return [`${method} ${path} is not described`];
    const told = this.#responses.matchOperation(request)?.responses ?? {};
    const answer = Object.hasOwn(told, String(status))
      ? this.#responses.validateResponse(responseBody, operation, status)
      : undefined;
    return [
      ...(this.#requests.validateRequest(request, operation).errors ?? []),
      ...(answer?.errors ?? []),
    ].map(
      ({ instancePath, message, params }) =>
        `${method} ${path} ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

function keepPaths(definition: unknown, paths: readonly string[]): void {
  const described = isRecord(definition) ? definition["paths"] : undefined;
  if (!isRecord(described)) throw new Error("This description has no paths.");
  const absent = paths.filter((path) => !Object.hasOwn(described, path));
  if (absent.length > 0) throw new Error(`Not described: ${absent.join(", ")}`);
  for (const path of Object.keys(described)) if (!paths.includes(path)) delete described[path];
}

/** The descriptions put words beside a `$ref`, which OpenAPI 3.0 ignores and validators refuse. */
function loneReference(node: Record<string, unknown>): void {
  if (typeof node["$ref"] !== "string") return;
  for (const key of Object.keys(node)) if (key !== "$ref") delete node[key];
}

/** A list's filters describe themselves without end, and we send none. */
function withoutFilters(node: Record<string, unknown>): void {
  if (isRecord(node["properties"])) delete node["properties"]["filterBranch"];
}

/** Validators refuse `nullable` beside `oneOf`; what we neither send nor read may as well not be null. */
function typedNullable(node: Record<string, unknown>): void {
  if (node["type"] === undefined) delete node["nullable"];
}

/** Forms and JSON:API have the same schemas; the validator knows plain JSON bodies only. */
function formsAsJson(node: Record<string, unknown>): void {
  const other = node["application/x-www-form-urlencoded"] ?? node["application/vnd.api+json"];
  if (other !== undefined) node["application/json"] = other;
}

/** Descriptions leave objects open; a misspelt optional field should still be an objection. */
function closeObject(node: Record<string, unknown>): void {
  if (node["type"] === "object" && isRecord(node["properties"])) {
    node["additionalProperties"] ??= false;
  }
}

function visit(node: unknown, change: (node: Record<string, unknown>) => void): void {
  if (!isRecord(node)) return;
  change(node);
  for (const child of Object.values(node)) visit(child, change);
}

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null;
}

function isDocument(definition: unknown): definition is Document {
  return isRecord(definition) && "openapi" in definition;
}

function asDocument(definition: unknown): Document {
  if (isDocument(definition)) return definition;
  throw new Error("This is no OpenAPI description.");
}

/** By whole names, brackets and all; a name that is repeated has a list. */
function queryOf(path: string): Record<string, string | string[]> {
  const { searchParams } = new URL(path, "http://described");
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const [first = "", ...more] = searchParams.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function plain(headers: Exchange["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
