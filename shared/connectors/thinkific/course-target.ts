import { courseTarget } from "../course-target.ts";
import { isSuccess } from "../json-api.ts";
import type { PacedApi } from "../paced-api.ts";
import { failure, openSite, system, wordsOf } from "./api.ts";
import { courseIsGone, enrolled, enrolmentsOf, instant, isIn, reschedule } from "./enrolments.ts";
import { findOrMakeUser } from "./users.ts";

/**
 * Enrols in a course who enters. The API knows no way to end an enrolment, so who leaves has theirs
 * expire at once: the learner keeps what they achieved, and entering again takes the expiry away.
 * https://developers.thinkific.com/api/api-documentation/#/Enrollments/createEnrollment
 */
export const thinkificCourseTarget = courseTarget({
  kind: "thinkific-course",
  system,
  place: "Thinkific's course builder",
  steps(request, courseId) {
    const site = openSite(request);
    return {
      enter: (email) => enrol(site, courseId, email),
      async leave(email) {
        const found = await enrolmentsOf(site, courseId, email);
        for (const each of found.filter(({ expired }) => !expired))
          await reschedule(site, each, instant(Date.now()));
      },
    };
  },
  members: enrolled,
});

/** Why nobody was enrolled; undefined once they are. */
async function enrol(site: PacedApi, courseId: string, email: string): Promise<string | undefined> {
  const found = await enrolmentsOf(site, courseId, email);
  if (found.some((each) => isIn(each) && !each.expiry_date)) return undefined;
  // One that runs out, or ran out, or is a trial: from now on it lasts.
  const [former] = found;
  if (former !== undefined) {
    await reschedule(site, former, null);
    return undefined;
  }
  const user = await findOrMakeUser(site, email);
  if ("refusal" in user) return user.refusal;
  const json = {
    course_id: Number(courseId),
    user_id: user.id,
    // Without it the enrolment would be a trial.
    activated_at: instant(Date.now()),
  };
  const answer = await site.send({ method: "POST", path: "/enrollments", json });
  if (isSuccess(answer)) return undefined;
  if (answer.status !== 422) throw failure(answer);
  const words = wordsOf(answer);
  if (/course could not be found/i.test(words)) throw courseIsGone(courseId);
  // Somebody else may have enrolled them at the same moment.
  if ((await enrolmentsOf(site, courseId, email)).some(isIn)) return undefined;
  return `Thinkific refused the enrolment: ${words}`;
}
