import { type ObjectKind, objectKinds } from "../contracts/change.ts";
import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { courseKind } from "../flow/program-destination.ts";
import { isActing } from "../programs/acting.ts";
import type { Call } from "./call.ts";
import { checkDestination } from "./check-destination.ts";
import type { NewProgramBody } from "./program-schema.ts";
import { invalid } from "./request-problem.ts";

type Audience = Pick<Program, "kind" | "include" | "exclude">;

/** The kinds of profiles that the segments hold; throws 422 for one that is not there or does not fit. */
export async function checkAudience(call: Call, audience: Audience): Promise<ObjectKind[]> {
  const included = await checkSegments(call, "/include", audience.include);
  const excluded = await checkSegments(call, "/exclude", audience.exclude);
  const held = new Set([...included, ...excluded].map(({ object }) => object));
  const objects = objectKinds.filter((each) => held.has(each));
  if (!isActing(audience)) return objects;
  if (objects.length > 1)
    throw invalid(
      "/include",
      "These segments hold contacts and companies: name segments of one kind. A segment of contacts may ask what their company is.",
    );
  if (audience.kind === "course" && objects[0] === "company")
    throw invalid(
      "/include",
      "Courses are for people: name segments of contacts. A segment of contacts may ask what their company is.",
    );
  return objects;
}

function checkSegments(call: Call, pointer: string, ids: readonly string[]): Promise<Segment[]> {
  return Promise.all(
    ids.map(async (id, at) => {
      const segment = await call.context.storage.segments.get(call.workspaceId, id);
      if (segment === undefined)
        throw invalid(`${pointer}/${at}`, `There is no segment "${id}": give the id of one.`);
      if (segment.state === "retired")
        throw invalid(`${pointer}/${at}`, `"${segment.name}" is retired: choose another segment.`);
      return segment;
    }),
  );
}

/** Throws 422 where a window closes before it opens. */
export function checkWindow({ from, until }: Pick<Program, "from" | "until">): void {
  if (from !== undefined && until !== undefined && until <= from)
    throw invalid("/until", "It ends before it begins: give an instant after `from`.");
}

/** Of two rules for one product it must be clear which counts; throws 422. */
export async function checkPrecedence(
  { context, workspaceId }: Call,
  price: { readonly id?: string; readonly product: string; readonly precedence: number },
): Promise<void> {
  const programs = await context.storage.programs.current(workspaceId);
  const same = programs.find(
    (each) =>
      each.kind === "price" &&
      each.id !== price.id &&
      each.state !== "ended" &&
      each.product === price.product &&
      each.precedence === price.precedence,
  );
  if (same !== undefined)
    throw invalid(
      "/precedence",
      `"${same.name}" has precedence ${price.precedence} for ${price.product} already: give another one.`,
    );
}

/** What only one kind asks for; throws 422. */
export async function checkEffect(call: Call, body: NewProgramBody): Promise<void> {
  switch (body.kind) {
    case "price":
      return checkPrecedence(call, body);
    case "course": {
      const { connectionId, courseId } = body;
      const { connections } = call.context.storage;
      const connection = await connections.get(call.workspaceId, connectionId);
      const kind = (connection && courseKind(connection.kind)) ?? "course";
      await checkDestination(call, undefined, { kind, connectionId, courseId });
      return;
    }
    case "notification":
      if (body.email !== undefined) return;
      await checkDestination(call, undefined, { kind: "webhook", url: body.url });
      return;
    case "automation":
      await checkDestination(call, undefined, { kind: "webhook", url: body.url });
      return;
    case "grant":
    case "goal":
    case "certificate":
      return;
  }
}
