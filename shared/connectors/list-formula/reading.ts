import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import type { ObjectKind, RuleContext } from "../../segmentation/record.ts";
import { jsonPointer } from "../json-pointer.ts";
import type { ListRemark, ListWorkspace } from "../list-import.ts";
import { type Formula, unknown } from "./formula.ts";

export interface ListContext extends Pick<ListWorkspace, "segments" | "behaviours" | "partial"> {
  /** Of the list's own object. */
  readonly rules: RuleContext;
  readonly propertyTypes: Connection["propertyTypes"];
}

/** Where in the definition something stands, and of whom it speaks there. */
export interface Place {
  readonly path: readonly (string | number)[];
  /** The list's own records, records associated with them, or their events. */
  readonly scope: "profile" | "related" | "behaviour";
  /** Whose properties are meant; no matter among events. */
  readonly object: ObjectKind;
  /** Whether an odd number of negations stands around it. */
  readonly turned: boolean;
}

export function under(place: Place, ...steps: readonly (string | number)[]): Place {
  return { ...place, path: [...place.path, ...steps] };
}

/** What was found out about a definition so far. */
export class Reading {
  readonly context: ListContext;
  readonly untranslated: ListRemark[] = [];
  readonly differences: ListRemark[] = [];
  #filters = 0;

  constructor(context: ListContext) {
    this.context = context;
  }

  /** Leaves something out, with the reason. */
  refuse(place: Place, what: string, why: string): Formula {
    this.untranslated.push(remark(place, what, why));
    return unknown;
  }

  differs(place: Place, what: string, why: string): void {
    this.differences.push(remark(place, what, why));
  }

  /** Whether one more filter is still within what is read. */
  admits(): boolean {
    this.#filters += 1;
    return this.#filters <= mostFilters;
  }

  /** Notes that filters were not read, if any were not. */
  noteExcess(root: Place): void {
    if (this.#filters <= mostFilters) return;
    const what = `${this.#filters - mostFilters} more filters`;
    this.refuse(root, what, `A list is read up to ${mostFilters} filters: split it.`);
  }
}

/** HubSpot allows 250 on a list. */
const mostFilters = 1_000;
const longestWhat = 200;

function remark({ path }: Place, what: string, why: string): ListRemark {
  return { path: jsonPointer(path), what: shortened(what, longestWhat), why };
}

export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

const longestQuote = 60;

/** What a definition holds somewhere, for a message. */
export function quoted(value: unknown): string {
  const text = typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? "nothing");
  return shortened(text, longestQuote);
}

export type Shaped<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

/** An object with nothing but what the schema knows; a member that is null counts as absent. */
export function shaped<T>(schema: z.ZodType<T>, given: unknown): Shaped<T> {
  const object = membersOf(given);
  if (object === undefined) return { ok: false, why: `${quoted(given)} is not an object.` };
  // Schemas pass over this one name.
  if (Object.hasOwn(object, "__proto__")) return { ok: false, why: unknownMember("__proto__") };
  const read = schema.safeParse(object);
  if (read.success) return { ok: true, value: read.data };
  const issue = read.error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    return { ok: false, why: unknownMember(issue.keys[0]) };
  }
  const place = (issue?.path ?? []).map(String).join(".");
  return { ok: false, why: `"${shortened(place, longestQuote)}" is missing or not as described.` };
}

function unknownMember(name: string | undefined): string {
  return `It is not known what ${quoted(name)} means here.`;
}

/** The members of an object that are not null; undefined for anything else. */
export function membersOf(given: unknown): Record<string, unknown> | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
