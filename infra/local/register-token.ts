import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { TokenStore } from "../../shared/storage/tokens.ts";

/** The one workspace of a local system. */
export const localWorkspaceId = "local";

/** Lets the bearer of the token into the local workspace; only the token's hash is stored. */
export async function registerToken(
  client: DynamoDBClient,
  registryTable: string,
  token: string,
): Promise<void> {
  const tables = { client: DynamoDBDocumentClient.from(client), registry: registryTable };
  const store = new TokenStore({ ...tables, profiles: "", views: "" });
  await store.issue(token, localWorkspaceId, "Local administrator");
}
