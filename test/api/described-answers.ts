import { type Document, OpenAPIBackend } from "openapi-backend";
import { describeApi } from "../../shared/api/describe-api.ts";
import { routes } from "../../shared/api/routes.ts";

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** Muster's own description as a judge of its answers: a member it does not name is an objection. */
export class DescribedAnswers {
  readonly #api: OpenAPIBackend;

  private constructor(api: OpenAPIBackend) {
    this.#api = api;
  }

  static async read(): Promise<DescribedAnswers> {
    const definition: unknown = structuredClone(describeApi(routes, "https://muster.test"));
    visit(definition, closeObject);
    cutRecursion(definition);
    const ajvOpts = { strict: false, validateFormats: false } as const;
    const api = new OpenAPIBackend({ definition: asDocument(definition), quick: true, ajvOpts });
    return new DescribedAnswers(await api.init());
  }

  /** What is wrong with an answer by the description. */
  objections({ method, path, status, body }: Exchange): string[] {
    const operation = this.#api.matchOperation({ method, path, headers: {} });
    if (operation === undefined) return [`${method} ${path} is not described`];
    const described = operation.responses ?? {};
    if (!Object.hasOwn(described, String(status)))
      return [`${method} ${path} is not described as answering ${status}`];
    if (body === undefined) return [];
    const { errors } = this.#api.validateResponse(body, operation, status);
    return (errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${method} ${path} ${status} ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** A description may grow; what is answered today is to be described whole. */
function closeObject(node: Record<string, unknown>): void {
  if (node["type"] === "object" && isRecord(node["properties"]))
    node["additionalProperties"] ??= false;
}

/** The validator resolves references by copying, which a tree within itself never ends. */
function cutRecursion(definition: unknown): void {
  for (const [name, member] of [
    ["Rule", "rules"],
    ["ExplanationNode", "children"],
  ] as const) {
    const schema = at(definition, "components", "schemas", name, "properties");
    if (!isRecord(schema)) throw new Error(`${name} is not described.`);
    schema[member] = { type: "array" };
  }
}

function at(node: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, step) => (isRecord(inner) ? inner[step] : undefined), node);
}

function visit(node: unknown, change: (node: Record<string, unknown>) => void): void {
  if (!isRecord(node)) return;
  change(node);
  for (const child of Object.values(node)) visit(child, change);
}

function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null;
}

function asDocument(definition: unknown): Document {
  if (isDocument(definition)) return definition;
  throw new Error("This is no OpenAPI description.");
}

function isDocument(definition: unknown): definition is Document {
  return isRecord(definition) && "openapi" in definition && "paths" in definition;
}
