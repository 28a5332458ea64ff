import { z } from "zod";
import { SetupError } from "../../runtime/errors.ts";
import type { MembersThere } from "../connector.ts";
import { answerFailure, bodyOf, isSuccess, sendJson } from "../json-api.ts";
import { type Course, courseAt, learnerOf } from "./course.ts";

const system = "The learning system";
const pageSize = 500;

const Page = z.object({
  items: z.array(z.object({ learner: z.string() })),
  next: z.string().optional(),
});

/**
 * Who is enrolled, in order of learners: GET `…/enrolments?limit=500&after={next}`. Others enrol
 * learners as well, so nobody is withdrawn whom Muster never enrolled.
 */
export const enrolments: MembersThere = {
  keyOf: (record) => learnerOf(record)?.toLowerCase(),
  async page({ destination, connection }, cursor) {
    const course = courseAt(destination, connection);
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (cursor !== undefined) query.set("after", cursor);
    const answer = await sendJson({
      method: "GET",
      url: `${course.url}/enrolments?${query}`,
      headers: { authorization: `Bearer ${course.token}`, accept: "application/json" },
    });
    if (answer.status === 404) throw listless(course);
    if (!isSuccess(answer)) throw answerFailure(system, answer, "reading the enrolments");
    const { items, next } = bodyOf(system, answer, Page);
    return { keys: items.map(({ learner }) => learner.toLowerCase()), next };
  },
};

function listless({ id }: Course): SetupError {
  return new SetupError(
    `The learning system lists no enrolments of course ${id}.`,
    "Look whether the course still exists there; if it does, the system must answer GET on its enrolments.",
  );
}
