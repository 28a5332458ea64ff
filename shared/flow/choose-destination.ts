import type { Choice } from "../connectors/connector.ts";
import { targetOf } from "../connectors/registry.ts";
import type { ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import type { DestinationKind } from "../contracts/destination.ts";
import { Problem } from "../runtime/errors.ts";
import { attributeField, pastField } from "../segmentation/fields.ts";
import { answerable } from "./answerable.ts";
import type { ChosenParts } from "./bind-destination.ts";
import type { FlowContext } from "./context.ts";
import { openAccess } from "./open-access.ts";
import { isServed } from "./shared-place.ts";

type Wanted = Omit<Choice, "connection" | "others">;

/** What an admin chose at a connected system, looked at there. Throws a `Problem` that says what to do. */
export async function chooseDestination(
  context: Pick<FlowContext, "storage" | "clock">,
  connection: Connection,
  kind: DestinationKind,
  wanted: Wanted,
): Promise<ChosenParts> {
  const target = targetOf(kind);
  if (target.choose === undefined) return {};
  const all = await context.storage.destinations.all(connection.workspaceId);
  const others = all.filter(
    (each) => each.kind === kind && each.connectionId === connection.id && isServed(each),
  );
  const chosen = await looked(
    openAccess(
      context,
      connection,
    )(async (ready) => (await target.choose?.({ ...wanted, connection: ready, others })) ?? {}),
  );
  const { object } = wanted;
  await assertUnread(context, connection, object, target.shared?.writes({ object, ...chosen }));
  return chosen;
}

async function looked(choosing: Promise<ChosenParts>): Promise<ChosenParts> {
  try {
    return await choosing;
  } catch (error) {
    throw answerable(error, "Not to be had there");
  }
}

/** Throws where rules read what is to be written: a segment must not follow what it drives. */
async function assertUnread(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, id }: Connection,
  object: ObjectKind,
  written: readonly string[] = [],
): Promise<void> {
  if (written.length === 0) return;
  const described = await storage.catalogue.of(workspaceId, object, id);
  const names = described.flatMap(({ property, name }) => (written.includes(property) ? name : []));
  const { fields } = await storage.index.root(workspaceId);
  const chunkIds = names
    .flatMap((name) => [attributeField(name), pastField(name)])
    .flatMap((field) => fields[`${object}|${field}`] ?? []);
  if ((await storage.index.ordinals(workspaceId, chunkIds)).length === 0) return;
  throw new Problem(
    409,
    "Field in use",
    `Rules read ${names.join(", ")}, and a segment cannot follow what it drives: choose another field.`,
    "/field",
  );
}
