import { randomBytes } from "node:crypto";
import type { Award, Certificate, certificateDetailTypes } from "../contracts/certificate.ts";
import type { Identity, MembershipEvent } from "../contracts/event.ts";
import type { ProgramOf } from "../contracts/program.ts";
import type { BusEvent } from "../messaging/bus.ts";
import { awardAfter, happeningOf, stateOf, type Turn } from "../programs/certificates.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import { inheritedAwards } from "./inherited-awards.ts";

type AwardContext = Pick<FlowContext, "storage" | "bus">;

/**
 * Takes one turn of a program's segment in: awards or revokes. The instant of expiry is noted before
 * the certificate is there, the bus is told after: whoever crashes on the way repeats all of it.
 */
export async function awardCertificate(
  context: AwardContext,
  program: ProgramOf<"certificate">,
  event: MembershipEvent,
  entered: boolean,
): Promise<void> {
  const { workspaceId, profileId, object, revision, identities } = event;
  const turn = { workspaceId, profileId, object, entered, at: Date.parse(event.at), revision };
  const awards = await retrying(ConflictError, () => awardsAfter(context, program, turn));
  const events = awards.flatMap((award) => {
    const { certificate } = award;
    const happening = happeningOf(award, turn);
    if (certificate === undefined || happening === undefined) return [];
    const type = `certificate.${happening}` as const;
    return [certificateEvent(type, { award, certificate, identities, at: turn.at })];
  });
  if (events.length > 0) await context.bus.put(events);
}

/**
 * The awards that a turn is about. What a profile brought into a merge counts for the one that
 * stayed: who holds it already gets no other, and it is revoked with theirs.
 */
async function awardsAfter(
  context: Pick<AwardContext, "storage">,
  program: ProgramOf<"certificate">,
  turn: Turn,
): Promise<Award[]> {
  const { certificates } = context.storage;
  const own = await certificates.get(turn.workspaceId, turn.profileId, program.id);
  if (own !== undefined && (turn.entered || own.heard > turn.revision))
    return [await written(context, own, awardAfter(own, program, turn, newId))];
  const former = await inheritedAwards(context, turn, program.id);
  if (turn.entered && former.some(({ certificate }) => isValid(certificate, turn))) return [];
  const next = await written(context, own, awardAfter(own, program, turn, newId));
  if (turn.entered) return [next];
  const left = former.map((award) => {
    const { profileId, heard } = award;
    const of = { ...turn, profileId, revision: Math.max(heard + 1, turn.revision) };
    return written(context, award, { ...awardAfter(award, program, of, newId), heard });
  });
  return [next, ...(await Promise.all(left)).map((award) => ({ ...award, heard: turn.revision }))];
}

function isValid(certificate: Certificate | undefined, { at }: Turn): boolean {
  return certificate !== undefined && stateOf(certificate, at) === "valid";
}

async function written(
  { storage }: Pick<AwardContext, "storage">,
  known: Award | undefined,
  next: Award,
): Promise<Award> {
  const { workspaceId, programId, profileId, certificate } = next;
  if (known?.heard === next.heard && known.certificate === certificate) return known;
  const at = certificate?.expiresAt;
  if (at !== undefined && certificate?.id !== known?.certificate?.id)
    await storage.programDues.note({ workspaceId, programId, profileId, what: "expiry", at });
  return storage.certificates.write(next);
}

/** 128 random bits. */
function newId(): string {
  return `crt_${randomBytes(16).toString("base64url")}`;
}

interface Happening {
  readonly award: Award;
  readonly certificate: Certificate;
  readonly identities: Identity[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function certificateEvent(
  detailType: (typeof certificateDetailTypes)[number],
  { award, certificate: { id: certificateId, certificate, expiresAt }, identities, at }: Happening,
): BusEvent {
  const { workspaceId, programId, profileId, object } = award;
  return {
    detailType,
    detail: {
      workspaceId,
      programId,
      profileId,
      object,
      identities,
      certificateId,
      certificate,
      at: new Date(at).toISOString(),
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
    },
  };
}
