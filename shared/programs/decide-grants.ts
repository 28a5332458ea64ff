import type { Program, ProgramOf, Resource } from "../contracts/program.ts";
import { isAddressed, isHeldOut, isRunning, variantOf } from "./audience.ts";
import { decidePrices, type PriceDecision } from "./decide-prices.ts";

/** Why something is granted: the program, and which variant of it. */
export interface Granted {
  readonly programId: string;
  readonly program: string;
  readonly variant: string | undefined;
}

/** What one person may see and do at one instant; what they may not is absent. */
export interface Decision {
  readonly grants: readonly (Granted & { readonly resource: Resource })[];
  readonly prices: readonly PriceDecision[];
  readonly courses: readonly (Granted & Pick<ProgramOf<"course">, "courseId" | "connectionId">)[];
  readonly goals: readonly (Granted & Pick<ProgramOf<"goal">, "measure" | "target" | "unit">)[];
  /** The next instant at which time alone may change the answer, in milliseconds. */
  readonly until: number | undefined;
}

export interface Person {
  readonly profileId: string;
  /** Segments they are in, own and of their companies, and when time alone ends that. */
  readonly segments: ReadonlyMap<string, number | undefined>;
}

/** Decides by the programs of a workspace what somebody may see and do. */
export function decideGrants(programs: readonly Program[], person: Person, now: number): Decision {
  const applying = programs.filter(
    (program) =>
      isRunning(program, now) &&
      isAddressed(program, person.segments) &&
      !isHeldOut(program, person.profileId),
  );
  const of = <Kind extends Program["kind"]>(kind: Kind) =>
    applying.filter((program): program is ProgramOf<Kind> => program.kind === kind);
  const why = (program: Program): Granted => ({
    programId: program.id,
    program: program.name,
    variant: variantOf(program, person.profileId),
  });
  return {
    grants: of("grant").map((program) => ({ ...why(program), resource: program.resource })),
    prices: decidePrices(of("price")),
    courses: of("course").map((program) => {
      const { courseId, connectionId } = program;
      return { ...why(program), courseId, connectionId };
    }),
    goals: of("goal").map((program) => {
      const { measure, target, unit } = program;
      return { ...why(program), measure, target, unit };
    }),
    until: nextChange(programs, person, now),
  };
}

/** A window that opens or closes, or a membership that time ends. */
function nextChange(
  programs: readonly Program[],
  { segments }: Person,
  now: number,
): number | undefined {
  const edges = programs.flatMap(({ from, until, include, exclude }) => [
    from,
    until,
    ...[...include, ...exclude].map((id) => segments.get(id)),
  ]);
  const later = edges.filter((edge): edge is number => edge !== undefined && edge > now);
  return later.length === 0 ? undefined : Math.min(...later);
}
