import type { AttributeValues, WrittenRecord } from "../connectors/attribute-writer.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Change } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { isLive, type Profile } from "../profiles/profile.ts";
import { AuthenticationError, PermanentError, Problem } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { enqueueChanges } from "./enqueue-changes.ts";
import { openAccess } from "./open-access.ts";
import { spendRequest } from "./spend-request.ts";

type OverwriteContext = Pick<FlowContext, "storage" | "queues" | "clock" | "log">;

/**
 * Overwrites values of a profile at one of its sources and sends the same change on its way at once;
 * returns the values as the source has them. The change counts from before the source was asked:
 * whatever happened there since, the source's own telling of it is newer and settles it. Its
 * telling of this write says the same values and turns nothing. Throws a `Problem`.
 */
export async function overwriteAttributes(
  context: OverwriteContext,
  profile: Profile,
  connection: Connection,
  values: AttributeValues,
): Promise<AttributeValues> {
  const record = recordAt(connection, profile);
  const { writeAttributes } = connectorOf(connection.kind);
  // A source tells its instants by the wall clock, Muster's own sources by Muster's.
  const at = writeAttributes === undefined ? context.clock.now() : Date.now();
  const told =
    writeAttributes === undefined
      ? values
      : await atSource(connection, () =>
          openAccess(
            context,
            connection,
          )(async (opened) => {
            await spendRequest(context, opened, "push");
            return writeAttributes(opened, record, values);
          }),
        );
  const change: Change = { ...record, at, body: { kind: "attributes", values: { ...told } } };
  await enqueueChanges(context, connection, [change], "webhooks");
  return told;
}

/** What the connection knows the profile as; throws 409. */
function recordAt({ id, name }: Connection, { object, records }: Profile): WrittenRecord {
  const known = records.find((record) => record.connectionId === id && isLive(record));
  if (known !== undefined) return { object, recordId: known.recordId };
  throw new Problem(
    409,
    "Not known there",
    `${name} has no record of this profile: choose a connection that has.`,
  );
}

async function atSource(
  { name }: Connection,
  write: () => Promise<AttributeValues>,
): Promise<AttributeValues> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof AuthenticationError)
      throw new Problem(409, "Connection refused", `${name} must be connected again first.`);
    if (error instanceof PermanentError)
      throw new Problem(422, "Refused by the source", error.message);
    throw error;
  }
}
