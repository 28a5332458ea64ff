import type { ObjectKind } from "../contracts/change.ts";
import { anyBehaviour, behaviourField } from "../segmentation/fields.ts";
import type { DefineContext } from "./define-segment.ts";
import { IndexEditor } from "./edit-index.ts";
import { startBuild } from "./start-build.ts";

/**
 * Says how long behaviours of a name are kept after they happened, undefined for ever; then walks
 * over everybody: profiles forget what is older, and what the history holds gets its end.
 */
export async function declareRetention(
  context: DefineContext,
  { workspaceId, object }: { readonly workspaceId: string; readonly object: ObjectKind },
  behaviour: string,
  retention: string | undefined,
): Promise<void> {
  const { index } = context.storage;
  await new IndexEditor(index).retain(workspaceId, object, behaviour, retention);
  const { fields } = await index.root(workspaceId);
  const chunkIds = [behaviourField(behaviour), anyBehaviour].flatMap(
    (field) => fields[`${object}|${field}`] ?? [],
  );
  const ordinals = [...new Set(await index.ordinals(workspaceId, chunkIds))];
  const walk = { workspaceId, object, ordinals, behaviour } as const;
  await startBuild(context, { ...walk, kind: "evaluate", next: "nothing" });
}
