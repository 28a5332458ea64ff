/** A value of a record or of a query. */
export type Value = string | number | boolean | null;

/** A span of time, in milliseconds; the end does not belong to it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}
export type Operand = Value | Span;

const dayMs = 86_400_000;
const units = { DAY: 0, WEEK: 0, MONTH: 1, QUARTER: 3, YEAR: 12 } as const;
type Unit = keyof typeof units;

export function dayOf(date: string): Span {
  const from = Date.parse(date);
  return { from, until: from + dayMs };
}

/** What a date literal stands for, in UTC; undefined for what is none. */
export function spanOf(literal: string, now: number): Span | undefined {
  const today = Math.floor(now / dayMs) * dayMs;
  const fixed = { TODAY: 0, YESTERDAY: -1, TOMORROW: 1 } as const;
  for (const [name, days] of Object.entries(fixed))
    if (literal === name) return { from: today + days * dayMs, until: today + (days + 1) * dayMs };
  const counted = /^(LAST|NEXT)_N_DAYS:(\d+)$/.exec(literal);
  if (counted !== null) {
    const days = Number(counted[2]) * dayMs;
    return counted[1] === "LAST"
      ? { from: today - days, until: today + dayMs }
      : { from: today + dayMs, until: today + days + dayMs };
  }
  const [, side, name] = /^(THIS|LAST|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(literal) ?? [];
  const unit = Object.keys(units).find((each): each is Unit => each === name);
  if (unit === undefined) return undefined;
  const offset = side === "THIS" ? 0 : side === "LAST" ? -1 : 1;
  return { from: startOf(unit, now, offset), until: startOf(unit, now, offset + 1) };
}

/** Weeks begin on Monday, as in a European locale. */
function startOf(unit: Unit, now: number, offset: number): number {
  const date = new Date(now);
  if (unit === "WEEK") {
    const monday = date.getUTCDate() - ((date.getUTCDay() + 6) % 7);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), monday + 7 * offset);
  }
  const months = units[unit] || 1;
  const first = Math.floor(date.getUTCMonth() / months) * months;
  return Date.UTC(date.getUTCFullYear(), first + offset * months, 1);
}

export function isSpan(operand: Operand): operand is Span {
  return typeof operand === "object" && operand !== null;
}

/** Case counts for nothing; an empty field is unlike everything, and neither more nor less. */
export function compare(value: Value, sign: string, wanted: Operand): boolean | undefined {
  const order = isSpan(wanted) ? orderIn(value, wanted) : orderOf(value, wanted);
  switch (sign) {
    case "=":
      return order === 0;
    case "!=":
    case "<>":
      return order !== 0;
    case "<":
      return order !== undefined && order < 0;
    case "<=":
      return order !== undefined && order <= 0;
    case ">":
      return order !== undefined && order > 0;
    case ">=":
      return order !== undefined && order >= 0;
    default:
      return undefined;
  }
}

function orderIn(value: Value, { from, until }: Span): number | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  return at < from ? -1 : at < until ? 0 : 1;
}

function orderOf(value: Value, wanted: Value): number | undefined {
  if (value === null && wanted === null) return 0;
  if (value === null || wanted === null || typeof value !== typeof wanted) return undefined;
  const [one, other] = [folded(value), folded(wanted)];
  return one === other ? 0 : one < other ? -1 : 1;
}

export function folded<T>(value: T): T | string {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** LIKE: `%` for any text, `_` for one character, `\` before either for itself. */
export function isLike(value: Value, pattern: Operand): boolean {
  if (typeof value !== "string" || typeof pattern !== "string") return false;
  const parts = pattern.match(/\\[%_]|[\s\S]/g) ?? [];
  const source = parts.map((part) => (part === "%" ? ".*" : part === "_" ? "." : literal(part)));
  return new RegExp(`^${source.join("")}$`, "is").test(value);
}

function literal(part: string): string {
  const character = part.length === 2 ? part.slice(1) : part;
  return character.replaceAll(/[^\w\s]/g, "\\$&");
}

/** Of a multi-select field: whether all that a value of INCLUDES names is chosen. */
export function hasChosen(value: Value, wanted: Operand): boolean {
  if (typeof wanted !== "string") return false;
  const chosen = String(value ?? "")
    .toLowerCase()
    .split(";");
  return wanted
    .toLowerCase()
    .split(";")
    .every((each) => chosen.includes(each));
}
