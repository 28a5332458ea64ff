import { ApiProblem } from "../api/problem.ts";

/** What the API says of a field, by the JSON pointers of the field and what lies below it. */
export type ProblemOf = (...pointers: readonly string[]) => string | undefined;

/** Puts each of the API's objections at the field it is about. */
export function problemsIn(error: Error | null): ProblemOf {
  if (!(error instanceof ApiProblem)) return () => undefined;
  const { errors = [], pointer, detail } = error.document;
  const all = errors.length > 0 ? errors : [{ pointer, detail }];
  return (...pointers) =>
    all.find((each) => pointers.some((own) => isAt(each.pointer, own)))?.detail;
}

function isAt(found: string | undefined, own: string): boolean {
  return found === own || found?.startsWith(`${own}/`) === true;
}
