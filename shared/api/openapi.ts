import { z } from "zod";
import { describeApi } from "./describe-api.ts";
import { route } from "./route.ts";

export const getDescription = route({
  method: "GET",
  path: "/api/v1/openapi.json",
  // It holds nothing of anybody's: tools read it before they have a token.
  open: true,
  tag: "Service",
  status: 200,
  summary: "This description, OpenAPI 3.1",
  input: {},
  output: z.record(z.string(), z.unknown()),
  handle: (_, { routes, context }) => ({ body: describeApi(routes, context.publicUrl()) }),
});
