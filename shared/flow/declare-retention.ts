import type { ObjectKind } from "../contracts/change.ts";
import { anyBehaviour, behaviourField } from "../segmentation/fields.ts";
import type { FlowContext } from "./context.ts";
import { IndexEditor } from "./edit-index.ts";
import { startBuild } from "./start-build.ts";

interface Declared {
  readonly workspaceId: string;
  readonly object: ObjectKind;
  /** Who asks for it. */
  readonly by: string;
}

/**
 * Says how long behaviours of a name are kept after they happened, undefined for ever; then walks
 * over everybody: profiles forget what is older, and what the history holds gets its end.
 */
export async function declareRetention(
  context: Pick<FlowContext, "storage" | "queues" | "clock" | "log">,
  { workspaceId, object, by }: Declared,
  behaviour: string,
  retention: string | undefined,
): Promise<void> {
  const { index } = context.storage;
  const before = await new IndexEditor(index).retain(workspaceId, object, behaviour, retention);
  // What is forgotten is gone for good: this is all that tells who had it so.
  const change = { from: before ?? "for ever", to: retention ?? "for ever" };
  context.log.info("retention declared", { workspaceId, object, behaviour, ...change, by });
  const { fields } = await index.root(workspaceId);
  const chunkIds = [behaviourField(behaviour), anyBehaviour].flatMap(
    (field) => fields[`${object}|${field}`] ?? [],
  );
  const ordinals = [...new Set(await index.ordinals(workspaceId, chunkIds))];
  const walk = { workspaceId, object, ordinals, behaviour } as const;
  await startBuild(context, { ...walk, kind: "evaluate", next: "nothing" });
}
