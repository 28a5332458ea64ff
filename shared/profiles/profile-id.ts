import { createHash } from "node:crypto";
import type { ObjectKind } from "../contracts/change.ts";

/**
 * The id a profile gets from the first record it is heard of by. Being derived, it needs
 * no look-up on the way of a change; a record that joined another profile leaves a
 * pointer at this id.
 */
export function profileIdOf(
  workspaceId: string,
  object: ObjectKind,
  connectionId: string,
  recordId: string,
): string {
  const content = JSON.stringify([workspaceId, object, connectionId, recordId]);
  return createHash("sha256").update(content).digest("hex").slice(0, 26);
}

/** Profiles spread evenly over 16 partitions; builds walk them one by one. */
export const partitions: readonly string[] = "0123456789abcdef".split("");

export function partitionOf(profileId: string): string {
  return profileId.slice(0, 1);
}

/** How far a walk through one partition has come, from 0 to 1: ids are uniform. */
export function positionOf(profileId: string): number {
  return Number.parseInt(profileId.slice(1, 9), 16) / 0x1_0000_0000;
}

/** Short and stable; not secret. */
export function contentHash(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 16);
}
