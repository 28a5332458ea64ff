import { z } from "zod";
import type { Program } from "../contracts/program.ts";
import { createProgram, editProgram, endProgram } from "../flow/define-program.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { Call } from "./call.ts";
import { checkEmail } from "./check-email.ts";
import { checkAudience, checkEffect, checkPrecedence, checkWindow } from "./check-program.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { assertMatch, etagOf } from "./etag.ts";
import {
  MadeProgram,
  NewProgramBody,
  ProgramPatch,
  ProgramPath,
  ProgramView,
} from "./program-schema.ts";
import { viewProgram } from "./program-view.ts";
import { invalid, notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Programs";

export const postProgram = route({
  method: "POST",
  path: "/api/v1/programs",
  tag,
  status: 201,
  versioned: true,
  summary: "Have segments drive something: access, a price, a course, a certificate, a message",
  input: { body: NewProgramBody },
  output: MadeProgram,
  async handle({ body }, call) {
    const { context, workspaceId } = call;
    const window = { from: millis(body.from), until: millis(body.until) };
    checkWindow(window);
    const objects = await checkAudience(call, body);
    if (body.kind === "notification") checkEmail({ ...body, objects });
    await checkEffect(call, body);
    const wanted = { ...body, ...window, workspaceId, objects };
    const { program, secret } = await createProgram(context, wanted);
    return {
      body: { ...viewProgram(program, context.clock.now()), secret },
      headers: { location: `/api/v1/programs/${program.id}`, ...etagOf(program) },
    };
  },
});

export const getPrograms = route({
  method: "GET",
  path: "/api/v1/programs",
  tag,
  status: 200,
  summary: "Programs in order of id; those that ended stay",
  input: { query: z.object({ limit: Limit, cursor: Cursor }) },
  output: listOf(ProgramView),
  async handle({ query: { limit, cursor } }, { context, workspaceId }) {
    const after = fromCursor("cursor", cursor);
    const page = await context.storage.programs.page(workspaceId, limit, after);
    const items = page.items.map((each) => viewProgram(each, context.clock.now()));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});

export const getProgram = route({
  method: "GET",
  path: "/api/v1/programs/{id}",
  tag,
  status: 200,
  versioned: true,
  summary: "One program",
  input: { params: ProgramPath },
  output: ProgramView,
  async handle({ params }, call) {
    const program = await findProgram(call, params.id);
    return { body: viewProgram(program, call.context.clock.now()), headers: etagOf(program) };
  },
});

export const patchProgram = route({
  method: "PATCH",
  path: "/api/v1/programs/{id}",
  tag,
  status: 200,
  versioned: true,
  summary: "Edit whom a program is for, when, and what it costs or aims at",
  input: { params: ProgramPath, body: ProgramPatch },
  output: ProgramView,
  async handle({ params, body }, call) {
    const edited = await changeProgram(call, params.id, async (current) => {
      if (current.state === "ended")
        throw new Problem(409, "Program ended", "This program has ended: create another one.");
      assertComparable(current, body, call.context.clock.now());
      const next = patched(current, body);
      checkWindow(next);
      const objects = await checkAudience(call, next);
      if (next.kind === "notification") checkEmail({ ...next, objects });
      if (next.kind === "price") await checkPrecedence(call, next);
      return editProgram(call.context, current, { ...next, objects });
    });
    return { body: viewProgram(edited, call.context.clock.now()), headers: etagOf(edited) };
  },
});

export const deleteProgram = route({
  method: "DELETE",
  path: "/api/v1/programs/{id}",
  tag,
  status: 202,
  versioned: true,
  summary: "End a program: nothing is granted any more, and everybody leaves it",
  input: { params: ProgramPath },
  output: ProgramView,
  async handle({ params }, call) {
    const ended = await changeProgram(call, params.id, (current) =>
      endProgram(call.context, current),
    );
    return { body: viewProgram(ended, call.context.clock.now()), headers: etagOf(ended) };
  },
});

/** Throws 404 for what the workspace does not have. */
export async function findProgram({ context, workspaceId }: Call, id: string): Promise<Program> {
  const program = await context.storage.programs.get(workspaceId, id);
  if (program === undefined) throw notFound(`There is no program ${id}.`);
  return program;
}

/** As it is now: again when somebody else wrote first, unless `If-Match` forbids it. */
function changeProgram(
  call: Call,
  id: string,
  change: (program: Program) => Promise<Program>,
): Promise<Program> {
  return retrying(ConflictError, async () => {
    const program = await findProgram(call, id);
    assertMatch(call, program);
    return change(program);
  });
}

function patched(program: Program, patch: ProgramPatch): Program {
  const { name, owner, include, exclude } = patch;
  const audience = {
    name: name ?? program.name,
    owner: owner ?? program.owner,
    include: include ?? program.include,
    exclude: exclude ?? program.exclude,
    description: replaced(program.description, patch.description),
    from: replaced(program.from, patch.from === null ? null : millis(patch.from)),
    until: replaced(program.until, patch.until === null ? null : millis(patch.until)),
    outcomes: patch.outcomes ?? program.outcomes,
    holdoutPercent: replaced(program.holdoutPercent, patch.holdoutPercent),
    variants: replaced(program.variants, patch.variants),
  };
  return withOwn({ ...program, ...audience }, patch);
}

/** With what only its own kind has; throws 422 for what another kind has. */
function withOwn(program: Program, patch: ProgramPatch): Program {
  const { terms, precedence, target, email, resource } = patch;
  const only = (own: Partial<ProgramPatch>): void => {
    const given = Object.entries({ terms, precedence, target, email, resource });
    const strange = given.find(([name, value]) => value !== undefined && !(name in own))?.[0];
    if (strange !== undefined)
      throw invalid(`/${strange}`, `A program of kind ${program.kind} has no ${strange}.`);
  };
  switch (program.kind) {
    case "grant":
      only({ resource });
      return { ...program, resource: resource ?? program.resource };
    case "price":
      only({ terms, precedence });
      return {
        ...program,
        terms: terms ?? program.terms,
        precedence: precedence ?? program.precedence,
      };
    case "goal":
      only({ target });
      return { ...program, target: target ?? program.target };
    case "notification":
      only(program.email === undefined ? {} : { email });
      return email === undefined ? program : { ...program, email };
    case "course":
    case "certificate":
    case "automation":
      only({});
      return program;
  }
}

/** Who is compared with whom stays as it was from the start on; throws 409. */
function assertComparable(program: Program, patch: ProgramPatch, now: number): void {
  const isAhead = program.from === undefined ? program.state === "scheduled" : program.from > now;
  if (isAhead || (patch.holdoutPercent === undefined && patch.variants === undefined)) return;
  throw new Problem(
    409,
    "Program has started",
    "The groups that are compared would mix: end this program and create another one with these.",
  );
}

/** `undefined` leaves as it is, `null` takes away. */
function replaced<Value>(
  present: Value | undefined,
  given: Value | null | undefined,
): Value | undefined {
  return given === undefined ? present : (given ?? undefined);
}

function millis(moment: string | undefined): number | undefined {
  return moment === undefined ? undefined : Date.parse(moment);
}
