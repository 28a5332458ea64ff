import { z } from "zod";

/** They begin the keys of what opens doors, which is closed to almost every function. */
export const reservedWorkspaceIds: readonly string[] = ["token", "oauth"];

const wanted = "The id of a workspace has up to 40 lower-case letters, digits and hyphens.";

/** It begins the keys of the database, so that nothing in it can be taken for their separator. */
export const WorkspaceId = z
  .string(wanted)
  .regex(/^[a-z0-9-]{1,40}$/, wanted)
  .refine(
    (id) => !reservedWorkspaceIds.includes(id),
    `No workspace can be called ${reservedWorkspaceIds.join(" or ")}: choose another id.`,
  );
