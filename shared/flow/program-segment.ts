import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { audienceRule } from "../programs/acting.ts";
import { canonicalJson } from "../runtime/canonical-json.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
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
  if (segment.versions.some(({ state }) => state === "building"))
    throw new Problem(
      409,
      "The audience is being built",
      "Whom this program is for changed a moment ago: change it again once everybody is looked at.",
    );
  const rule = audienceRule(program);
  // One that was cut off may have left it behind.
  const candidate = segment.versions.find(
    (each) => each.state === "candidate" && isSame(each.rule, rule),
  );
  const { version } = candidate ?? (await addCandidate(context, segment, rule));
  const present = await context.storage.segments.get(program.workspaceId, program.id);
  await promote(context, present ?? segment, version);
}

/** Longer than an edit takes. */
const lookAfterMs = 60_000;

/** Has the program aligned with its audience in a while. */
export async function noteAudienceLook(
  { storage, clock }: Pick<DefineContext, "storage" | "clock">,
  { workspaceId, id: programId }: Program,
): Promise<void> {
  const at = clock.now() + lookAfterMs;
  await storage.programDues.note({ workspaceId, programId, what: "start", at });
}

/** Whom the program is for, as it is stored: also after an edit that was cut off. May be repeated. */
export async function alignProgramAudience(
  context: DefineContext,
  program: Program,
): Promise<void> {
  const segment = await context.storage.segments.get(program.workspaceId, program.id);
  if (segment === undefined || segment.state === "retired") return;
  const building = segment.versions.find(({ state }) => state === "building");
  const shown = building ?? segment.versions.find(({ state }) => state === "live");
  if (isSame(shown?.rule, audienceRule(program))) return;
  if (building === undefined) await changeProgramAudience(context, program);
  else await noteAudienceLook(context, program);
}

/** Neither the database nor the schema keeps the order of a rule's members. */
function isSame(one: RuleGroup | undefined, other: RuleGroup): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** Everybody leaves, and with that the effects of leaving happen. */
export async function retireProgramSegment(
  context: DefineContext,
  { workspaceId, id }: Program,
): Promise<void> {
  const segment = await context.storage.segments.get(workspaceId, id);
  if (segment !== undefined && segment.state !== "retired") await retire(context, segment);
}
