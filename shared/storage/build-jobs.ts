import { UpdateCommand, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { BuildJob } from "../contracts/segment.ts";
import { ConflictError } from "../runtime/errors.ts";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

type Change = Pick<
  UpdateCommandInput,
  "UpdateExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

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
    job: BuildJob,
    how: { readonly state: "done" } | { readonly state: "failed"; readonly error: string },
  ): Promise<void> {
    const reason = how.state === "failed" ? how.error : undefined;
    await this.#update("noting a build's end", job, {
      UpdateExpression: `SET #state = :state${reason === undefined ? "" : ", #error = :error"}`,
      ExpressionAttributeNames: {
        "#state": "state",
        ...(reason === undefined ? {} : { "#error": "error" }),
      },
      ExpressionAttributeValues: {
        ":state": how.state,
        ...(reason === undefined ? {} : { ":error": reason }),
      },
    });
  }

  /** Says that a job goes on; the answer has all partitions as they are now. */
  goOn(job: BuildJob, at: number): Promise<BuildJob> {
    return this.#update("noting that a build goes on", job, {
      UpdateExpression: "SET #state = :state, heardAt = :at REMOVE #error",
      ExpressionAttributeNames: { "#state": "state", "#error": "error" },
      ExpressionAttributeValues: { ":state": "running", ":at": at },
    });
  }

  /** Notes how far a partition has come; the answer has all partitions as they are now. */
  advance(job: BuildJob, { partition, position, visited, at }: Progress): Promise<BuildJob> {
    return this.#update("noting a build's progress", job, {
      UpdateExpression: "SET positions.#partition = :position, heardAt = :at ADD visited :visited",
      ExpressionAttributeNames: { "#partition": partition },
      ExpressionAttributeValues: { ":position": position, ":at": at, ":visited": visited },
    });
  }

  async #update(doing: string, { workspaceId, id }: BuildJob, change: Change): Promise<BuildJob> {
    const answer = await request(doing, () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(workspaceId, id),
          ConditionExpression: "attribute_exists(pk)",
          ReturnValues: "ALL_NEW",
          ...change,
        }),
      ),
    );
    return BuildJob.parse(answer.Attributes);
  }
}

function keyOf(workspaceId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#builds`, sk: id };
}
