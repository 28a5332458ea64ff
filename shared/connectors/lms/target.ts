import type { Connection } from "../../contracts/connection.ts";
import type { Destination } from "../../contracts/destination.ts";
import { AuthenticationError, PermanentError } from "../../runtime/errors.ts";
import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
import { inParallel } from "../in-parallel.ts";
import { readAddress, sendOutbound } from "../outbound.ts";

type Act = "PUT" | "DELETE";

const requestsAtOnce = 5;

/**
 * Enrols and withdraws learners: PUT and DELETE
 * `{baseUrl}/courses/{courseId}/enrolments/{learner}`, both safe to repeat. A learner is known
 * by e-mail, or by the record's id at this connection.
 */
export const courseTarget: PushTarget = {
  kind: "course",
  batchSize: 20,
  async prepare(destination, connection) {
    readAddress(courseAt(destination, connection).url);
    return {};
  },
  async push({ destination, connection, add, remove }) {
    const course = courseAt(destination, connection);
    const acts = [
      ...add.map((record) => ({ record, act: "PUT" as const })),
      ...remove.map((record) => ({ record, act: "DELETE" as const })),
    ];
    return inParallel(acts, requestsAtOnce, ({ record, act }) => change(course, record, act));
  },
};

interface Course {
  readonly id: string;
  readonly url: string;
  readonly token: string;
}

function courseAt(destination: Destination, connection: Connection | undefined): Course {
  const { courseId } = destination;
  const baseUrl = connection?.baseUrl;
  if (courseId === undefined || connection === undefined || baseUrl === undefined) {
    throw new PermanentError("A course needs its id and a learning system's connection.");
  }
  const token = connection.tokens?.access ?? connection.secrets[0];
  if (token === undefined) {
    throw new AuthenticationError(`${connection.name} has no access token: connect it again.`);
  }
  const url = `${baseUrl.replace(/\/+$/, "")}/courses/${encodeURIComponent(courseId)}`;
  return { id: courseId, url, token };
}

async function change(course: Course, record: PushRecord, act: Act): Promise<PushOutcome> {
  const { profileId } = record;
  const learner = record.email ?? record.recordId;
  if (learner === undefined) {
    return {
      profileId,
      state: "refused",
      reason: "The learning system knows learners by e-mail, and this profile has none.",
    };
  }
  const answer = await sendOutbound({
    url: `${course.url}/enrolments/${encodeURIComponent(learner)}`,
    method: act,
    headers: { authorization: `Bearer ${course.token}`, accept: "application/json" },
  });
  const { status } = answer;
  const alreadyOut = act === "DELETE" && (status === 404 || status === 410);
  if ((status >= 200 && status < 300) || alreadyOut) return { profileId, state: "confirmed" };
  if (status === 422 || status === 409) {
    return { profileId, state: "refused", reason: `The learning system refused: ${answer.text}` };
  }
  throw failureOf({
    system: "The learning system",
    status,
    message: status === 404 ? `course ${course.id} does not exist` : answer.text,
    retryAfterMs: readRetryAfter(answer.headers["retry-after"] ?? null, Date.now()),
  });
}
