import { z } from "zod";
import { SetupError } from "../../runtime/errors.ts";
import type { MembersThere } from "../connector.ts";
import type { PacedApi } from "../paced-api.ts";
import { openSchool } from "./api.ts";
import { readUser } from "./users.ts";

const Page = z.object({
  enrollments: z.array(z.object({ user_id: z.number(), expires_at: z.string().nullish() })),
  meta: z.object({ number_of_pages: z.number().default(1) }).optional(),
});

/** Each of a page is a request of its own, since enrolments name nobody's address. */
const pageSize = 20;

/**
 * Who is enrolled, by when they were. That the list goes by pages is said by its `meta` only. Others
 * enrol learners as well, so nobody is taken out whom Muster never put in.
 * https://docs.teachable.com/reference/showcourseenrollments
 */
export const enrolled: MembersThere = {
  keyOf: ({ email }) => email?.toLowerCase(),
  async page({ destination: { courseId = "" }, ...request }, cursor = "1") {
    const school = openSchool(request);
    const query = new URLSearchParams({
      sort_direction: "asc",
      per: String(pageSize),
      page: cursor,
    });
    const path = `/courses/${encodeURIComponent(courseId)}/enrollments?${query}`;
    const answer = await school.send({ method: "GET", path });
    if (answer.status === 404) throw courseIsGone(courseId);
    const { enrollments, meta } = school.read(answer, Page);
    const keys: string[] = [];
    for (const { user_id, expires_at } of enrollments) {
      if (expires_at && Date.parse(expires_at) <= Date.now()) continue;
      const user = await readUser(school, user_id);
      if (user !== undefined) keys.push(user.email.toLowerCase());
    }
    const isLast = Number(cursor) >= (meta?.number_of_pages ?? 1);
    return { keys, next: isLast ? undefined : String(Number(cursor) + 1) };
  },
};

export async function assertCourse(school: PacedApi, courseId: string): Promise<void> {
  const path = `/courses/${encodeURIComponent(courseId)}`;
  const { status } = await school.send({ method: "GET", path });
  if (status === 404) throw courseIsGone(courseId);
}

function courseIsGone(courseId: string): SetupError {
  return new SetupError(
    `Teachable has no course ${courseId}.`,
    "Look up the course's id in the address of its page in the school's admin, and drive that one.",
  );
}
