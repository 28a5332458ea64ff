import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import { claimOf, keyClaim } from "../profiles/identity.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";
import { identityKeyOf } from "./index-reader.ts";
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

/** By `email:…`, `domain:…`, `key:{attribute}:{value}` of the declared key, or `{connection id}:{the source's own id}`; contacts first. */
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
    return holderOf(context, { workspaceId, object }, claimOf(scheme, name.trim().toLowerCase()));
  }
  if (scheme === "key") return profileByDeclaredKey(context, { workspaceId, objects }, name);
  for (const object of objects) {
    const recordKey = profileKeyOf({ workspaceId, connectionId: scheme }, object, name);
    const profile = await followPointers(context.storage, recordKey);
    if (profile !== undefined) return profile;
  }
  return undefined;
}

async function profileByDeclaredKey(
  context: LookUpContext,
  { workspaceId, objects }: Within,
  named: string,
): Promise<Profile | undefined> {
  const root = await context.storage.index.root(workspaceId);
  for (const object of objects) {
    const key = identityKeyOf(root, object);
    if (key === undefined || !named.startsWith(`${key.name}:`)) continue;
    const claim = keyClaim(key, named.slice(key.name.length + 1));
    const found = claim && (await holderOf(context, { workspaceId, object }, claim));
    if (found) return found;
  }
  return undefined;
}

async function holderOf(
  { storage }: LookUpContext,
  of: Omit<ProfileKey, "id">,
  claim: string,
): Promise<Profile | undefined> {
  const id = (await storage.claims.holders(of, [claim])).get(claim);
  return id === undefined ? undefined : followPointers(storage, { ...of, id });
}
