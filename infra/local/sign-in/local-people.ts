import type { Role } from "../../../shared/contracts/role.ts";

/** Somebody who can sign in on this machine. */
export interface LocalPerson {
  /** Also the name of the group that gives the role. */
  readonly role: Role;
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly may: string;
}

export const localPeople: readonly LocalPerson[] = [
  {
    role: "viewer",
    sub: "5f0c7f1a-2b64-4a52-9d1e-000000000001",
    name: "Vera Viewer",
    email: "vera@muster.test",
    may: "Sees segments, people and results, and changes nothing.",
  },
  {
    role: "editor",
    sub: "5f0c7f1a-2b64-4a52-9d1e-000000000002",
    name: "Edgar Editor",
    email: "edgar@muster.test",
    may: "Builds segments, programs and destinations as well.",
  },
  {
    role: "admin",
    sub: "5f0c7f1a-2b64-4a52-9d1e-000000000003",
    name: "Ada Admin",
    email: "ada@muster.test",
    may: "Connects systems, declares attributes and erases people as well.",
  },
];
