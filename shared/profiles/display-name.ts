import { visibleCell } from "./cells.ts";
import type { Profile } from "./profile.ts";

/**
 * What people call a profile: its name, else its e-mail or domain; undefined where no source says
 * any of these. Sources write attribute names as `firstname`, `FirstName` or `first_name`.
 */
export function displayName({ cells }: Pick<Profile, "cells">): string | undefined {
  const told = new Map<string, string>();
  for (const attribute of Object.keys(cells)) {
    const name = attribute.toLowerCase().replaceAll("_", "");
    if (!naming.has(name) || told.has(name)) continue;
    const value = visibleCell(cells, attribute)?.value;
    if (typeof value === "string" && value.trim() !== "") told.set(name, value.trim());
  }
  const parts = [told.get("firstname"), told.get("lastname")].filter((part) => part !== undefined);
  const whole = told.get("name") ?? told.get("fullname");
  return whole ?? (parts.length > 0 ? parts.join(" ") : (told.get("email") ?? told.get("domain")));
}

const naming = new Set(["name", "fullname", "firstname", "lastname", "email", "domain"]);
