import { z } from "zod";
import type { Answer, Call } from "./call.ts";
import { invalidInput } from "./request-problem.ts";

export const methods = ["GET", "PUT", "POST", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

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
  /** Needs no token. */
  readonly open?: boolean;
  /** A POST that changes nothing: an `Idempotency-Key` has no meaning for it. */
  readonly changesNothing?: boolean;
  /** Gives an `ETag`; where it edits, it also takes `If-Match`. */
  readonly versioned?: boolean;
}

interface RouteSpec<Input extends InputShape, Output extends z.ZodType> extends RouteFacts {
  readonly input: Input;
  readonly output: Output;
  handle(
    input: z.output<z.ZodObject<Input>>,
    call: Call,
  ): Promise<Answer<z.input<Output>>> | Answer<z.input<Output>>;
}

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A route with its types closed over: what the router and the OpenAPI document work with. */
export interface Route extends RouteFacts {
  readonly input: InputShape;
  readonly output: z.ZodType;
  run(raw: RawInput, call: Call): Promise<Answer<unknown>>;
}

/** Declares a route: the schemas validate, type the handler and describe the API. */
export function route<Input extends InputShape, Output extends z.ZodType>(
  spec: RouteSpec<Input, Output>,
): Route {
  const schema = z.object(spec.input);
  const { handle, ...facts } = spec;
  return {
    ...facts,
    run: async (raw, call) => {
      const parsed = schema.safeParse(raw);
      if (!parsed.success) throw invalidInput(parsed.error.issues);
      return handle(parsed.data, call);
    },
  };
}
