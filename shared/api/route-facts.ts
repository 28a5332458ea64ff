import type { z } from "zod";
import type { Role } from "../contracts/role.ts";

export type Method = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

/** Schemas of what a route reads; a part it leaves out is not read. */
export type InputShape = Readonly<Record<string, z.ZodType>> & {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
};

/** What of a route its handler's types do not depend on. */
export interface RouteFacts {
  readonly method: Method;
  /** As OpenAPI writes it: `/api/v1/segments/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly status: 200 | 201 | 202 | 204 | 302;
  /** Problems worth documenting beyond those every route may answer with. */
  readonly problems?: readonly number[];
  /** How it says what is wrong, where another protocol prescribes that; else as a problem. */
  readonly failure?: z.ZodType;
  /** Whether the body may be left out: it then is an empty object. */
  readonly bodyOptional?: boolean;
  /** Needs no token. */
  readonly open?: boolean;
  /** The least role it takes, where that is not its method's: see `leastRole`. */
  readonly role?: Role;
  /** Opened by the token of a directory, and by no other; the others by no such token. */
  readonly ofDirectory?: boolean;
  /** A POST that changes nothing: an `Idempotency-Key` has no meaning for it. */
  readonly changesNothing?: boolean;
  /** Gives an `ETag`; where it edits, it also takes `If-Match`. */
  readonly versioned?: boolean;
}

/** What the OpenAPI document is made from. */
export interface DescribedRoute extends RouteFacts {
  readonly input: InputShape;
  readonly output: z.ZodType;
}

/** Who may look may ask; who may edit may change. What only an admin may do, the route states. */
export function leastRole({ role, method, changesNothing }: RouteFacts): Role {
  return role ?? (method === "GET" || changesNothing === true ? "viewer" : "editor");
}
