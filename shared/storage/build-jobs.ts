import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { BuildJob } from "../contracts/segment.ts";
import { ConflictError } from "../runtime/errors.ts";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

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

  async put(job: BuildJob): Promise<void> {
    await this.#documents.put(keyOf(job.workspaceId, job.id), job);
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

  /** Notes how far a partition has come; the answer has all partitions as they are now. */
  async advance(
    job: BuildJob,
    partition: string,
    position: number,
    visited: number,
  ): Promise<BuildJob> {
    const answer = await request("noting a build's progress", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(job.workspaceId, job.id),
          UpdateExpression: "SET positions.#partition = :position ADD visited :visited",
          ExpressionAttributeNames: { "#partition": partition },
          ExpressionAttributeValues: { ":position": position, ":visited": visited },
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
