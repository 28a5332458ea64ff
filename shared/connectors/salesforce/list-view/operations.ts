import { allOf, anyOf, compares, doesNotHold, type Holds } from "../../list-formula/formula.ts";
import { quoted } from "../../list-formula/reading.ts";
import { type MovingSpan, movingSpan } from "./date-literal.ts";
import { likeHolds } from "./like-pattern.ts";
import { booleanOf, comparableOf, type FieldKind, textOf } from "./literal.ts";

/** What a condition asks of a field, but for its name. */
export interface Asked {
  readonly kind: FieldKind;
  readonly values: readonly string[];
  /** Notes what the rule does not say quite as Salesforce. */
  differs(why: string): void;
}

type Understood = { readonly holds: Holds } | { readonly why: string };

interface Operation {
  /** Whether it is true where `read` is not, and of an empty field. */
  readonly opposite: boolean;
  /** Whether it may ask for an empty field. */
  readonly asksPresence: boolean;
  read(asked: Asked): Understood;
}

type Sign = "=" | "<" | "<=" | ">" | ">=";

const equals: Operation = { opposite: false, asksPresence: true, read: readEqual };
const among: Operation = { opposite: false, asksPresence: false, read: readAmong };
const like: Operation = { opposite: false, asksPresence: false, read: readLike };
const includes: Operation = { opposite: false, asksPresence: false, read: readIncludes };
const opposite = (operation: Operation): Operation => ({ ...operation, opposite: true });
const compare = (sign: Sign): Operation => ({
  opposite: false,
  asksPresence: false,
  read: (asked) => readComparison(asked, sign),
});

/** The operators of list views; `greaterThen…` is how the description spells it. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ["equals", equals],
  ["notEquals", opposite(equals)],
  ["in", among],
  ["notIn", opposite(among)],
  ["like", like],
  ["notLike", opposite(like)],
  ["includes", includes],
  ["excludes", opposite(includes)],
  ["lessThan", compare("<")],
  ["lessThanOrEqualTo", compare("<=")],
  ["greaterThan", compare(">")],
  ["greaterThanOrEqualTo", compare(">=")],
  ["greaterThenOrEqualTo", compare(">=")],
]);

function readEqual(asked: Asked): Understood {
  const { kind, values } = asked;
  const [value] = values;
  if (value === undefined || values.length > 1) return wrong(asked);
  switch (kind) {
    case "text":
    case "choice":
    case "reference":
      return { holds: compares("=", textOf(value)) };
    case "choices":
      return { holds: compares("isExactly", choicesOf(value)) };
    case "boolean": {
      const wanted = booleanOf(value);
      return wanted === undefined ? wrong(asked) : { holds: compares("=", wanted) };
    }
    case "number":
    case "date":
    case "datetime":
      return readComparison(asked, "=");
  }
}

function readComparison(asked: Asked, sign: Sign): Understood {
  const { kind, values } = asked;
  const [value] = values;
  if (value === undefined || values.length > 1) return wrong(asked);
  if (kind !== "number" && kind !== "date" && kind !== "datetime")
    return { why: "Salesforce orders texts by language; rules do not." };
  const comparable = comparableOf(value, kind);
  if (comparable !== undefined) return { holds: compares(sign, comparable) };
  const span = kind === "number" ? undefined : movingSpan(value);
  if (span === undefined) return { why: `Rules do not know ${quoted(value)}.` };
  noteDifferences(span, asked);
  return { holds: compared(span, sign) };
}

function compared({ within, fromStart, afterEnd }: MovingSpan, sign: Sign): Holds {
  switch (sign) {
    case "=":
      return within;
    case ">":
      return afterEnd;
    case ">=":
      return fromStart;
    case "<":
      return doesNotHold(fromStart);
    case "<=":
      return doesNotHold(afterEnd);
  }
}

function noteDifferences({ wholeDays, isWeek }: MovingSpan, { kind, differs }: Asked): void {
  if (kind === "datetime")
    differs("Days are the workspace's here, and those of the user's time zone in Salesforce.");
  if (kind === "datetime" && wholeDays)
    differs("Salesforce counts whole days; the rule counts from the present time of day.");
  if (isWeek) differs("Weeks begin on Monday here, and as the user's locale has it in Salesforce.");
}

function readAmong(asked: Asked): Understood {
  const { kind, values } = asked;
  if (values.length === 0) return wrong(asked);
  const members = values.map((value) => readEqual({ ...asked, values: [value] }));
  const failed = members.find((member) => "why" in member);
  if (failed !== undefined) return failed;
  if (kind === "text" || kind === "choice" || kind === "reference")
    return { holds: compares("in", [...new Set(values.map(textOf))]) };
  return { holds: anyOf(members.flatMap((member) => ("holds" in member ? [member.holds] : []))) };
}

function readLike(asked: Asked): Understood {
  const { kind, values } = asked;
  if (kind !== "text" && kind !== "choice") return wrong(asked);
  const patterns = values.map((value) => likeHolds(textOf(value)));
  const known = patterns.flatMap((pattern) => pattern ?? []);
  if (known.length === 0 || known.length < patterns.length)
    return { why: "Rules know pieces at the beginning, at the end or anywhere, but no patterns." };
  return { holds: anyOf(known) };
}

/** Each value may be several that must all be chosen: `'A;B'`. */
function readIncludes(asked: Asked): Understood {
  const { kind, values } = asked;
  if (kind !== "choices" || values.length === 0) return wrong(asked);
  const wanted = values.map(choicesOf);
  const single = wanted.flatMap((all) => (all.length === 1 ? all : []));
  const several = wanted.filter((all) => all.length > 1);
  return {
    holds: anyOf([
      ...(single.length === 0 ? [] : [compares("containsAny", single)]),
      ...several.map((all) => allOf(all.map((each) => compares("containsAny", [each])))),
    ]),
  };
}

function choicesOf(value: string): string[] {
  return textOf(value)
    .split(";")
    .filter((choice) => choice !== "");
}

function wrong({ kind, values }: Asked): Understood {
  return { why: `It is not known what ${quoted(values.join(", "))} means for a ${kind}.` };
}
