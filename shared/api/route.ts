import { z } from "zod";
import type { Answer, Call } from "./call.ts";
import { invalidInput } from "./request-problem.ts";
import type { DescribedRoute, InputShape, RouteFacts } from "./route-facts.ts";

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

/** A route with its types closed over: what the router works with. */
export interface Route extends DescribedRoute {
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
