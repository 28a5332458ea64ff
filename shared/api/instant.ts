import { z } from "zod";

/** Instants go out as ISO 8601 in UTC. */
export const Instant = z.string().meta({
  format: "date-time",
  examples: ["2026-11-22T10:00:00.000Z"],
});

export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function isoOrAbsent(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : iso(milliseconds);
}
