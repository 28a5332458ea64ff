import { z } from "zod";

/** It begins the keys of the database, so that nothing in it can be taken for their separator. */
export const WorkspaceId = z.string().regex(/^[a-z0-9-]{1,40}$/);
