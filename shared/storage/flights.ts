import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import { request, type Tables } from "./tables.ts";

const Asked = z.set(z.string()).transform((asked) => [...asked]);

/**
 * Who is pushing to a place: one at a time. pk `{workspace}#flight#{place}`, where a place is one
 * destination, or what several share. Access: take off, ask whoever is in the air to have others
 * go afterwards, rest, land. Who took off and never landed leaves what was asked to the next one. By
 * the wall clock, in ms.
 */
export class FlightStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** True for the one who may push until `until`. */
  async takeOff(
    workspaceId: string,
    place: string,
    holder: string,
    until: number,
  ): Promise<boolean> {
    try {
      await request("taking off", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.views,
            Key: flightKey(workspaceId, place),
            UpdateExpression: "SET holder = :holder, #until = :until",
            ConditionExpression: "attribute_not_exists(pk) OR #until < :now",
            ExpressionAttributeNames: { "#until": "until" },
            ExpressionAttributeValues: { ":holder": holder, ":until": until, ":now": Date.now() },
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  /**
   * Has whoever is in the air hear, when landing, who is to go next. `nobody` is in the air:
   * nothing was asked; `known`: that was asked before.
   */
  async askAgain(
    workspaceId: string,
    place: string,
    who: string,
  ): Promise<"asked" | "known" | "nobody"> {
    try {
      const { Attributes: before } = await request("asking for another flight", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.views,
            Key: flightKey(workspaceId, place),
            UpdateExpression: "ADD asked :who",
            ConditionExpression: "attribute_exists(pk) AND #until >= :now",
            ExpressionAttributeNames: { "#until": "until" },
            ExpressionAttributeValues: { ":who": new Set([who]), ":now": Date.now() },
            ReturnValues: "ALL_OLD",
          }),
        ),
      );
      return Asked.parse(before?.["asked"] ?? new Set()).includes(who) ? "known" : "asked";
    } catch (error) {
      if (error instanceof ConflictError) return "nobody";
      throw error;
    }
  }

  /** Nobody takes off before `until`; who asks meanwhile is heard at the next landing. */
  async rest(workspaceId: string, place: string, holder: string, until: number): Promise<void> {
    try {
      await request("resting", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.views,
            Key: flightKey(workspaceId, place),
            UpdateExpression: "SET #until = :until",
            ConditionExpression: "holder = :holder",
            ExpressionAttributeNames: { "#until": "until" },
            ExpressionAttributeValues: { ":holder": holder, ":until": until },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  /** Who is to go next, as was asked meanwhile. */
  async land(workspaceId: string, place: string, holder: string): Promise<string[]> {
    try {
      const { Attributes: landed } = await request("landing", () =>
        this.#tables.client.send(
          new DeleteCommand({
            TableName: this.#tables.views,
            Key: flightKey(workspaceId, place),
            ConditionExpression: "holder = :holder",
            ExpressionAttributeValues: { ":holder": holder },
            ReturnValues: "ALL_OLD",
          }),
        ),
      );
      return Asked.parse(landed?.asked ?? new Set());
    } catch (error) {
      if (error instanceof ConflictError) return [];
      throw error;
    }
  }
}

function flightKey(workspaceId: string, place: string): { pk: string; sk: string } {
  return { pk: `${workspaceId}#flight#${place}`, sk: "flight" };
}
