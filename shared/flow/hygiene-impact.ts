import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import { compileRule } from "../segmentation/evaluate/compile-rule.ts";
import { segmentField } from "../segmentation/fields.ts";
import type { AttributeDeclaration, SegmentationRecord } from "../segmentation/record.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import type { FlowContext } from "./context.ts";
import { ordinalsReading } from "./declare-attribute.ts";
import { Affected, type SegmentImpact } from "./hygiene-affected.ts";
import { type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { readPopulation } from "./read-population.ts";

type ImpactContext = Pick<FlowContext, "storage" | "index" | "clock">;

/** An attribute, and how it would be declared. */
export interface Proposal {
  readonly object: ObjectKind;
  readonly name: string;
  readonly declaration: AttributeDeclaration;
}

export interface Impact {
  /** Profiles that were looked at. */
  readonly profiles: number;
  readonly exact: boolean;
  /** Profiles of the attribute's object of which rules would see another value. */
  readonly changed: number;
  readonly segments: readonly SegmentImpact[];
}

const exactUpTo = 500_000;

/**
 * Who would enter and leave which segment if an attribute were declared so, by what the rules say
 * of everybody now; grace and dwell then apply to whoever turns. Nothing is stored.
 */
export async function impactOf(
  context: ImpactContext,
  snapshot: IndexSnapshot,
  proposal: Proposal,
): Promise<Impact> {
  const walks = await Promise.all(
    objectKinds.map((reader) => walk(context, snapshot, proposal, reader)),
  );
  return {
    profiles: walks.reduce((sum, { seen }) => sum + seen, 0),
    exact: walks.every(({ covered }) => covered === 1),
    changed: walks.reduce((sum, { changed }) => sum + changed, 0),
    segments: walks.flatMap(({ affected, covered, seen }) =>
      affected.map((each) => each.impact(seen, covered)),
    ),
  };
}

interface Walked {
  readonly affected: readonly Affected[];
  readonly seen: number;
  readonly changed: number;
  readonly covered: number;
}

async function walk(
  context: ImpactContext,
  snapshot: IndexSnapshot,
  proposal: Proposal,
  reader: ObjectKind,
): Promise<Walked> {
  const declared = declaredLike(snapshot.root, proposal);
  const affected = await affectedBy(context, snapshot, proposal, reader);
  if (affected.length === 0 && reader !== proposal.object)
    return { affected, seen: 0, changed: 0, covered: 1 };
  const now = context.clock.now();
  let [seen, changed] = [0, 0];
  const rules = affected.map(({ before }) => before);
  const population = { snapshot, object: reader, rules, exactUpTo, declared };
  const covered = await readPopulation(context, population, ({ id }, record, otherwise) => {
    seen += 1;
    if (reader === proposal.object && isOther(record, otherwise, proposal.name)) changed += 1;
    const segments = new Set(record.segments);
    for (const each of affected) each.add(id, record, { ...otherwise, segments }, now);
  });
  return {
    affected,
    seen,
    changed: covered === 1 ? changed : Math.round(changed / covered),
    covered,
  };
}

function isOther(one: SegmentationRecord, other: SegmentationRecord, name: string): boolean {
  const values = [one, other].map(({ attributes }) => attributes.get(name));
  return JSON.stringify(values[0]) !== JSON.stringify(values[1]);
}

function declaredLike(
  { types, normalisations }: IndexRoot,
  { object, name, declaration }: Proposal,
): Pick<IndexRoot, "types" | "normalisations"> {
  const { [name]: _present, ...others } = normalisations[object];
  const { type, normalise } = declaration;
  const all = normalise === undefined ? others : { ...others, [name]: normalise };
  return {
    types: { ...types, [object]: { ...types[object], [name]: type } },
    normalisations: { ...normalisations, [object]: all },
  };
}

/** Those that read others come after these. */
async function affectedBy(
  context: ImpactContext,
  snapshot: IndexSnapshot,
  proposal: Proposal,
  reader: ObjectKind,
): Promise<Affected[]> {
  const { storage, index } = context;
  const { root, workspaceId } = snapshot;
  const { object, name } = proposal;
  const ordinals = await ordinalsReading(context, { workspaceId, root, reader }, object, name);
  const found = new Map<number, IndexedVersion>();
  let wave = await index.versions(snapshot, reader, ordinals);
  while (wave.length > 0) {
    for (const each of wave) found.set(each.ordinal, each);
    const fields = wave.map(({ segmentId }) => segmentField(segmentId));
    const followers = await index.touched(snapshot, reader, fields);
    wave = followers.filter(({ ordinal }) => !found.has(ordinal));
  }
  const serving = [...found.values()].filter((each) => each.serving);
  const rules = await storage.index.rules(
    workspaceId,
    serving.map(({ ordinal }) => ordinal),
  );
  const proposed = { ...root, ...declaredLike(root, proposal) };
  const byOrdinal = new Map(rules.map(({ ordinal, rule }) => [ordinal, rule]));
  return inReadingOrder(serving).flatMap((version) => {
    const rule = byOrdinal.get(version.ordinal);
    if (rule === undefined) return [];
    return [new Affected(version, compileRule(rule, ruleContextOf(proposed, reader)))];
  });
}

/** Segments never read each other in a circle. */
function inReadingOrder(versions: readonly IndexedVersion[]): readonly IndexedVersion[] {
  const ordered = new Set<IndexedVersion>();
  const place = (version: IndexedVersion): void => {
    const read = versions.filter(({ segmentId }) => version.rule.segments.includes(segmentId));
    for (const each of read) if (!ordered.has(each)) place(each);
    ordered.add(version);
  };
  for (const each of versions) place(each);
  return [...ordered];
}
