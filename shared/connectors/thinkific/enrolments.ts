import { z } from "zod";
import { RetryableError, SetupError } from "../../runtime/errors.ts";
import type { MembersThere } from "../connector.ts";
import { isSuccess } from "../json-api.ts";
import type { PacedApi } from "../paced-api.ts";
import { failure, openSite } from "./api.ts";

const Enrolment = z.object({
  id: z.number(),
  user_email: z.string(),
  expired: z.boolean(),
  is_free_trial: z.boolean(),
  activated_at: z.string().nullish(),
  expiry_date: z.string().nullish(),
});
type Enrolment = z.infer<typeof Enrolment>;
const Page = z.object({
  items: z.array(Enrolment),
  meta: z.object({ pagination: z.object({ next_page: z.number().nullish() }) }),
});

/** The most a page may have. */
const pageSize = 250;

/** The enrolments of one person in a course, whatever their state; the search may find others too. */
export async function enrolmentsOf(
  site: PacedApi,
  courseId: string,
  email: string,
): Promise<Enrolment[]> {
  const query = new URLSearchParams({
    "query[course_id]": courseId,
    "query[email]": email,
    limit: String(pageSize),
  });
  const { items } = await site.call({ method: "GET", path: `/enrollments?${query}` }, Page);
  return items.filter(({ user_email }) => user_email.toLowerCase() === email.toLowerCase());
}

/** Enrolled for good, or for longer than now; a trial shows the first lessons only. */
export function isIn({ expired, is_free_trial }: Enrolment): boolean {
  return !expired && !is_free_trial;
}

/**
 * Moves an enrolment's end: `null` for none. Both dates are given, since one that is left out makes a
 * trial, or takes the end away; that `null` takes it away too is not documented.
 */
export async function reschedule(
  site: PacedApi,
  { id, activated_at }: Enrolment,
  expiry_date: string | null,
): Promise<void> {
  const json = { activated_at: activated_at ?? instant(Date.now()), expiry_date };
  const answer = await site.send({ method: "PUT", path: `/enrollments/${id}`, json });
  if (answer.status === 404) throw new RetryableError("Thinkific deleted the enrolment meanwhile.");
  if (!isSuccess(answer)) throw failure(answer);
}

/** As Thinkific writes and reads instants; by the wall clock, as its own are. */
export function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Throws a `SetupError` that says what to do about a course that is gone. */
export async function assertCourse(site: PacedApi, courseId: string): Promise<void> {
  const path = `/courses/${encodeURIComponent(courseId)}`;
  const { status } = await site.send({ method: "GET", path });
  if (status === 404) throw courseIsGone(courseId);
}

export function courseIsGone(courseId: string): SetupError {
  return new SetupError(
    `Thinkific has no course ${courseId}.`,
    "Look up the course's id in the address of its page in Thinkific's course builder, and drive that one.",
  );
}

/**
 * Who is enrolled, page by page in Thinkific's own order, which is not documented. Others enrol
 * learners as well, so nobody is taken out whom Muster never put in.
 */
export const enrolled: MembersThere = {
  keyOf: ({ email }) => email?.toLowerCase(),
  async page({ destination: { courseId = "" }, ...request }, cursor = "1") {
    const site = openSite(request);
    const query = new URLSearchParams({
      "query[course_id]": courseId,
      limit: String(pageSize),
      page: cursor,
    });
    const { items, meta } = await site.call({ method: "GET", path: `/enrollments?${query}` }, Page);
    // A course that is gone has no enrolments, which would look as if all had lost theirs.
    if (items.length === 0) await assertCourse(site, courseId);
    return {
      keys: items.filter(isIn).map(({ user_email }) => user_email.toLowerCase()),
      next: meta.pagination.next_page?.toString(),
    };
  },
};
