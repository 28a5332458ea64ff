import type { Profile } from "../profiles/profile.ts";
import { type Decision, decideGrants } from "../programs/decide-grants.ts";
import type { FlowContext } from "./context.ts";
import { segmentsOfPerson } from "./segments-of-person.ts";

export interface PresentDecision extends Decision {
  /** By Muster's clock, in milliseconds. */
  readonly at: number;
}

/**
 * What somebody may see and do at this instant. Programs and index are read beside each other and
 * at most twice a second; besides the profile that was given it costs no read, or one where
 * programs are over companies.
 */
export async function presentGrants(
  { storage, index, clock }: Pick<FlowContext, "storage" | "index" | "clock">,
  profile: Profile,
): Promise<PresentDecision> {
  const { workspaceId, id: profileId } = profile;
  const [programs, snapshot] = await Promise.all([
    storage.programs.current(workspaceId),
    index.snapshot(workspaceId),
  ]);
  const kinds = new Set(programs.flatMap(({ objects }) => objects));
  const context = { storage, index, clock };
  const segments = await segmentsOfPerson(context, snapshot, profile, kinds);
  const at = clock.now();
  return { at, ...decideGrants(programs, { profileId, segments }, at) };
}
