import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

const settings = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "" } };
const documents = DynamoDBDocumentClient.from(new DynamoDBClient(settings));

/** The real class of the document client, all but its `send`. */
export function documentClientAsking(
  send: (command: unknown, options?: { abortSignal?: AbortSignal }) => Promise<object>,
): DynamoDBDocumentClient {
  return asking(documents, send);
}

/** A client in all but `send`. */
export function asking<Client extends object>(client: Client, send: unknown): Client {
  const made: Client = Object.create(client, { send: { value: send } });
  return made;
}
