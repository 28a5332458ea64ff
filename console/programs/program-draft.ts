import type { Schemas } from "../api/client.ts";
import type { Program, ProgramKind } from "./program-words.ts";

export type NewProgram = Schemas["NewProgram"];
export type ProgramPatch = Schemas["ProgramPatch"];
export type ResourceType = Extract<NewProgram, { kind: "grant" }>["resource"]["type"];
export type Outcome = NonNullable<Program["outcomes"]>[number];
export type MeasureFunction = Extract<NewProgram, { kind: "goal" }>["measure"]["function"];

/** What the form holds, for whichever kind: a text stands for a value that is not complete yet. */
export interface ProgramDraft {
  readonly kind: ProgramKind;
  readonly name: string;
  readonly owner: string;
  readonly description: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** As the browser's field for date and time has them, in the reader's zone. */
  readonly from: string;
  readonly until: string;
  readonly holdoutPercent: number;
  readonly variants: readonly { readonly name: string; readonly percent: number }[];
  readonly outcomes: readonly Outcome[];
  readonly resourceType: ResourceType;
  readonly resourceId: string;
  readonly product: string;
  readonly pricing: "discount" | "price";
  readonly discountPercent: number;
  readonly price: number;
  readonly currency: string;
  readonly precedence: number;
  readonly measure: MeasureFunction;
  readonly attribute: string;
  readonly value: string;
  readonly target: number;
  readonly unit: string;
  readonly connectionId: string;
  readonly courseId: string;
  readonly keepsOnExit: boolean;
  readonly certificate: string;
  readonly validFor: string;
  readonly about: "entering" | "deals";
  readonly channel: "url" | "email";
  readonly url: string;
  readonly emailTo: string;
  readonly emailSubject: string;
  readonly emailText: string;
  /** Kept as it was made: the form does not ask for it. */
  readonly replyTo: string;
  readonly onEntered: boolean;
  readonly onExited: boolean;
}

export const emptyDraft: ProgramDraft = {
  kind: "grant",
  name: "",
  owner: "",
  description: "",
  include: [],
  exclude: [],
  from: "",
  until: "",
  holdoutPercent: 0,
  variants: [],
  outcomes: [],
  resourceType: "portal-page",
  resourceId: "",
  product: "",
  pricing: "discount",
  discountPercent: 10,
  price: 0,
  currency: "EUR",
  precedence: 10,
  measure: "rate",
  attribute: "",
  value: "",
  target: 0.5,
  unit: "",
  connectionId: "",
  courseId: "",
  keepsOnExit: true,
  certificate: "",
  validFor: "P1Y",
  about: "entering",
  channel: "email",
  url: "",
  emailTo: "members",
  emailSubject: "",
  emailText: "",
  replyTo: "",
  onEntered: true,
  onExited: false,
};

/** What the API is asked to make of it. */
export function newProgramOf(draft: ProgramDraft): NewProgram {
  const { holdoutPercent, variants } = draft;
  const audience = {
    ...audienceOf(draft),
    ...(draft.description.trim() === "" ? {} : { description: draft.description }),
    ...(draft.from === "" ? {} : { from: instantOf(draft.from) }),
    ...(draft.until === "" ? {} : { until: instantOf(draft.until) }),
    ...(holdoutPercent === 0 ? {} : { holdoutPercent }),
    ...(variants.length === 0 ? {} : { variants: variants.map((each) => ({ ...each })) }),
    ...(draft.outcomes.length === 0 ? {} : { outcomes: [...draft.outcomes] }),
  };
  return { ...audience, ...effectOf(draft) };
}

function effectOf(draft: ProgramDraft) {
  const { kind, resourceType: type, resourceId: id, product, precedence, target, url } = draft;
  const { connectionId, courseId, certificate, validFor, about } = draft;
  switch (kind) {
    case "grant":
      return { kind, resource: { type, id } };
    case "price":
      return { kind, product, terms: termsOf(draft), precedence };
    case "goal": {
      const unit = draft.unit.trim() === "" ? {} : { unit: draft.unit };
      return { kind, measure: measureOf(draft), target, ...unit };
    }
    case "course":
      return { kind, connectionId, courseId, onExit: onExitOf(draft, "withdraw") };
    case "certificate": {
      const valid = validFor === "" ? {} : { validFor };
      return { kind, certificate, ...valid, onExit: onExitOf(draft, "revoke") };
    }
    case "notification":
      return { kind, about, ...channelOf(draft) };
    case "automation":
      return { kind, url, on: happeningsOf(draft) };
  }
}

