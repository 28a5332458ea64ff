import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import {
  attributeField,
  pastField,
  type RelatedPath,
  relatedField,
} from "../segmentation/fields.ts";
import type { AttributeDeclaration } from "../segmentation/record.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import type { FlowContext } from "./context.ts";
import type { DefineContext } from "./define-segment.ts";
import { IndexEditor } from "./edit-index.ts";
import { startBuild } from "./start-build.ts";

/** Declares an attribute and evaluates again whatever reads the attribute. */
export async function declareAttribute(
  context: DefineContext,
  of: Of,
  name: string,
  declaration: AttributeDeclaration,
): Promise<void> {
  const { workspaceId, object } = of;
  await new IndexEditor(context.storage.index).declare(workspaceId, object, name, declaration);
  const root = await context.storage.index.root(workspaceId);
  for (const reader of objectKinds) {
    const ordinals = await ordinalsReading(context, { workspaceId, root, reader }, object, name);
    if (ordinals.size === 0) continue;
    await startBuild(context, {
      workspaceId,
      object: reader,
      ordinals: [...ordinals],
      kind: "evaluate",
      next: "nothing",
    });
  }
}

interface Of {
  readonly workspaceId: string;
  readonly object: ObjectKind;
}

/** Makes an attribute the one by which records of this kind find each other, or not any more. */
export function declareKey(
  { storage }: DefineContext,
  { workspaceId, object }: Of,
  name: string,
  isKey: boolean,
): Promise<void> {
  return new IndexEditor(storage.index).declareKey(workspaceId, object, name, isKey);
}

/** Walks over everybody, once every writer knows what tells who they are. */
export async function identifyAll(context: DefineContext, of: Of): Promise<void> {
  await startBuild(context, { ...of, ordinals: [], kind: "identify", next: "nothing" });
}

/** The versions of segments of one kind whose rules read an attribute of the same or the other. */
export async function ordinalsReading(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, root, reader }: Readers,
  object: ObjectKind,
  name: string,
): Promise<Set<number>> {
  const fields = fieldsReading(reader, object, name);
  const chunkIds = fields.flatMap((field) => root.fields[`${reader}|${field}`] ?? []);
  return new Set(await storage.index.ordinals(workspaceId, chunkIds));
}

interface Readers {
  readonly workspaceId: string;
  readonly root: IndexRoot;
  readonly reader: ObjectKind;
}

/** By what names rules about one object read an attribute of the same or the other. */
function fieldsReading(reader: ObjectKind, object: ObjectKind, name: string): string[] {
  const own = attributeField(name);
  const related = (path: RelatedPath): string => relatedField(path, own);
  if (reader === "contact")
    return object === "contact"
      ? [own, pastField(name)]
      : [related("company"), related("company.ancestors")];
  return object === "company"
    ? [own, pastField(name), related("ancestors")]
    : [related("contacts")];
}
