import type { PushOutcome, PushRecord, PushTarget } from "../connector.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
import { inParallel } from "../in-parallel.ts";
import { readAddress, sendOutbound } from "../outbound.ts";
import { type Course, courseAt, learnerOf } from "./course.ts";
import { enrolments } from "./enrolments.ts";

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
  members: enrolments,
  choices: ["courseId"],
  needs: "courseId",
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

async function change(course: Course, record: PushRecord, act: Act): Promise<PushOutcome> {
  const { profileId } = record;
  const learner = learnerOf(record);
  if (learner === undefined) {
    // Nobody was ever enrolled without a name.
    if (act === "DELETE") return { profileId, state: "confirmed" };
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
    // Its own words may name the person, and this is logged.
    message: status === 404 ? `course ${course.id} does not exist` : `HTTP status ${status}`,
    retryAfterMs: readRetryAfter(answer.headers["retry-after"] ?? null, Date.now()),
  });
}
