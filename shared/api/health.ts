import { z } from "zod";
import { route } from "./route.ts";

export const getHealth = route({
  method: "GET",
  path: "/health",
  tag: "Service",
  status: 200,
  open: true,
  summary: "Whether the service answers",
  input: {},
  output: z.object({ status: z.literal("ok") }),
  handle: () => ({ body: { status: "ok" as const } }),
});
