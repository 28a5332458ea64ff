import type { ObjectKind } from "../contracts/change.ts";
import { type Program, programPrefix } from "../contracts/program.ts";
import { audienceRule, isActing } from "../programs/acting.ts";
import { Problem } from "../runtime/errors.ts";
import { bindDestination, unbindDestination } from "./bind-destination.ts";
import { newSecret } from "./connect.ts";
import type { DefineContext } from "./define-segment.ts";
import { programDestination } from "./program-destination.ts";
import {
  changeProgramAudience,
  ensureProgramSegment,
  noteAudienceLook,
  retireProgramSegment,
} from "./program-segment.ts";

type Managed = "id" | "state" | "createdAt" | "problem" | "revision";
type Unmanaged<Of> = Of extends Program ? Omit<Of, Managed> : never;
export type NewProgram = Unmanaged<Program>;

interface Made {
  readonly program: Program;
  /** What signs its webhooks, where it sends any; shown once. */
  readonly secret: string | undefined;
}

/**
 * Stores a program. One that acts begins as scheduled, with its instants noted first, and is
 * started at once if that has come: should that be cut off, the schedule starts it. One that
 * cannot start has ended, and says why; throws that as a `Problem` where it was to start at once.
 */
export async function createProgram(context: DefineContext, wanted: NewProgram): Promise<Made> {
  const now = context.clock.now();
  const id = `${programPrefix}${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const made: Program = { ...wanted, id, state: "scheduled", createdAt: now, revision: 0 };
  if (!isActing(made))
    return {
      program: await context.storage.programs.write({ ...made, state: "active" }),
      secret: undefined,
    };
  await noteWindow(context, made);
  const secret = await bindProgram(context, made);
  const program = await context.storage.programs.write(made);
  if ((program.from ?? now) > now) return { program, secret };
  const started = await startProgram(context, program);
  if (started.problem !== undefined) throw new Problem(409, "Program not started", started.problem);
  return { program: started, secret };
}

async function bindProgram(context: DefineContext, program: Program): Promise<string | undefined> {
  const wanted = await programDestination(context, program);
  if (wanted === undefined) return undefined;
  const secret = wanted.url === undefined ? undefined : newSecret();
  const { workspaceId, id, name, objects } = program;
  const [object = "contact"]: readonly ObjectKind[] = objects;
  await bindDestination(context, { workspaceId, id, name, object }, { ...wanted, secret });
  return secret;
}

/** The instants of an acting program's window. One that comes too early, or twice, changes nothing. */
async function noteWindow(
  { storage }: Pick<DefineContext, "storage">,
  { workspaceId, id: programId, from, until, createdAt }: Program,
): Promise<void> {
  const of = { workspaceId, programId };
  await storage.programDues.note({ ...of, what: "start", at: from ?? createdAt });
  if (until !== undefined) await storage.programDues.note({ ...of, what: "end", at: until });
}

/** Makes the segment that it acts on; where it cannot be one, the program ends. May be repeated. */
export async function startProgram(context: DefineContext, program: Program): Promise<Program> {
  if (program.state !== "scheduled") return program;
  try {
    await ensureProgramSegment(context, program);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return endProgram(context, { ...program, problem: error.message });
  }
  return context.storage.programs.write({ ...program, state: "active" });
}

/** Whoever is in it leaves, with the effects of leaving; nobody is granted anything any more. May be repeated. */
export async function endProgram(context: DefineContext, program: Program): Promise<Program> {
  // First, since other segments may read its own one: then it cannot end.
  if (isActing(program)) await retireProgramSegment(context, program);
  const ended =
    program.state === "ended"
      ? program
      : await context.storage.programs.write({
          ...program,
          state: "ended",
          endedAt: context.clock.now(),
        });
  if (!isActing(program)) return ended;
  const { workspaceId, id } = program;
  const bound = await context.storage.destinations.ofSegment(workspaceId, id);
  // What is to be undone on leaving is still pushed.
  for (const each of bound)
    if (!(each.tells ?? ["exited"]).includes("exited")) await unbindDestination(context, each);
  return ended;
}

/**
 * Stores an edit; another audience or window takes effect by itself. What its segment is to hold
 * is decided before, and looked at later: should the edit be cut off, the program counts as it is
 * stored.
 */
export async function editProgram(
  context: DefineContext,
  program: Program,
  edited: Program,
): Promise<Program> {
  const { from, until } = program;
  if (isActing(edited) && (edited.from !== from || edited.until !== until))
    await noteWindow(context, edited);
  const isMoved = JSON.stringify(audienceRule(edited)) !== JSON.stringify(audienceRule(program));
  if (isActing(edited) && edited.state === "active" && isMoved) {
    await noteAudienceLook(context, edited);
    await changeProgramAudience(context, edited);
  }
  return context.storage.programs.write(edited);
}
