import { z } from "zod";
import type { PacedApi } from "../paced-api.ts";
import { wordsOf } from "./api.ts";

const Summary = z.object({ id: z.number(), email: z.string() });
const Found = z.object({ users: z.array(Summary) });
const Course = z.object({ course_id: z.number(), is_active_enrollment: z.boolean() });
const Detail = z.object({ ...Summary.shape, courses: z.array(Course).default([]) });
export type User = z.infer<typeof Detail>;
/** The published description wraps the user, the reference's example does not. */
const UserAnswer = z.union([z.object({ user: Detail }).transform(({ user }) => user), Detail]);
const Made = z.union([z.object({ user: Summary }).transform(({ user }) => user), Summary]);

/** The id of the user with the address: https://docs.teachable.com/reference/listusers */
export async function findUser(school: PacedApi, email: string): Promise<number | undefined> {
  const query = new URLSearchParams({ email });
  const { users } = await school.call({ method: "GET", path: `/users?${query}` }, Found);
  return users.find((user) => user.email.toLowerCase() === email.toLowerCase())?.id;
}

/** Somebody with the courses they are, or were, enrolled in; undefined where they are gone. */
export async function readUser(school: PacedApi, id: number): Promise<User | undefined> {
  const answer = await school.send({ method: "GET", path: `/users/${id}` });
  return answer.status === 404 ? undefined : school.read(answer, UserAnswer);
}

/** A new user's id, or why the school takes none with this address. */
export async function makeUser(
  school: PacedApi,
  email: string,
): Promise<{ readonly id: number } | { readonly refusal: string }> {
  const made = await school.send({ method: "POST", path: "/users", json: { email } });
  if (made.status === 400 || made.status === 422)
    return { refusal: `Teachable refused the user: ${wordsOf(made)}` };
  return school.read(made, Made);
}
