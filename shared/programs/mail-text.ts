/** What may stand in for a placeholder. */
type Shown = string | number | boolean | readonly string[] | null | undefined;

/** What a mail's placeholders may name. */
export interface MailValues {
  readonly program: string;
  readonly owner: string;
  /** ISO 8601. */
  readonly at: string;
  /** An attribute of whom it is about. */
  readonly person: (attribute: string) => Shown;
  readonly deal: Readonly<Record<string, Shown>>;
}

/** `{{person.firstname|there}}`: a name, and what stands there where it has no value. */
const placeholder = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g;
const plainNames: ReadonlySet<string> = new Set(["program", "owner", "at"]);
const longestValue = 500;

/** What is wrong with a text's placeholders, in a sentence; undefined where nothing is. */
export function placeholderFault(text: string, about: "entering" | "deals"): string | undefined {
  const names = [...text.matchAll(placeholder)].map(([, name = ""]) => name);
  const strange = names.find((name) => !isKnown(name, about));
  const known = `Use {{program}}, {{owner}}, {{at}}, {{person.<attribute>}}${about === "deals" ? ", {{deal.<value>}}" : ""}, each with |words for a missing value if you like.`;
  if (strange !== undefined) return `There is no placeholder {{${strange}}}. ${known}`;
  const rest = text.replaceAll(placeholder, "");
  return /\{\{|\}\}/.test(rest)
    ? `A placeholder is not closed, or holds braces. ${known}`
    : undefined;
}

function isKnown(name: string, about: "entering" | "deals"): boolean {
  if (plainNames.has(name)) return true;
  const [scope, member] = parted(name);
  return member !== "" && (scope === "person" || (scope === "deal" && about === "deals"));
}

/** A text with its values; what a value itself says is never read as a placeholder. */
export function filledText(text: string, values: MailValues): string {
  return text.replaceAll(
    placeholder,
    (_, name: string, otherwise: string | undefined) =>
      wordsOf(valueOf(name, values)) || (otherwise ?? ""),
  );
}

/** The same on one line, as a header must be. */
export function filledLine(text: string, values: MailValues): string {
  return oneLine(filledText(text, values));
}

function valueOf(name: string, values: MailValues): Shown {
  if (name === "program" || name === "owner" || name === "at") return values[name];
  const [scope, member] = parted(name);
  if (scope === "person") return values.person(member);
  return Object.hasOwn(values.deal, member) ? values.deal[member] : undefined;
}

function parted(name: string): [scope: string, member: string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** On one line and not endless: a source may say anything. */
function wordsOf(value: Shown): string {
  if (value === null || value === undefined) return "";
  const words = typeof value === "object" ? value.join(", ") : String(value);
  return oneLine(words).slice(0, longestValue);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** The address of an owner given as `Ann Lee <ann@acme.test>`, or as an address; undefined where it names none. */
export function ownerAddress(owner: string): string | undefined {
  const given = (/<([^<>]+)>\s*$/.exec(owner)?.[1] ?? owner).trim();
  return /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(given) ? given : undefined;
}
