import { z } from "zod";
import type { MusterClient } from "./muster-client.ts";
import { type SampleProgram, samplePrograms } from "./sample-programs.ts";

const Named = z.object({ id: z.string(), name: z.string() });

interface Surroundings {
  readonly muster: MusterClient;
  /** The connections that enrol. */
  readonly enrolling: Readonly<Record<"lms" | "thinkific" | "teachable" | "scim", string>>;
  /** Where the sandbox answers. */
  readonly url: string;
}

/** Makes what the sample's segments drive; what is there already is kept. */
export async function makePrograms(around: Surroundings): Promise<void> {
  const segments = await around.muster.list("/api/v1/segments", Named);
  const ids = new Map(segments.map(({ id, name }) => [name, id]));
  const known = await around.muster.list("/api/v1/programs", Named);
  const present = new Set(known.map(({ name }) => name));
  for (const sample of samplePrograms)
    if (!present.has(sample.name))
      await around.muster.post("/api/v1/programs", bodyOf(sample, ids, around), Named);
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

function bodyOf(
  { include, exclude = [], effect, lastsDays, enrols, board, ...described }: SampleProgram,
  ids: ReadonlyMap<string, string>,
  { enrolling, url }: Surroundings,
): object {
  const idOf = (name: string): string => ids.get(name) ?? name;
  return {
    ...described,
    include: include.map(idOf),
    exclude: exclude.map(idOf),
    ...effect,
    ...(lastsDays === undefined ? {} : { until: inDays(lastsDays) }),
    ...(enrols === undefined ? {} : { connectionId: enrolling[enrols] }),
    ...(board === undefined ? {} : { url: `${url}/notices/${board}` }),
  };
}
