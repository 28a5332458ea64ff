import { z } from "zod";
import { roles } from "../contracts/role.ts";
import { route } from "./route.ts";

const Me = z
  .object({
    name: z.string().meta({ description: "As the histories show who did something." }),
    email: z.string().optional(),
    role: z.enum(roles),
    workspaceId: z.string(),
  })
  .meta({ id: "Me" });

export const getMe = route({
  method: "GET",
  path: "/api/v1/me",
  tag: "Service",
  status: 200,
  summary: "Whose token this is, and what it may do",
  input: {},
  output: Me,
  handle: (_, { actor: name, email, role, workspaceId }) => ({
    body: { name, email, role, workspaceId },
  }),
});
