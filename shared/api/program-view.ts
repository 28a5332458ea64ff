import type { Program } from "../contracts/program.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import type { ProgramView } from "./program-schema.ts";

/** The state as the clock has it: effects of a window's edge follow within a minute. */
export function viewProgram(program: Program, now: number): ProgramView {
  const { workspaceId: _workspace, revision: _revision, ...rest } = program;
  const { from, until, createdAt, endedAt } = program;
  return {
    ...rest,
    state: stateAt(program, now),
    from: isoOrAbsent(from),
    until: isoOrAbsent(until),
    createdAt: iso(createdAt),
    endedAt: isoOrAbsent(endedAt),
  };
}

function stateAt({ state, from, until }: Program, now: number): Program["state"] {
  if (state === "ended" || (until !== undefined && until <= now)) return "ended";
  return from !== undefined && from > now ? "scheduled" : state;
}
