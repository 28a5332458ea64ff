import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ConflictError } from "../runtime/errors.ts";
import { request, type Tables } from "./tables.ts";

/**
 * Who is pushing to a destination: one at a time. pk `{workspace}#flight#{destination}`. Access:
 * take off, ask whoever is in the air to go again, land. By the wall clock, in ms.
 */
export class FlightStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** True for the one who may push until `until`. */
  takeOff(
    workspaceId: string,
    destinationId: string,
    holder: string,
    until: number,
  ): Promise<boolean> {
    return holds(() =>
      request("taking off", () =>
        this.#tables.client.send(
          new PutCommand({
            TableName: this.#tables.views,
            Item: { ...flightKey(workspaceId, destinationId), holder, until },
            ConditionExpression: "attribute_not_exists(pk) OR #until < :now",
            ExpressionAttributeNames: { "#until": "until" },
            ExpressionAttributeValues: { ":now": Date.now() },
          }),
        ),
      ),
    );
  }

  /** True where somebody is in the air and will hear of it when landing. */
  askAgain(workspaceId: string, destinationId: string): Promise<boolean> {
    return holds(() =>
      request("asking for another flight", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.views,
            Key: flightKey(workspaceId, destinationId),
            UpdateExpression: "SET again = :yes",
            ConditionExpression: "attribute_exists(pk) AND #until >= :now",
            ExpressionAttributeNames: { "#until": "until" },
            ExpressionAttributeValues: { ":yes": true, ":now": Date.now() },
          }),
        ),
      ),
    );
  }

  /** Whether somebody asked for another flight meanwhile. */
  async land(workspaceId: string, destinationId: string, holder: string): Promise<boolean> {
    try {
      const { Attributes: landed } = await request("landing", () =>
        this.#tables.client.send(
          new DeleteCommand({
            TableName: this.#tables.views,
            Key: flightKey(workspaceId, destinationId),
            ConditionExpression: "holder = :holder",
            ExpressionAttributeValues: { ":holder": holder },
            ReturnValues: "ALL_OLD",
          }),
        ),
      );
      return landed?.again === true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }
}

async function holds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

function flightKey(workspaceId: string, destinationId: string): { pk: string; sk: string } {
  return { pk: `${workspaceId}#flight#${destinationId}`, sk: "flight" };
}
