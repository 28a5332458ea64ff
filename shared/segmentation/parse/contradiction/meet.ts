import type { Calendar } from "../../time/calendar.ts";
import type { Atom } from "./atom.ts";
import { elementsClash } from "./elements-clash.ts";
import {
  type Domain,
  domainOf,
  onlySamples,
  type Sample,
  samplesAround,
  testOf,
} from "./samples.ts";
import { textsClash } from "./texts-clash.ts";
import { cannotMeet, type WindowClaim } from "./windows-meet.ts";

/** Tests on very long lists are left unproven rather than tried one by one. */
const mostTrials = 100_000;

/** Whether no value whatever can pass all of these tests. Sound, not complete. */
export function isEmpty(atoms: readonly Atom[], calendar: Calendar): boolean {
  return (
    areOpposite(atoms) ||
    kindsClash(atoms) ||
    elementsClash(atoms) ||
    textsClash(atoms) ||
    windowsClash(atoms) ||
    orderClashes(atoms, calendar) ||
    nonePasses(onlySamples(atoms), atoms, calendar)
  );
}

function areOpposite(atoms: readonly Atom[]): boolean {
  const seen = new Map<string, boolean>();
  for (const { base, operand, negated } of atoms) {
    const key = `${base} ${JSON.stringify(operand)}`;
    if (seen.get(key) === !negated) return true;
    seen.set(key, negated);
  }
  return false;
}

/** A value is a number, a boolean or text; lists and dates may come as text. */
function kindsClash(atoms: readonly Atom[]): boolean {
  const kinds = atoms.flatMap(({ operand }) => {
    if (operand.kind === "window") return ["text"];
    const domain = domainOf(operand);
    if (domain === undefined) return [];
    return [domain === "number" || domain === "boolean" ? domain : "text"];
  });
  return new Set(kinds).size > 1;
}

function windowsClash(atoms: readonly Atom[]): boolean {
  const windows = atoms.flatMap(({ operator, operand, negated }): WindowClaim[] =>
    operator.reads === "window" && operand.kind === "window"
      ? [{ window: operator.window, span: operand.span, negated }]
      : [],
  );
  return windows.some((one, at) => windows.slice(at + 1).some((other) => cannotMeet(one, other)));
}

const ordering = ["=", "in", "<", ">", "<=", ">=", "between"];
const orderedDomains = ["number", "string", "instant"] as const;

function orderClashes(atoms: readonly Atom[], calendar: Calendar): boolean {
  return orderedDomains.some((domain) => {
    const ofOrder = atoms.filter((atom) => isOfOrder(atom, domain));
    if (ofOrder.length === 0) return false;
    const operands = ofOrder.map(({ operand }) => operand);
    return nonePasses(samplesAround(domain, operands), ofOrder, calendar);
  });
}

function isOfOrder({ base, operand }: Atom, domain: Domain): boolean {
  return domainOf(operand) === domain && (operand.kind === "moment" || ordering.includes(base));
}

function nonePasses(
  samples: readonly Sample[] | undefined,
  atoms: readonly Atom[],
  calendar: Calendar,
): boolean {
  if (samples === undefined || samples.length * atoms.length > mostTrials) return false;
  const tests = atoms.map((atom) => testOf(atom, calendar));
  return !samples.some((sample) => tests.every((test) => test(sample)));
}
