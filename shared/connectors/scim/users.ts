import { z } from "zod";
import type { PacedApi } from "../paced-api.ts";
import { pathPart, quoted, wordsOf } from "./api.ts";

const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";

const User = z.object({
  id: z.string(),
  userName: z.string().optional(),
  emails: z.array(z.object({ value: z.string().nullish() })).default([]),
});
type User = z.infer<typeof User>;
const Found = z.object({ Resources: z.array(User).default([]) });
const Made = z.object({ id: z.string() });

/** The id of the user whose name is the address, else of whom it is an address of. */
export async function findUser(provider: PacedApi, email: string): Promise<string | undefined> {
  const named = await search(provider, `userName eq ${quoted(email)}`);
  const same = (named ?? []).find(
    ({ userName }) => userName?.toLowerCase() === email.toLowerCase(),
  );
  if (same !== undefined) return same.id;
  // Not every provider lets users be searched by their addresses: then names are all there is.
  const addressed = await search(provider, `emails.value eq ${quoted(email)}`);
  return (addressed ?? []).find((user) => namesOf(user).includes(email.toLowerCase()))?.id;
}

/** Undefined where the provider does not understand the filter: RFC 7644 §3.4.2.2. */
async function search(provider: PacedApi, filter: string): Promise<User[] | undefined> {
  const query = new URLSearchParams({ filter });
  const answer = await provider.send({ method: "GET", path: `/Users?${query}` });
  if (answer.status === 400 || answer.status === 501) return undefined;
  return provider.read(answer, Found).Resources;
}

/** A new user's id, or why the provider takes none. Its address stands in for names nobody told. */
export async function makeUser(
  provider: PacedApi,
  email: string,
): Promise<{ readonly id: string } | { readonly refusal: string }> {
  const [givenName, familyName = "-"] = email.split("@");
  const json = {
    schemas: [userSchema],
    userName: email,
    displayName: email,
    name: { givenName, familyName, formatted: email },
    emails: [{ value: email, type: "work", primary: true }],
    active: true,
  };
  const made = await provider.send({ method: "POST", path: "/Users", json });
  if (made.status === 409) return justMade(provider, email, wordsOf(made));
  if (made.status === 400) return { refusal: `The directory refused the user: ${wordsOf(made)}` };
  return provider.read(made, Made);
}

/** Whom somebody else made at the same moment; else why asking again is no use: the user is hidden. */
async function justMade(
  provider: PacedApi,
  email: string,
  words: string,
): Promise<{ readonly id: string } | { readonly refusal: string }> {
  const id = await findUser(provider, email);
  if (id !== undefined) return { id };
  return { refusal: `The directory has this user already, but does not find it: ${words}` };
}

/** By what a user may be known, in lower case; nothing of one who is gone. */
export async function readNames(provider: PacedApi, id: string): Promise<string[]> {
  const path = `/Users/${pathPart(id)}?attributes=userName,emails`;
  const answer = await provider.send({ method: "GET", path });
  return answer.status === 404 ? [] : namesOf(provider.read(answer, User));
}

function namesOf({ userName, emails }: User): string[] {
  const names = [userName, ...emails.map(({ value }) => value)];
  return [...new Set(names.flatMap((name) => name?.toLowerCase() ?? []))];
}
