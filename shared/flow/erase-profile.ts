import type { IncomingChange } from "../profiles/fold-change.ts";
import {
  claimsNamed,
  type IdentityKey,
  isErasureMark,
  wantedClaims,
} from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";

interface Erasing {
  /** The profiles that this one is made of, as they were. */
  readonly of: readonly Profile[];
  readonly after: Profile;
  readonly incoming: readonly IncomingChange[];
  readonly key: IdentityKey | undefined;
}

/**
 * A profile that is just being erased, or joins one that was, goes on holding its identities under
 * keyed names, in the same transaction: whoever later claims one of them joins it, and is erased with
 * it. Others as they are.
 */
export async function withErasureMarks(
  { storage }: Pick<FlowContext, "storage">,
  { of, after, incoming, key }: Erasing,
): Promise<Profile> {
  const alive = of.filter(({ erasedAt }) => erasedAt === undefined);
  if (after.erasedAt === undefined || alive.length === 0) return after;
  const said = incoming.flatMap(({ change: { body } }) =>
    body.kind === "attributes" ? claimsNamed(after.object, body.values, key) : [],
  );
  const known = alive.flatMap((each) => [...each.claims, ...wantedClaims(each, key)]);
  const marks = await storage.claims.erasureMarks(after, [...new Set([...known, ...said])]);
  const held = after.claims.filter(isErasureMark);
  return { ...after, claims: [...new Set([...held, ...marks])].sort() };
}
