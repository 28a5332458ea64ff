import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { between, type Random } from "./randomness.ts";

const User = z.object({ id: z.number(), email: z.string() });
export type SiteUser = z.infer<typeof User>;
const Enrolment = z.object({
  id: z.number(),
  userId: z.number(),
  courseId: z.number(),
  activatedAt: z.number().nullable(),
  /** Null while it lasts. */
  endsAt: z.number().nullable(),
  completedAt: z.number().nullable(),
  email: z.string(),
});
export type SiteEnrolment = z.infer<typeof Enrolment>;

export const siteCourses = [
  { id: 101, name: "Channel sales onboarding" },
  { id: 102, name: "Annual recertification" },
] as const;

export type SiteName = "thinkific" | "teachable";

/** What a site tells whoever listens to it. */
export interface CourseNews {
  readonly what: "created" | "completed";
  readonly enrolment: SiteEnrolment;
}

/** Users and enrolments of one site that sells courses; several have tables of their own, by their names. */
export class CourseSite {
  readonly #database: DatabaseSync;
  readonly #users: string;
  readonly #enrolments: string;
  readonly #tell: (news: CourseNews) => void;

  constructor(database: DatabaseSync, name: SiteName, tell: (news: CourseNews) => void) {
    this.#database = database;
    this.#tell = tell;
    this.#users = `${name}Users`;
    this.#enrolments = `${name}Enrolments`;
    database.exec(`
      CREATE TABLE IF NOT EXISTS ${this.#users} (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
      CREATE TABLE IF NOT EXISTS ${this.#enrolments} (
        id INTEGER PRIMARY KEY, userId INTEGER NOT NULL, courseId INTEGER NOT NULL,
        activatedAt INTEGER, endsAt INTEGER, completedAt INTEGER, UNIQUE (userId, courseId));
    `);
  }

  user(of: { readonly email: string } | { readonly id: number }): SiteUser | undefined {
    const [column, value] = "id" in of ? ["id", of.id] : ["email", of.email.toLowerCase()];
    const row = this.#database
      .prepare(`SELECT * FROM ${this.#users} WHERE ${column} = ?`)
      .get(value ?? "");
    return row === undefined ? undefined : User.parse(row);
  }

  makeUser(email: string): SiteUser {
    this.#database
      .prepare(`INSERT INTO ${this.#users} (email) VALUES (?)`)
      .run(email.toLowerCase());
    const made = this.user({ email });
    if (made === undefined) throw new Error("The user was not made.");
    return made;
  }

  /** In order of id. */
  enrolments(courseId?: number): SiteEnrolment[] {
    return this.#database
      .prepare(
        `SELECT e.*, u.email FROM ${this.#enrolments} e JOIN ${this.#users} u ON u.id = e.userId ORDER BY e.id`,
      )
      .all()
      .map((row) => Enrolment.parse(row))
      .filter((each) => courseId === undefined || each.courseId === courseId);
  }

  /** Over what is known of the user in the course. */
  enrol(userId: number, courseId: number, activatedAt: number | null, endsAt: number | null): void {
    const known = this.enrolments(courseId).find((each) => each.userId === userId);
    this.#database
      .prepare(
        `INSERT INTO ${this.#enrolments} (userId, courseId, activatedAt, endsAt) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET activatedAt = excluded.activatedAt, endsAt = excluded.endsAt`,
      )
      .run(userId, courseId, activatedAt, endsAt);
    const enrolment = this.enrolments(courseId).find((each) => each.userId === userId);
    if (known === undefined && enrolment !== undefined) this.#tell({ what: "created", enrolment });
  }

  /** Somebody who is in comes to the end of their course, if anybody is. */
  completeOne(random: Random): void {
    const learning = this.enrolments().filter(
      ({ endsAt, completedAt }) => endsAt === null && completedAt === null,
    );
    const enrolment = learning[between(random, 0, Math.max(0, learning.length - 1))];
    if (enrolment === undefined) return;
    this.#database
      .prepare(`UPDATE ${this.#enrolments} SET completedAt = ? WHERE id = ?`)
      .run(Date.now(), enrolment.id);
    this.#tell({ what: "completed", enrolment });
  }

  /** What a teacher sees on screen: the addresses of those who are in, by course. */
  shown(): { courseId: number; emails: string[] }[] {
    return siteCourses.map(({ id: courseId }) => ({
      courseId,
      emails: this.enrolments(courseId)
        .filter(({ endsAt }) => endsAt === null || endsAt > Date.now())
        .map(({ email }) => email),
    }));
  }
}

export function isCourse(courseId: number): boolean {
  return siteCourses.some(({ id }) => id === courseId);
}
