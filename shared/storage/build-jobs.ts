import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { BuildJob } from "../contracts/segment.ts";
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
