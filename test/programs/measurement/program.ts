import type { Program } from "../../../shared/contracts/program.ts";

/** A program of people, with what a test is about. */
export function aProgram(about: Partial<Omit<Program, "kind">>): Program {
  return {
    workspaceId: "acme",
    id: "prg_1",
    name: "Academy",
    owner: "Priya",
    include: ["gold"],
    exclude: [],
    objects: ["contact"],
    state: "active",
    createdAt: 0,
    revision: 1,
    ...about,
    kind: "grant",
    resource: { type: "portal-tab", id: "academy" },
  };
}
