import { z } from "zod";
import { type CourseSite, isCourse, type SiteEnrolment, siteCourses } from "./course-site.ts";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";
import { RequestWindows } from "./request-windows.ts";

const base = "/thinkific/api/public/v1";

/** Thinkific's Admin API 1 under `/thinkific`, behind `{subdomain}:{key}`. */
export function thinkificRoutes(site: CourseSite, key: string, times: number): Route[] {
  const limit = new RequestWindows([{ requests: 120, perMs: 60_000 }], times);
  const guarded = (act: Route["answer"]) => (call: Call) => {
    const { "x-auth-subdomain": subdomain, "x-auth-api-key": given } = call.headers;
    if (`${String(subdomain)}:${String(given)}` !== key)
      throw new Refusal({ status: 401, json: { error: "Authentication Error" } });
    const waitMs = limit.take();
    if (waitMs === 0) return act(call);
    const headers = { "ratelimit-reset": String(Date.now() + waitMs) };
    return { status: 429, json: { error: "Rate Limit Exceeded" }, headers };
  };
  const route = (method: Route["method"], path: string, act: Route["answer"]): Route => ({
    method,
    path: base + path,
    answer: guarded(act),
  });
  return [
    route("GET", "/courses", () => page(siteCourses, new URL("http://sandbox"))),
    route("GET", "/courses/:id", ({ part }) =>
      isCourse(Number(part("id"))) ? { status: 200, json: {} } : notFound(),
    ),
    route("GET", "/users", ({ url }) => {
      const email = url.searchParams.get("query[email]") ?? "";
      return page(site.user({ email }) ?? [], url);
    }),
    route("POST", "/users", (call) => makeUser(site, call)),
    route("GET", "/enrollments", ({ url }) => listEnrolments(site, url)),
    route("POST", "/enrollments", (call) => enrol(site, call)),
    route("PUT", "/enrollments/:id", (call) => reschedule(site, call)),
    {
      method: "GET",
      path: "/sandbox/thinkific",
      answer: () => ({ status: 200, json: { items: site.shown(), refused: limit.refused } }),
    },
  ];
}

function page(items: object | readonly object[], url: URL): Reply {
  const all = [items].flat();
  const limit = Number(url.searchParams.get("limit") ?? "25");
  const current_page = Number(url.searchParams.get("page") ?? "1");
  const total_pages = Math.max(1, Math.ceil(all.length / limit));
  const pagination = {
    current_page,
    next_page: current_page < total_pages ? current_page + 1 : null,
    prev_page: current_page > 1 ? current_page - 1 : null,
    total_pages,
    total_items: all.length,
  };
  const shown = all.slice((current_page - 1) * limit, current_page * limit);
  return { status: 200, json: { items: shown, meta: { pagination } } };
}

function notFound(): Reply {
  return { status: 404, json: { error: "Record not found." } };
}

function unprocessable(errors: object): Reply {
  return { status: 422, json: { errors } };
}

const NewUser = z.object({
  email: z.string(),
  first_name: z.string().min(1),
  last_name: z.string().min(1),
});

function makeUser(site: CourseSite, { body }: Call): Reply {
  const { email } = NewUser.parse(JSON.parse(body));
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return unprocessable({ email: ["is invalid"] });
  if (site.user({ email }) !== undefined)
    return unprocessable({ email: ["has already been taken"] });
  return { status: 201, json: site.makeUser(email) };
}

function listEnrolments(site: CourseSite, url: URL): Reply {
  const courseId = Number(url.searchParams.get("query[course_id]"));
  const email = url.searchParams.get("query[email]")?.toLowerCase();
  const found = site
    .enrolments(courseId)
    .filter((each) => email === undefined || each.email === email);
  return page(found.map(enrolmentShown), url);
}

function enrolmentShown({ id, userId, courseId, email, activatedAt, endsAt }: SiteEnrolment) {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    id,
    user_id: userId,
    user_email: email,
    user_name: email,
    course_id: courseId,
    course_name: "",
    percentage_completed: 0,
    completed: false,
    completed_at: null,
    started_at: null,
    is_free_trial: activatedAt === null,
    activated_at: iso(activatedAt),
    expired: endsAt !== null && endsAt <= Date.now(),
    expiry_date: iso(endsAt),
    updated_at: iso(Date.now()),
  };
}

const Instant = z.iso.datetime().nullish();
const Dates = z.object({ activated_at: Instant, expiry_date: Instant });
const NewEnrolment = Dates.extend({ user_id: z.number(), course_id: z.number() });
const millis = (instant: string | null | undefined) => (instant ? Date.parse(instant) : null);

function enrol(site: CourseSite, { body }: Call): Reply {
  const { user_id, course_id, activated_at, expiry_date } = NewEnrolment.parse(JSON.parse(body));
  const errors = [
    ...(isCourse(course_id) ? [] : ["Course could not be found."]),
    ...(site.user({ id: user_id }) === undefined ? ["User could not be found."] : []),
  ];
  if (errors.length > 0) return unprocessable(errors);
  site.enrol(user_id, course_id, millis(activated_at), millis(expiry_date));
  const made = site.enrolments(course_id).find(({ userId }) => userId === user_id);
  return { status: 201, json: made && enrolmentShown(made) };
}

function reschedule(site: CourseSite, { part, body }: Call): Reply {
  const known = site.enrolments().find(({ id }) => id === Number(part("id")));
  if (known === undefined) return notFound();
  const { activated_at, expiry_date } = Dates.parse(JSON.parse(body));
  site.enrol(known.userId, known.courseId, millis(activated_at), millis(expiry_date));
  return { status: 204 };
}
