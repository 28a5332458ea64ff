import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { audienceRule } from "../programs/acting.ts";
import { ConflictError } from "../runtime/errors.ts";
import { addCandidate, type DefineContext, promote, resume, retire } from "./define-segment.ts";
import { resumeBuild } from "./start-build.ts";

/**
 * A program that acts on entering and leaving has a segment of its own, under its own id, which
 * lists do not show. Making it may be repeated: what is there already stays.
 */
export async function ensureProgramSegment(
  context: DefineContext,
  program: Program,
): Promise<Segment> {
  const segment = await storedSegment(context, program);
  const [first] = segment.versions;
  if (first?.state !== "building") return segment;
  if (first.buildId === undefined) return resume(context, segment);
  // Cut off between noting the build and sending it on its way: walking again changes nothing.
  const job = await context.storage.builds.get(program.workspaceId, first.buildId);
  if (job?.state === "running") await resumeBuild(context, job);
  return segment;
}

async function storedSegment(context: DefineContext, program: Program): Promise<Segment> {
  const { segments } = context.storage;
  const { workspaceId, id, owner, objects } = program;
  const known = await segments.get(workspaceId, id);
  if (known !== undefined) return known;
  const createdAt = context.clock.now();
  const rule = audienceRule(program);
  try {
    return await segments.write({
      workspaceId,
      id,
      name: nameOf(program),
      object: objects[0] ?? "contact",
      owner,
      state: "building",
      version: 1,
      versions: [{ version: 1, rule, state: "building", createdAt }],
      createdAt,
      revision: 0,
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return storedSegment(context, program);
  }
}

function nameOf({ name }: Program): string {
  return `Program: ${name}`;
}

/** Whom the program now includes and excludes takes effect once it is built beside the former. */
export async function changeProgramAudience(
  context: DefineContext,
  program: Program,
): Promise<void> {
  const segment = await ensureProgramSegment(context, program);
  const { version } = await addCandidate(context, segment, audienceRule(program));
  const present = await context.storage.segments.get(program.workspaceId, program.id);
  await promote(context, present ?? segment, version);
}

/** Whom the program is for, as it is stored: also after an edit that was cut off. May be repeated. */
export async function alignProgramAudience(
  context: DefineContext,
  program: Program,
): Promise<void> {
  const segment = await context.storage.segments.get(program.workspaceId, program.id);
  if (segment === undefined || segment.state === "retired") return;
  const shown = segment.versions.findLast(({ state }) => state === "live" || state === "building");
  if (JSON.stringify(shown?.rule) !== JSON.stringify(audienceRule(program)))
    await changeProgramAudience(context, program);
}

/** Everybody leaves, and with that the effects of leaving happen. */
export async function retireProgramSegment(
  context: DefineContext,
  { workspaceId, id }: Program,
): Promise<void> {
  const segment = await context.storage.segments.get(workspaceId, id);
  if (segment !== undefined && segment.state !== "retired") await retire(context, segment);
}
