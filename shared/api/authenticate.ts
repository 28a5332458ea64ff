import type { Bearer } from "../storage/tokens.ts";
import type { ApiContext } from "./call.ts";
import { RequestProblem } from "./request-problem.ts";

const keptMs = 10_000;
const mostKept = 1_000;

/** Knows whose a bearer token is; remembers it for ten seconds. */
export class Authenticator {
  readonly #tokens: ApiContext["storage"]["tokens"];
  readonly #known = new Map<string, { bearer: Bearer; until: number }>();

  constructor({ storage }: Pick<ApiContext, "storage">) {
    this.#tokens = storage.tokens;
  }

  /** Whom the `Authorization` header stands for; throws a 401 `Problem`. */
  async bearerOf(authorization: string | undefined): Promise<Bearer> {
    const token = /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw unauthorized("Send the header Authorization: Bearer <token>.");
    const known = this.#known.get(token);
    if (known !== undefined && performance.now() < known.until) return known.bearer;
    const bearer = await this.#tokens.bearerOf(token);
    if (bearer === undefined) throw unauthorized("This token is not valid.");
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(token, { bearer, until: performance.now() + keptMs });
    return bearer;
  }
}

function unauthorized(detail: string): RequestProblem {
  return new RequestProblem(401, "Not authenticated", detail, {
    headers: { "www-authenticate": 'Bearer realm="muster"' },
  });
}
