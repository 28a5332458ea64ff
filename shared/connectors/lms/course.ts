import type { Connection } from "../../contracts/connection.ts";
import type { Destination } from "../../contracts/destination.ts";
import { AuthenticationError, PermanentError } from "../../runtime/errors.ts";
import type { PushRecord } from "../connector.ts";

export interface Course {
  readonly id: string;
  readonly url: string;
  readonly token: string;
}

export function courseAt(destination: Destination, connection: Connection | undefined): Course {
  const { courseId } = destination;
  const baseUrl = connection?.baseUrl;
  if (courseId === undefined || connection === undefined || baseUrl === undefined) {
    throw new PermanentError("A course needs its id and a learning system's connection.");
  }
  const token = connection.apiKey ?? connection.tokens?.access ?? connection.secrets[0];
  if (token === undefined) {
    throw new AuthenticationError(`${connection.name} has no access token: connect it again.`);
  }
  const url = `${baseUrl.replace(/\/+$/, "")}/courses/${encodeURIComponent(courseId)}`;
  return { id: courseId, url, token };
}

/** What the learning system knows somebody by. */
export function learnerOf({
  email,
  recordId,
}: Pick<PushRecord, "email" | "recordId">): string | undefined {
  return email ?? recordId;
}
