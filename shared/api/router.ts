import { notFound, RequestProblem } from "./request-problem.ts";
import type { Route } from "./route.ts";

interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route; throws 404 for an unknown path and 405 with `Allow` for another method. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match {
  const matches = routes.flatMap((route) => {
    const params = paramsOf(route.path, path);
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

function paramsOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [position, step] of wanted.entries()) {
    const value = given[position] ?? "";
    const name = /^\{(.+)\}$/.exec(step)?.[1];
    if (name === undefined && value !== step) return undefined;
    if (name === undefined) continue;
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
