import type { Program } from "../contracts/program.ts";
import { splitBucket } from "../segmentation/evaluate/split-bucket.ts";

/** A program's part of the audience that decides whether it counts for somebody. */
type Audience = Pick<
  Program,
  "id" | "include" | "exclude" | "from" | "until" | "holdoutPercent" | "variants" | "state"
>;

/** Between its `from` and its `until`, whatever was last written of it. Milliseconds. */
export function isRunning({ from, until, state }: Audience, now: number): boolean {
  return !hasEnded({ until, state }, now) && (from === undefined || from <= now);
}

/** Somebody ended it, or its window did: it comes back no more. */
export function hasEnded(
  { until, state }: Pick<Audience, "until" | "state">,
  now: number,
): boolean {
  return state === "ended" || (until !== undefined && until <= now);
}

/** In some of the segments it includes and in none it excludes. */
export function isAddressed(
  { include, exclude }: Pick<Audience, "include" | "exclude">,
  segmentIds: ReadonlyMap<string, unknown>,
): boolean {
  return include.some((id) => segmentIds.has(id)) && !exclude.some((id) => segmentIds.has(id));
}

/** Left out so that others can be compared with them; the same person always. */
export function isHeldOut({ id, holdoutPercent = 0 }: Audience, profileId: string): boolean {
  return splitBucket(holdoutSalt(id), profileId) < holdoutPercent * 100;
}

/** What the hash of a program's holdout is salted with: its segment splits by the same. */
export function holdoutSalt(programId: string): string {
  return `${programId}:holdout`;
}

/** The variant that somebody falls in; undefined where there is none, or none is left. */
export function variantOf({ id, variants = [] }: Audience, profileId: string): string | undefined {
  const bucket = splitBucket(`${id}:variants`, profileId);
  let upTo = 0;
  for (const { name, percent } of variants) {
    upTo += percent * 100;
    if (bucket < upTo) return name;
  }
  return undefined;
}
