import { RetryableError } from "../../runtime/errors.ts";
import { courseTarget } from "../course-target.ts";
import { isSuccess } from "../json-api.ts";
import type { PacedApi } from "../paced-api.ts";
import { failure, openSchool, system, wordsOf } from "./api.ts";
import { assertCourse, enrolled } from "./enrolments.ts";
import { findUser, makeUser, readUser } from "./users.ts";

/**
 * Enrols in a course who enters, and unenrols who leaves; what a learner achieved stays with the
 * school. https://docs.teachable.com/reference/enrolluser, …/unenrolluser
 */
export const teachableCourseTarget = courseTarget({
  kind: "teachable-course",
  system,
  place: "the school's admin",
  steps(request, courseId) {
    const school = openSchool(request);
    const course = Number(courseId);
    return {
      enter: (email) => enrol(school, course, email),
      leave: (email) => unenrol(school, course, email),
    };
  },
  members: enrolled,
});

/** Why nobody was enrolled; undefined once they are. Who is already is not enrolled again: that would tell them so. */
async function enrol(
  school: PacedApi,
  courseId: number,
  email: string,
): Promise<string | undefined> {
  const id = await findUser(school, email);
  if (id !== undefined) {
    const known = await readUser(school, id);
    const isEnrolled = known?.courses.some(
      (each) => each.course_id === courseId && each.is_active_enrollment,
    );
    if (isEnrolled === true) return undefined;
  }
  const user = id === undefined ? await makeUser(school, email) : { id };
  if ("refusal" in user) return user.refusal;
  const json = { user_id: user.id, course_id: courseId };
  const answer = await school.send({ method: "POST", path: "/enroll", json });
  if (isSuccess(answer)) return undefined;
  if (answer.status === 422) return `Teachable refused the enrolment: ${wordsOf(answer)}`;
  if (answer.status !== 404) throw failure(answer);
  await assertCourse(school, String(courseId));
  throw new RetryableError("Teachable deleted the user meanwhile.");
}

/** 404 says that they are not enrolled, or that there is no such course any more: either way they are out. */
async function unenrol(school: PacedApi, courseId: number, email: string): Promise<void> {
  const id = await findUser(school, email);
  if (id === undefined) return;
  const json = { user_id: id, course_id: courseId };
  const answer = await school.send({ method: "POST", path: "/unenroll", json });
  if (!isSuccess(answer) && answer.status !== 404) throw failure(answer);
}
