import type { Program } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import type { Finding } from "../segmentation/lint/finding.ts";

const nobody = /^(-+|n\/?a|none|nobody|no ?one|unknown|tbd|todo|test|admin(istrator)?|owner|\?+)$/i;

/** What is to be said of a segment besides its rule; `programs` are those it drives. */
export function lintSegment(segment: Segment, programs: readonly Program[]): Finding[] {
  return [...withoutOwner(segment), ...withoutEnd(segment, programs)];
}

function withoutOwner({ owner }: Segment): Finding[] {
  if (!nobody.test(owner.trim())) return [];
  return [
    {
      code: "no-owner",
      severity: "warning",
      message: `"${owner}" is nobody who could decide about this segment.`,
      remedy: "Give it an owner: the name of a person.",
    },
  ];
}

function withoutEnd({ retireAt }: Segment, programs: readonly Program[]): Finding[] {
  const ends = programs.flatMap(({ until }) => until ?? []);
  if (retireAt !== undefined || programs.length === 0 || ends.length < programs.length) return [];
  const last = new Date(Math.max(...ends)).toISOString();
  const names = programs.map(({ name }) => `"${name}"`).join(", ");
  return [
    {
      code: "no-retirement",
      severity: "warning",
      message: `All it drives ends (${names}), but the segment goes on taking people in.`,
      remedy: `Give it an end (retireAt), such as ${last}.`,
    },
  ];
}
