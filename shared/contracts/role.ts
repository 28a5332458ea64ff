/** What somebody may do, the least first: look, change segments and programs, connect systems. */
export const roles = ["viewer", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** Each role may do what those before it may. */
export function reaches(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

/** The highest of what somebody was given; undefined where nothing of it is a role. */
export function highestRole(given: readonly string[]): Role | undefined {
  return roles.findLast((role) => given.includes(role));
}
