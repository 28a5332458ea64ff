import type { DestinationKind } from "../contracts/destination.ts";
import { PermanentError, SetupError } from "../runtime/errors.ts";
import type { MembersThere, PushRequest, PushTarget } from "./connector.ts";
import { type OneByOne, oneByOne } from "./one-by-one.ts";
import { peopleOnly } from "./people-only.ts";

interface CourseSystem {
  readonly kind: DestinationKind;
  /** As an admin knows it. */
  readonly system: string;
  /** Where a course has a page, whose address holds its number. */
  readonly place: string;
  steps(
    request: Pick<PushRequest, "connection" | "spend">,
    courseId: string,
  ): Pick<OneByOne, "enter" | "leave">;
  readonly members: MembersThere;
}

/** Enrols in one course, at a system that numbers its courses and takes one learner at a time. */
export function courseTarget(at: CourseSystem): PushTarget {
  const { kind, system, members } = at;
  return {
    kind,
    /** Who enters takes up to four of the two requests a second. */
    batchSize: 5,
    choices: ["courseId"],
    needs: "courseId",
    choose: peopleOnly(system),
    async prepare({ courseId }) {
      assertNumber(at, courseId);
      return {};
    },
    async push({ destination, ...request }) {
      const courseId = assertNumber(at, destination.courseId);
      return oneByOne(request, { system, ...at.steps(request, courseId) });
    },
    members,
  };
}

function assertNumber({ system, place }: CourseSystem, courseId: string | undefined): string {
  if (courseId === undefined) throw new PermanentError(`A course of ${system} needs its id.`);
  if (/^\d{1,15}$/.test(courseId)) return courseId;
  throw new SetupError(
    `"${courseId}" is no id of a course at ${system}.`,
    `Give the number in the address of the course's page in ${place}.`,
  );
}
