import { z } from "zod";
import type { PacedApi } from "../paced-api.ts";
import { wordsOf } from "./api.ts";

const User = z.object({ id: z.number(), email: z.string() });
const Users = z.object({ items: z.array(User) });

/** A user who was found or made, or why the site takes none with this address. */
type Known = { readonly id: number } | { readonly refusal: string };

/**
 * The user with the address, made where there is none. Thinkific asks for both names and Muster
 * knows neither here, so the two parts of the address stand in until the learner changes them.
 */
export async function findOrMakeUser(site: PacedApi, email: string): Promise<Known> {
  const same = await findUser(site, email);
  if (same !== undefined) return same;
  const [first_name, last_name = "-"] = email.split("@");
  const json = { email, first_name, last_name, skip_custom_fields_validation: true };
  const made = await site.send({ method: "POST", path: "/users", json });
  if (made.status !== 422) return site.read(made, User);
  const words = wordsOf(made);
  // Somebody else may have made them at the same moment.
  const taken = /taken/i.test(words) ? await findUser(site, email) : undefined;
  return taken ?? { refusal: `Thinkific refused the user: ${words}` };
}

async function findUser(
  site: PacedApi,
  email: string,
): Promise<{ readonly id: number } | undefined> {
  const query = new URLSearchParams({ "query[email]": email });
  const { items } = await site.call({ method: "GET", path: `/users?${query}` }, Users);
  return items.find((user) => user.email.toLowerCase() === email.toLowerCase());
}
