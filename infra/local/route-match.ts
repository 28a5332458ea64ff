import type { RouteSpec } from "./system-model.ts";

export interface MatchedRoute {
  readonly functionName: string;
  /** `POST /hooks/{proxy+}`. */
  readonly routeKey: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Candidate extends MatchedRoute {
  /** Literal steps win over parameters, parameters over the rest of a path, a method over ANY. */
  readonly rank: readonly number[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
export function matchRoute(
  routes: readonly RouteSpec[],
  method: string,
  path: string,
): MatchedRoute | undefined {
  const candidates = routes
    .filter((route) => route.method === "ANY" || route.method === method)
    .flatMap((route) => candidateOf(route, path));
  return candidates.sort(byRank)[0];
}

function candidateOf(route: RouteSpec, path: string): Candidate[] {
  const wanted = route.path.split("/").slice(1);
  const given = path.split("/").slice(1);
  const parameters: Record<string, string> = {};
  const rank: number[] = [];
  for (const [position, step] of wanted.entries()) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(step) ?? [];
    const value = given[position];
    if (value === undefined) return [];
    if (name === undefined) {
      if (value !== step) return [];
      rank.push(0);
    } else if (greedy) {
      parameters[name] = decoded(given.slice(position).join("/"));
      if (parameters[name] === "") return [];
      rank.push(2);
    } else {
      if (value === "") return [];
      parameters[name] = decoded(value);
      rank.push(1);
    }
  }
  if (given.length > wanted.length && rank.at(-1) !== 2) return [];
  const routeKey = `${route.method} ${route.path}`;
  rank.push(route.method === "ANY" ? 1 : 0);
  return [{ functionName: route.functionName, routeKey, parameters, rank }];
}

function byRank(a: Candidate, b: Candidate): number {
  for (const [position, value] of a.rank.entries()) {
    const difference = value - (b.rank[position] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
