import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Program } from "../contracts/program.ts";
import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
import { Documents, type ItemKey, type Page } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

/** A decision knows each program that is older than this. */
const knownForMs = 500;

const SetRevision = z.object({ revision: z.number() });

interface KnownSet {
  readonly revision: number;
  readonly programs: readonly Program[];
  readonly readAt: Moment;
}

/**
 * What segments drive: pk `{workspace}#programs`, sk the id. Beside them one small item, pk
 * `{workspace}#program-set`, counts the writes to any of them, in the same transaction: all are
 * read again only when it has grown. Access: one, a page, a write over the revision that was
 * read, all of a workspace as of half a second ago.
 */
export class ProgramStore {
  readonly #tables: Tables;
  readonly #documents;
  readonly #known = new Map<string, KnownSet>();

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Program, "a program");
  }

  get(workspaceId: string, id: string): Promise<Program | undefined> {
    return this.#documents.get(keyOf(workspaceId, id));
  }

  /** In order of id. */
  page(workspaceId: string, limit: number, after?: string): Promise<Page<Program>> {
    return this.#documents.page(partition(workspaceId), "", limit, after);
  }

  /** All programs of the workspace, not older than half a second. */
  async current(workspaceId: string): Promise<readonly Program[]> {
    const known = this.#known.get(workspaceId);
    if (known !== undefined && msSince(known.readAt) < knownForMs) return known.programs;
    const readAt = thisMoment();
    // The count first: a write in between is then read again, never missed.
    const revision = await this.#revision(workspaceId);
    const programs =
      known?.revision === revision
        ? known.programs
        : await this.#documents.all(partition(workspaceId), "");
    this.#known.set(workspaceId, { revision, programs, readAt });
    return programs;
  }

  /** Stores the program with the next revision and returns it so; `ConflictError` if it changed meanwhile. */
  async write(program: Program): Promise<Program> {
    const { workspaceId, id, revision: read } = program;
    const next = { ...program, revision: read + 1 };
    const Put = {
      TableName: this.#tables.registry,
      Item: { ...next, ...keyOf(workspaceId, id) },
      ...(read === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "revision = :read",
            ExpressionAttributeValues: { ":read": read },
          }),
    };
    const Update = {
      TableName: this.#tables.registry,
      Key: setKey(workspaceId),
      UpdateExpression: "ADD revision :one",
      ExpressionAttributeValues: { ":one": 1 },
    };
    await request("writing a program", () =>
      this.#tables.client.send(new TransactWriteCommand({ TransactItems: [{ Put }, { Update }] })),
    );
    this.#known.delete(workspaceId);
    return next;
  }

  async #revision(workspaceId: string): Promise<number> {
    const answer = await request("reading how often programs changed", () =>
      this.#tables.client.send(
        new GetCommand({
          TableName: this.#tables.registry,
          Key: setKey(workspaceId),
          ConsistentRead: true,
        }),
      ),
    );
    return answer.Item === undefined ? 0 : SetRevision.parse(answer.Item).revision;
  }
}

function partition(workspaceId: string): string {
  return `${workspaceId}#programs`;
}

function keyOf(workspaceId: string, id: string): ItemKey {
  return { pk: partition(workspaceId), sk: id };
}

function setKey(workspaceId: string): ItemKey {
  return { pk: `${workspaceId}#program-set`, sk: "revision" };
}
