import { reaches } from "../contracts/role.ts";
import { Problem } from "../runtime/errors.ts";
import type { Caller } from "./call.ts";
import { leastRole, type RouteFacts } from "./route-facts.ts";

/** Whether whoever asks may ask for it. @throws Problem 403 that says what is needed instead */
export function assertOpens({ role, directoryId }: Caller, route: RouteFacts): void {
  if (route.open) return;
  if (route.ofDirectory === true && directoryId !== undefined) return;
  if (route.ofDirectory === true)
    throw new Problem(403, "Not for this token", "Groups are opened by the token of a directory.");
  if (directoryId !== undefined)
    throw new Problem(403, "Not for this token", "The token of a directory opens its groups only.");
  const least = leastRole(route);
  if (reaches(role, least)) return;
  throw new Problem(
    403,
    "Role not sufficient",
    `This needs the role ${least}; yours is ${role}. Ask an admin of your workspace for it.`,
  );
}
