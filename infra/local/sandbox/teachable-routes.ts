import { z } from "zod";
import { type CourseSite, isCourse, siteCourses } from "./course-site.ts";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";
import { RequestWindows } from "./request-windows.ts";

const base = "/teachable/v1";

/** Teachable's Admin API 1 under `/teachable`, behind one key. */
export function teachableRoutes(school: CourseSite, key: string, times: number): Route[] {
  const limit = new RequestWindows([{ requests: 100, perMs: 60_000 }], times);
  const guarded = (act: Route["answer"]) => (call: Call) => {
    if (call.headers["apikey"] !== key)
      throw new Refusal({ status: 401, json: { message: "Invalid authentication credentials" } });
    const waitMs = limit.take();
    if (waitMs === 0) return act(call);
    const headers = { "ratelimit-reset": String(Math.ceil(waitMs / 1_000)) };
    return { status: 429, json: { message: "API rate limit exceeded" }, headers };
  };
  const route = (method: Route["method"], path: string, act: Route["answer"]): Route => ({
    method,
    path: base + path,
    answer: guarded(act),
  });
  return [
    route("GET", "/courses", () => ({ status: 200, json: { courses: siteCourses } })),
    route("GET", "/courses/:id", ({ part }) =>
      isCourse(Number(part("id"))) ? { status: 200, json: { course: {} } } : notFound("Course"),
    ),
    route("GET", "/courses/:id/enrollments", (call) => listEnrolments(school, call)),
    route("GET", "/users", ({ url }) => {
      const user = school.user({ email: url.searchParams.get("email") ?? "" });
      return { status: 200, json: { users: user === undefined ? [] : [user], meta: {} } };
    }),
    route("GET", "/users/:id", (call) => showUser(school, call)),
    route("POST", "/users", (call) => makeUser(school, call)),
    route("POST", "/enroll", (call) => change(school, call, true)),
    route("POST", "/unenroll", (call) => change(school, call, false)),
    {
      method: "GET",
      path: "/sandbox/teachable",
      answer: () => ({ status: 200, json: { items: school.shown(), refused: limit.refused } }),
    },
  ];
}

function notFound(what: string): Reply {
  return { status: 404, json: { message: `${what} not found` } };
}

function listEnrolments(school: CourseSite, { part, url }: Call): Reply {
  const courseId = Number(part("id"));
  if (!isCourse(courseId)) return notFound("Course");
  const all = school.enrolments(courseId).filter(({ endsAt }) => endsAt === null);
  const per_page = Number(url.searchParams.get("per") ?? "20");
  const page = Number(url.searchParams.get("page") ?? "1");
  const enrollments = all.slice((page - 1) * per_page, page * per_page).map((each) => ({
    user_id: each.userId,
    enrolled_at: new Date(each.activatedAt ?? 0).toISOString(),
    expires_at: null,
    completed_at: null,
    percent_complete: 0,
  }));
  const number_of_pages = Math.max(1, Math.ceil(all.length / per_page));
  const meta = { total: all.length, page, per_page, number_of_pages };
  return { status: 200, json: { enrollments, meta } };
}

function showUser(school: CourseSite, { part }: Call): Reply {
  const user = school.user({ id: Number(part("id")) });
  if (user === undefined) return notFound("User");
  const courses = school
    .enrolments()
    .filter(({ userId }) => userId === user.id)
    .map(({ courseId, endsAt }) => ({
      course_id: courseId,
      is_active_enrollment: endsAt === null,
    }));
  return { status: 200, json: { ...user, name: null, courses, tags: [] } };
}

const NewUser = z.object({ email: z.string() });

function makeUser(school: CourseSite, { body }: Call): Reply {
  const { email } = NewUser.parse(JSON.parse(body));
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) || school.user({ email }) !== undefined)
    return { status: 400, json: { message: ["email is invalid or taken"] } };
  return { status: 201, json: school.makeUser(email) };
}

const Pair = z.object({ user_id: z.number(), course_id: z.number() });

function change(school: CourseSite, { body }: Call, isIn: boolean): Reply {
  const { user_id, course_id } = Pair.parse(JSON.parse(body));
  if (!isCourse(course_id)) return notFound("Course");
  if (school.user({ id: user_id }) === undefined) return notFound("User");
  const known = school.enrolments(course_id).find(({ userId }) => userId === user_id);
  const isEnrolled = known !== undefined && known.endsAt === null;
  if (isIn && isEnrolled) return { status: 422, json: { message: "Already enrolled" } };
  if (!isIn && !isEnrolled) return notFound("Enrollment");
  school.enrol(user_id, course_id, Date.now(), isIn ? null : Date.now());
  return { status: 204 };
}
