import type { ObjectKind } from "../contracts/change.ts";
import type { SuppressionLaw } from "../contracts/suppression.ts";
import type { FlowContext } from "./context.ts";
import { IndexEditor } from "./edit-index.ts";
import { startBuild } from "./start-build.ts";

/** Makes the law known to every writer, then walks over everybody. Undefined ends it. */
export async function declareSuppression(
  context: Pick<FlowContext, "storage" | "queues" | "clock">,
  { workspaceId, object }: { readonly workspaceId: string; readonly object: ObjectKind },
  law: SuppressionLaw | undefined,
): Promise<void> {
  const { storage } = context;
  await new IndexEditor(storage.index).suppress(workspaceId, object, law);
  const segments = await storage.segments.all(workspaceId);
  // Whoever is on lists again is evaluated for all of them.
  const ordinals = segments
    .filter((segment) => segment.object === object && segment.state !== "retired")
    .flatMap(({ versions }) => versions.flatMap(({ ordinal }) => ordinal ?? []));
  await startBuild(context, { workspaceId, object, ordinals, kind: "evaluate", next: "nothing" });
}
