import type { Award, Certificate } from "../contracts/certificate.ts";
import type { ObjectKind } from "../contracts/change.ts";
import type { ProgramOf } from "../contracts/program.ts";
import { utcCalendar } from "../segmentation/time/calendar.ts";
import { parseDuration } from "../segmentation/time/duration.ts";

type CertificateProgram = ProgramOf<"certificate">;

/** Somebody entered or left a program's segment. */
export interface Turn {
  readonly workspaceId: string;
  readonly profileId: string;
  readonly object: ObjectKind;
  readonly entered: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the profile: a later turn has a higher one. */
  readonly revision: number;
}

/**
 * What somebody holds after a turn. Turns may come again, late and out of order: one that is not
 * newer than the newest heard of changes nothing. Who returns after a revocation or an expiry gets
 * another certificate, under `newId`; who holds one keeps it.
 */
export function awardAfter(
  known: Award | undefined,
  program: CertificateProgram,
  turn: Turn,
  newId: () => string,
): Award {
  if (known !== undefined && known.heard >= turn.revision) return known;
  const { workspaceId, profileId, object, revision: heard } = turn;
  const held = known?.certificate;
  const certificate = turn.entered
    ? entered(held, program, turn, newId)
    : left(held, program, turn);
  return {
    workspaceId,
    programId: program.id,
    profileId,
    object,
    ...(certificate === undefined ? {} : { certificate }),
    heard,
    revision: known?.revision ?? 0,
  };
}

function entered(
  held: Certificate | undefined,
  program: CertificateProgram,
  { at: issuedAt }: Turn,
  newId: () => string,
): Certificate {
  if (held !== undefined && stateOf(held, issuedAt) === "valid") return held;
  const { certificate } = program;
  return { id: newId(), certificate, issuedAt, ...expiryOf(program, issuedAt) };
}

function left(
  held: Certificate | undefined,
  { onExit }: CertificateProgram,
  { at }: Turn,
): Certificate | undefined {
  const isRevoked = held !== undefined && onExit === "revoke" && stateOf(held, at) === "valid";
  return isRevoked ? { ...held, revokedAt: at } : held;
}

/** By the calendar of UTC: a year after a leap day is the last of February. */
function expiryOf(
  { validFor }: CertificateProgram,
  issuedAt: number,
): Pick<Certificate, "expiresAt"> {
  const duration = validFor === undefined ? undefined : parseDuration(validFor);
  return duration === undefined ? {} : { expiresAt: utcCalendar.plus(issuedAt, duration) };
}

export function stateOf(
  { expiresAt, revokedAt }: Certificate,
  now: number,
): "valid" | "expired" | "revoked" {
  if (revokedAt !== undefined && revokedAt <= now) return "revoked";
  return expiresAt !== undefined && expiresAt <= now ? "expired" : "valid";
}

/** What there is to tell of a turn; the same when it comes again before another one. */
export function happeningOf(
  { certificate, heard }: Award,
  turn: Turn,
): "awarded" | "revoked" | undefined {
  if (certificate === undefined || heard !== turn.revision) return undefined;
  if (turn.entered) return certificate.issuedAt === turn.at ? "awarded" : undefined;
  return certificate.revokedAt === turn.at ? "revoked" : undefined;
}
