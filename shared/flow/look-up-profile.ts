import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import { claimOf } from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";
import { profileKeyOf } from "./resolve-profiles.ts";

type LookUpContext = Pick<FlowContext, "storage">;

/** Where an id or a key may be looked for. */
interface Within {
  readonly workspaceId: string;
  readonly objects: readonly ObjectKind[];
}

export function within(workspaceId: string, object: ObjectKind | undefined): Within {
  return { workspaceId, objects: object === undefined ? objectKinds : [object] };
}

/** The profile with the id, or the one it was merged into. */
export async function profileById(
  { storage }: LookUpContext,
  { workspaceId, objects }: Within,
  id: string,
): Promise<Profile | undefined> {
  for (const object of objects) {
    const profile = await followPointers(storage, { workspaceId, object, id });
    if (profile !== undefined) return profile;
  }
  return undefined;
}

/** By `email:…`, `domain:…` or `{connection id}:{the source's own id}`; contacts first. */
export async function profileByKey(
  context: LookUpContext,
  { workspaceId, objects }: Within,
  key: string,
): Promise<Profile | undefined> {
  const colon = key.indexOf(":");
  const [scheme, name] = [key.slice(0, colon), key.slice(colon + 1)];
  if (scheme === "email" || scheme === "domain") {
    const object = scheme === "email" ? "contact" : "company";
    if (!objects.includes(object)) return undefined;
    const claim = claimOf(scheme, name.trim().toLowerCase());
    const id = (await context.storage.claims.holders({ workspaceId, object }, [claim])).get(claim);
    return id === undefined
      ? undefined
      : followPointers(context.storage, { workspaceId, object, id });
  }
  for (const object of objects) {
    const recordKey = profileKeyOf({ workspaceId, connectionId: scheme }, object, name);
    const profile = await followPointers(context.storage, recordKey);
    if (profile !== undefined) return profile;
  }
  return undefined;
}