function onExitOf<Otherwise extends string>(
  { keepsOnExit }: ProgramDraft,
  otherwise: Otherwise,
): "keep" | Otherwise {
  return keepsOnExit ? "keep" : otherwise;
}

function happeningsOf({ onEntered, onExited }: ProgramDraft): ("entered" | "exited")[] {
  return [...(onEntered ? ["entered" as const] : []), ...(onExited ? ["exited" as const] : [])];
}

/** Whether who is left out, and the variants, may still change: until it starts nobody is compared. */
export function isComparable({ state }: Pick<Program, "state">): boolean {
  return state === "scheduled";
}

/** What of an edited program the API is told; what its kind and its state do not allow stays out. */
export function patchOf(draft: ProgramDraft, program: Pick<Program, "state">): ProgramPatch {
  const { kind, channel, resourceType: type, resourceId: id } = draft;
  return {
    ...audienceOf(draft),
    description: draft.description.trim() === "" ? null : draft.description,
    from: draft.from === "" ? null : instantOf(draft.from),
    until: draft.until === "" ? null : instantOf(draft.until),
    outcomes: [...draft.outcomes],
    ...(kind === "price" ? { terms: termsOf(draft), precedence: draft.precedence } : {}),
    ...(kind === "goal" ? { target: draft.target } : {}),
    ...(kind === "grant" ? { resource: { type, id } } : {}),
    ...(kind === "notification" && channel === "email" ? { email: emailOf(draft) } : {}),
    ...(isComparable(program) ? trialOf(draft) : {}),
  };
}

function trialOf({ holdoutPercent, variants }: ProgramDraft) {
  return {
    holdoutPercent: holdoutPercent === 0 ? null : holdoutPercent,
    variants: variants.length === 0 ? null : variants.map((each) => ({ ...each })),
  };
}

/** An existing program in the form. */
export function draftOf(program: Program): ProgramDraft {
  return { ...audienceIn(program), ...effectIn(program) };
}

function audienceIn(program: Program): ProgramDraft {
  const { kind, name, owner, description = "", include, exclude, outcomes = [] } = program;
  const { holdoutPercent = 0, variants = [] } = program;
  return {
    ...emptyDraft,
    kind,
    name,
    owner,
    description,
    include,
    exclude,
    outcomes,
    holdoutPercent,
    variants,
    from: program.from === undefined ? "" : localOf(program.from),
    until: program.until === undefined ? "" : localOf(program.until),
  };
}

function effectIn(program: Program): Partial<ProgramDraft> {
  switch (program.kind) {
    case "goal":
      return { measure: program.measure.function, target: program.target };
    case "price": {
      const { terms, precedence } = program;
      return "discountPercent" in terms
        ? { precedence, pricing: "discount", discountPercent: terms.discountPercent }
        : { precedence, pricing: "price", price: terms.price, currency: terms.currency };
    }
    case "grant":
      return { resourceType: program.resource.type, resourceId: program.resource.id };
    case "notification": {
      const { email } = program;
      if (email === undefined) return { channel: "url" };
      const { to, subject, text, replyTo = "" } = email;
      return { channel: "email", emailTo: to, emailSubject: subject, emailText: text, replyTo };
    }
    case "course":
    case "certificate":
    case "automation":
      return {};
  }
}

function audienceOf({ name, owner, include, exclude }: ProgramDraft) {
  return { name, owner, include: [...include], exclude: [...exclude] };
}

function termsOf({ pricing, discountPercent, price, currency }: ProgramDraft) {
  return pricing === "discount" ? { discountPercent } : { price, currency: currency.toUpperCase() };
}

function measureOf({
  measure,
  attribute,
  value,
}: ProgramDraft): Extract<NewProgram, { kind: "goal" }>["measure"] {
  switch (measure) {
    case "count":
      return { function: measure };
    case "sum":
    case "average":
      return { function: measure, attribute };
    case "rate":
      return { function: measure, attribute, value: scalarOf(value) };
  }
}

function channelOf(draft: ProgramDraft) {
  if (draft.channel === "url") return { url: draft.url };
  return { email: emailOf(draft) };
}

function emailOf({ emailTo: to, emailSubject: subject, emailText: text, replyTo }: ProgramDraft) {
  return { to, subject, text, ...(replyTo === "" ? {} : { replyTo }) };
}

/** `true` and `5` are a boolean and a number; all else is text. */
export function scalarOf(text: string): string | number | boolean {
  const plain = text.trim();
  if (plain === "true" || plain === "false") return plain === "true";
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

function instantOf(local: string): string {
  return new Date(local).toISOString();
}

/** As `<input type="datetime-local">` wants it. */
export function localOf(instant: string): string {
  const date = new Date(instant);
  const shifted = date.getTime() - date.getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}
