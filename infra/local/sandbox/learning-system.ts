import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, Refusal, type Route } from "./http.ts";

export const courses = {
  "channel-sales-onboarding": "Channel sales onboarding",
  recertification: "Annual recertification",
} as const;

const Enrolment = z.object({ courseId: z.string(), learner: z.string(), at: z.number() });

/** Who is enrolled in what. */
export class Enrolments {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  enrol(courseId: string, learner: string): void {
    this.#database
      .prepare("INSERT OR IGNORE INTO enrolments VALUES (?, ?, ?)")
      .run(courseId, learner, Date.now());
  }

  withdraw(courseId: string, learner: string): boolean {
    const withdrawn = this.#database
      .prepare("DELETE FROM enrolments WHERE courseId = ? AND learner = ?")
      .run(courseId, learner);
    return withdrawn.changes > 0;
  }

  /** In order of learners, those after `after`. */
  page(courseId: string, after: string, most: number): z.infer<typeof Enrolment>[] {
    return this.#database
      .prepare(
        "SELECT * FROM enrolments WHERE courseId = ? AND learner > ? ORDER BY learner LIMIT ?",
      )
      .all(courseId, after, most)
      .map((row) => Enrolment.parse(row));
  }

  all(): z.infer<typeof Enrolment>[] {
    return this.#database
      .prepare("SELECT * FROM enrolments ORDER BY courseId, learner")
      .all()
      .map((row) => Enrolment.parse(row));
  }
}

/** A learning system's REST interface under `/lms`, behind one access token. */
export function learningRoutes(enrolments: Enrolments, token: string): Route[] {
  const of = (call: Call) => courseAndLearner(call, token);
  const path = "/lms/courses/:courseId/enrolments";
  return [
    {
      method: "GET",
      path,
      answer(call) {
        const { courseId } = of(call);
        const { searchParams: asked } = call.url;
        const limit = Number(asked.get("limit") ?? 1_000);
        const items = enrolments.page(courseId, asked.get("after") ?? "", limit);
        const next = items.length < limit ? {} : { next: items.at(-1)?.learner };
        return { status: 200, json: { items, ...next } };
      },
    },
    {
      method: "PUT",
      path: `${path}/:learner`,
      answer(call) {
        const { courseId, learner } = of(call);
        enrolments.enrol(courseId, learner);
        return { status: 200, json: { courseId, learner } };
      },
    },
    {
      method: "DELETE",
      path: `${path}/:learner`,
      answer(call) {
        const { courseId, learner } = of(call);
        return { status: enrolments.withdraw(courseId, learner) ? 204 : 404 };
      },
    },
  ];
}

function courseAndLearner(call: Call, token: string): { courseId: string; learner: string } {
  if (call.headers.authorization !== `Bearer ${token}`) {
    throw new Refusal({ status: 401, json: { message: "Unknown access token." } });
  }
  const courseId = call.part("courseId");
  if (!Object.hasOwn(courses, courseId)) {
    throw new Refusal({ status: 404, json: { message: `No course ${courseId}.` } });
  }
  return { courseId, learner: call.part("learner") };
}
