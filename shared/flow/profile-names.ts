import type { ObjectKind } from "../contracts/change.ts";
import { displayName } from "../profiles/display-name.ts";
import type { FlowContext } from "./context.ts";

/** What people call these profiles, by id; those without a name are left out. */
export async function profileNames(
  storage: Pick<FlowContext["storage"], "profiles">,
  of: { readonly workspaceId: string; readonly object: ObjectKind },
  ids: Iterable<string>,
): Promise<Map<string, string>> {
  const keys = [...new Set(ids)].map((id) => ({
    workspaceId: of.workspaceId,
    object: of.object,
    id,
  }));
  const profiles = await storage.profiles.read(keys);
  return new Map(
    [...profiles].flatMap(([id, profile]) => {
      const name = displayName(profile);
      return name === undefined ? [] : [[id, name] as const];
    }),
  );
}
