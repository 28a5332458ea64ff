import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
import type { ApiContext, Caller } from "./call.ts";
import { RequestProblem } from "./request-problem.ts";
import { People } from "./sign-in/people.ts";

const keptMs = 10_000;
const mostKept = 1_000;

/** How a JWT looks from outside: an object in base64url, and two dots. Our own tokens do not. */
const jwt = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Knows whose a bearer token is: a person's ID token, or a token we issued. */
export class Authenticator {
  readonly #tokens: ApiContext["storage"]["tokens"];
  readonly #people: People | undefined;
  /** Issued tokens are remembered for ten seconds. */
  readonly #known = new Map<string, { caller: Caller; since: Moment }>();

  constructor({ storage, signIn }: Pick<ApiContext, "storage" | "signIn">) {
    this.#tokens = storage.tokens;
    this.#people = signIn && new People(signIn);
  }

  /** Whom the `Authorization` header stands for; throws a 401 or 403 `Problem`. */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    const token = /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw unauthorized("Send the header Authorization: Bearer <token>.");
    const caller = jwt.test(token)
      ? await this.#people?.personOf(token)
      : await this.#ownerOf(token);
    if (caller !== undefined) return caller;
    throw unauthorized("This token is not valid, or no longer: sign in again.");
  }

  async #ownerOf(token: string): Promise<Caller | undefined> {
    const known = this.#known.get(token);
    if (known !== undefined && msSince(known.since) < keptMs) return known.caller;
    const caller = await this.#tokens.bearerOf(token);
    if (caller === undefined) return undefined;
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(token, { caller, since: thisMoment() });
    return caller;
  }
}

function unauthorized(detail: string): RequestProblem {
  return new RequestProblem(401, "Not authenticated", detail, {
    headers: { "www-authenticate": 'Bearer realm="muster"' },
  });
}
