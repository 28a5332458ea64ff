import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { BuildJob } from "../contracts/segment.ts";
import { ConflictError } from "../runtime/errors.ts";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

interface Progress {
  readonly partition: string;
  /** From 0 to 1. */
  readonly position: number;
  /** Profiles, since it was last noted. */
  readonly visited: number;
  readonly at: number;
}

/** pk `{workspace}#builds`, sk the id. Access: one; progress of one partition; how it ended. */
export class BuildJobStore {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", BuildJob, "a build");
  }

  get(workspaceId: string, id: string): Promise<BuildJob | undefined> {
    return this.#documents.get(keyOf(workspaceId, id));
  }

  /** Stores a new job, or returns the one that has its id already. */
  async start(job: BuildJob): Promise<BuildJob> {
    try {
      await this.#documents.put(keyOf(job.workspaceId, job.id), job, 0);
      return job;
    } catch (error) {
      const known =
        error instanceof ConflictError ? await this.get(job.workspaceId, job.id) : undefined;
      if (known === undefined) throw error;
      return known;
    }
  }

  /** Says how a job ended; the progress that others note at the same time stays. */
  async end(
    { workspaceId, id }: BuildJob,
    how: { readonly state: "done" } | { readonly state: "failed"; readonly error: string },
  ): Promise<void> {
    const reason = how.state === "failed" ? how.error : undefined;
    await request("noting a build's end", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(workspaceId, id),
          UpdateExpression: `SET #state = :state${reason === undefined ? "" : ", #error = :error"}`,
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeNames: {
            "#state": "state",
            ...(reason === undefined ? {} : { "#error": "error" }),
          },
          ExpressionAttributeValues: {
            ":state": how.state,
            ...(reason === undefined ? {} : { ":error": reason }),
          },
        }),
      ),
    );
  }

  /** Says that a job goes on; the answer has all partitions as they are now. */
  async goOn({ workspaceId, id }: BuildJob, at: number): Promise<BuildJob> {
    const answer = await request("noting that a build goes on", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(workspaceId, id),
          UpdateExpression: "SET #state = :state, heardAt = :at REMOVE #error",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeNames: { "#state": "state", "#error": "error" },
          ExpressionAttributeValues: { ":state": "running", ":at": at },
          ReturnValues: "ALL_NEW",
        }),
      ),
    );
    return BuildJob.parse(answer.Attributes);
  }

  /** Notes how far a partition has come; the answer has all partitions as they are now. */
  async advance(job: BuildJob, { partition, position, visited, at }: Progress): Promise<BuildJob> {
    const answer = await request("noting a build's progress", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(job.workspaceId, job.id),
          UpdateExpression:
            "SET positions.#partition = :position, heardAt = :at ADD visited :visited",
          ExpressionAttributeNames: { "#partition": partition },
          ExpressionAttributeValues: { ":position": position, ":at": at, ":visited": visited },
          ReturnValues: "ALL_NEW",
        }),
      ),
    );
    return BuildJob.parse(answer.Attributes);
  }
}

function keyOf(workspaceId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#builds`, sk: id };
}
