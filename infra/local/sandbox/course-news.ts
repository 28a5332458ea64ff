import { createHmac } from "node:crypto";
import { type CourseNews, siteCourses } from "./course-site.ts";
import type { Facts } from "./database.ts";
import type { Receiver } from "./delivery.ts";

function courseNamed(courseId: number) {
  return siteCourses.find(({ id }) => id === courseId) ?? { id: courseId, name: "" };
}

/** As in https://support.thinkific.dev/hc/en-us/articles/4422658311703 */
export function thinkificEvent({ what, enrolment }: CourseNews): object {
  const { id, userId, email, courseId } = enrolment;
  const [first_name, last_name] = email.split("@");
  return {
    id: `${id}-${what}`,
    resource: "enrollment",
    action: what,
    tenant_id: "1",
    created_at: new Date().toISOString(),
    payload: {
      id,
      course: courseNamed(courseId),
      user: { id: userId, email, first_name, last_name },
      percentage_completed: what === "completed" ? "100.0" : "0",
    },
  };
}

/** As in https://docs.teachable.com/docs/available-events */
export function teachableEvent({ what, enrolment }: CourseNews): object {
  const { id, userId, email, courseId } = enrolment;
  return {
    type: `Enrollment.${what}`,
    id: `${id}-${what}`,
    hook_event_id: `${id}-${what}`,
    created: new Date().toISOString(),
    object: {
      id,
      user: { id: userId, email, name: null },
      course: courseNamed(courseId),
      percent_complete: what === "completed" ? 100 : 0,
    },
  };
}

/** One event a request, the body signed with the site's API key. */
export function thinkificReceiver(facts: Facts): Receiver {
  return {
    channel: "thinkific",
    mostEvents: 1,
    request([event]) {
      const url = facts.get("thinkificUrl");
      const key = facts.get("thinkificKey");
      if (url === undefined || key === undefined) return undefined;
      const body = JSON.stringify(event);
      const signature = createHmac("sha256", key).update(body).digest("hex");
      return { url, body, headers: { "x-thinkific-hmac-sha256": signature } };
    },
  };
}

/** One event a request, to an address that is its own secret. */
export function teachableReceiver(facts: Facts): Receiver {
  return {
    channel: "teachable",
    mostEvents: 1,
    request([event]) {
      const url = facts.get("teachableUrl");
      return url === undefined ? undefined : { url, body: JSON.stringify(event), headers: {} };
    },
  };
}
