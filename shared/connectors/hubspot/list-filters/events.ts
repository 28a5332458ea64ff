import { z } from "zod";
import { parseRule } from "../../../segmentation/parse/parse-rule.ts";
import {
  allOf,
  compares,
  type Formula,
  type Holds,
  negated,
  type RelatedQuestion,
} from "../../list-formula/formula.ts";
import { type Place, quoted, type Reading, shaped, under } from "../../list-formula/reading.ts";
import { writeRule } from "../../list-formula/write-rule.ts";
import { readEventTime } from "./event-time.ts";
import { readOccurrences } from "./occurrences.ts";
import type { Asked } from "./operation.ts";
import { readOperation, readPropertyFilter } from "./property-filter.ts";

const Branch = z.strictObject({
  filterBranchType: z.literal("UNIFIED_EVENTS"),
  filterBranchOperator: z.literal("AND").optional(),
  filterBranches: z.array(z.unknown()).max(0).optional(),
  filters: z.array(z.unknown()).default([]),
  eventTypeId: z.string(),
  operator: z.enum(["HAS_COMPLETED", "HAS_NOT_COMPLETED"]),
  pruningRefineBy: z.unknown().optional(),
  coalescingRefineBy: z.unknown().optional(),
});

const Filter = z.strictObject({
  filterType: z.enum(["UNIFIED_EVENTS", "INTEGRATION_EVENT"]),
  eventTypeId: z.union([z.string(), z.number()]).transform(String),
  filterLines: z.array(z.unknown()).default([]),
  pruningRefineBy: z.unknown().optional(),
  coalescingRefineBy: z.unknown().optional(),
});

const Line = z.strictObject({ property: z.string(), operation: z.unknown() });

const AnalyticsFilter = z.strictObject({
  filterType: z.literal("EVENT"),
  eventId: z.string(),
  operator: z.enum(["HAS_EVENT", "NOT_HAS_EVENT"]),
  pruningRefineBy: z.unknown().optional(),
  coalescingRefineBy: z.unknown().optional(),
});

interface EventQuestion {
  readonly what: string;
  readonly eventTypeId: string;
  readonly isNegated: boolean;
  /** What an event must be like, each with where it stands. */
  readonly like: readonly ((inside: Place) => Formula)[];
  readonly pruning: unknown;
  readonly coalescing: unknown;
}

/** Who has, or has not, completed an event whose properties pass the filters. */
export function readEventBranch(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(Branch, given);
  if (!read.ok) return reading.refuse(place, "UNIFIED_EVENTS", read.why);
  const { eventTypeId, operator, filters, pruningRefineBy, coalescingRefineBy } = read.value;
  return eventFormula(
    {
      what: `UNIFIED_EVENTS ${eventTypeId} ${operator}`,
      eventTypeId,
      isNegated: operator === "HAS_NOT_COMPLETED",
      like: filters.map(
        (filter, at) => (inside: Place) =>
          readPropertyFilter(filter, under(inside, "filters", at), reading),
      ),
      pruning: pruningRefineBy,
      coalescing: coalescingRefineBy,
    },
    place,
    reading,
  );
}

export function readEventFilter(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(Filter, given);
  if (!read.ok) return reading.refuse(place, "UNIFIED_EVENTS", read.why);
  const { filterType, eventTypeId, filterLines, pruningRefineBy, coalescingRefineBy } = read.value;
  const what = `${filterType} ${eventTypeId}`;
  return eventFormula(
    {
      what,
      eventTypeId,
      isNegated: false,
      like: filterLines.map((line, at) => (inside: Place) => {
        const lineRead = shaped(Line, line);
        const here = under(inside, "filterLines", at);
        if (!lineRead.ok) return reading.refuse(here, what, lineRead.why);
        return readOperation(lineRead.value.property, lineRead.value.operation, here, reading);
      }),
      pruning: pruningRefineBy,
      coalescing: coalescingRefineBy,
    },
    place,
    reading,
  );
}

export function readAnalyticsEvent(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(AnalyticsFilter, given);
  if (!read.ok) return reading.refuse(place, "EVENT", read.why);
  const {
    eventId,
    operator,
    pruningRefineBy: pruning,
    coalescingRefineBy: coalescing,
  } = read.value;
  const isNegated = operator === "NOT_HAS_EVENT";
  const what = `EVENT ${eventId} ${operator}`;
  return eventFormula(
    { what, eventTypeId: eventId, isNegated, like: [], pruning, coalescing },
    place,
    reading,
  );
}

function eventFormula(event: EventQuestion, place: Place, reading: Reading): Formula {
  const { what, eventTypeId, isNegated } = event;
  const name = reading.context.behaviours.get(eventTypeId);
  if (name === undefined)
    return reading.refuse(
      place,
      what,
      `Muster does not receive this event: name the behaviour that stands for ${quoted(eventTypeId)}.`,
    );
  if (place.scope === "behaviour" || (place.scope === "related" && place.object === "company"))
    return reading.refuse(place, what, "Rules do not reach the events of those.");
  const count = readOccurrences(event.coalescing);
  if (!count.ok) return reading.refuse(place, what, count.why);
  const notes: string[] = [];
  const time = readEventTime(event.pruning, timeAsked(reading, notes));
  if (time.kind === "refused") return reading.refuse(place, what, time.why);
  const inside: Place = { ...place, scope: "behaviour", turned: false };
  const like = event.like.map((read) => read(inside));
  if (like.some(({ kind }) => kind === "unknown")) return { kind: "unknown" };
  const where = allOf([part("name", compares("=", name)), part("at", time), ...like]);
  const question: RelatedQuestion = { kind: "related", list: "behaviours", where, ...count.value };
  const why = unsayable(question, place, reading);
  if (why !== undefined) return reading.refuse(place, what, why);
  for (const note of new Set(notes)) reading.differs(place, what, note);
  return isNegated ? negated(question) : question;
}

function part(field: string, holds: Holds): Formula {
  return { kind: "property", field, holds, whenMissing: false, isNeverMissing: true };
}

function timeAsked({ context }: Reading, notes: string[]): Asked {
  return {
    operation: {},
    operator: "",
    kind: "instant",
    zone: context.rules.zone,
    ignoresCase: false,
    kindOf: undefined,
    differs: (why) => {
      notes.push(why);
    },
  };
}

function unsayable(
  question: RelatedQuestion,
  { scope }: Place,
  { context }: Reading,
): string | undefined {
  const whole: Formula = {
    kind: "related",
    list: "contacts",
    where: question,
    atLeast: 1,
    atMost: undefined,
  };
  const written = writeRule(scope === "related" ? whole : question);
  const parsed = written && parseRule(written, context.rules);
  return parsed === undefined || parsed.ok ? undefined : parsed.problems[0]?.message;
}
