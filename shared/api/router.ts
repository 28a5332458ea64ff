import { notFound, RequestProblem } from "./request-problem.ts";
import type { Route } from "./route.ts";

interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route; throws 404 for an unknown path and 405 with `Allow` for another method. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match {
  const given = path.split("/");
  const matches = routes.flatMap((route) => {
    const params = paramsOf(stepsOf(route.path), given);
    return params === undefined ? [] : [{ route, params }];
  });
  const literal = Math.min(...matches.map(({ params }) => Object.keys(params).length));
  const nearest = matches.filter(({ params }) => Object.keys(params).length === literal);
  const found = nearest.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  if (nearest.length === 0) throw notFound(`There is nothing at ${path}.`);
  const allowed = nearest.map(({ route }) => route.method).join(", ");
  throw new RequestProblem(405, "Method not allowed", `${path} answers to ${allowed}.`, {
    headers: { allow: allowed },
  });
}

interface Step {
  readonly text: string;
  /** Where it stands for a parameter. */
  readonly name: string | undefined;
}

/** By path; every request asks for all. */
const known = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  const steps =
    known.get(path) ??
    path.split("/").map((text) => ({ text, name: /^\{(.+)\}$/.exec(text)?.[1] }));
  known.set(path, steps);
  return steps;
}

function paramsOf(
  wanted: readonly Step[],
  given: readonly string[],
): Record<string, string> | undefined {
  if (wanted.length !== given.length) return undefined;
  if (wanted.some(({ name, text }, at) => name === undefined && text !== given[at]))
    return undefined;
  const params: Record<string, string> = {};
  for (const [position, { name }] of wanted.entries()) {
    if (name === undefined) continue;
    const value = given[position] ?? "";
    if (value === "") return undefined;
    params[name] = decoded(value);
  }
  return params;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
