import jsonata from "jsonata";
import { sentenceOf } from "./mapping-error.ts";
import { refusedFunctions } from "./mapping-functions.ts";

const mostBytes = 10 * 1024;

const checked = new Map<string, string | undefined>();
const mostRemembered = 200;

/** Why a mapping cannot be used, in a sentence; undefined where it can. */
export function mappingObjection(mapping: string): string | undefined {
  if (!checked.has(mapping)) {
    if (checked.size >= mostRemembered) checked.clear();
    checked.set(mapping, objectionTo(mapping));
  }
  return checked.get(mapping);
}

function objectionTo(mapping: string): string | undefined {
  if (mapping.trim() === "") return "A mapping is an expression: this one is empty.";
  if (Buffer.byteLength(mapping) > mostBytes)
    return `A mapping has at most ${mostBytes} bytes: this one has ${Buffer.byteLength(mapping)}.`;
  try {
    return refusal(jsonata(mapping).ast());
  } catch (error) {
    return `This is no JSONata expression. ${sentenceOf(error)}`;
  }
}

/** Names the first part of the expression that is not available to mappings. */
function refusal(expression: object): string | undefined {
  const seen = new Set<object>();
  const waiting: object[] = [expression];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    const objection = refusalOf(part);
    if (objection !== undefined) return objection;
    const members: readonly unknown[] = Object.values(part);
    for (const member of members)
      if (typeof member === "object" && member !== null) waiting.push(member);
  }
  return undefined;
}

function refusalOf(part: object): string | undefined {
  if (!("type" in part) || !("position" in part)) return undefined;
  const { type, position } = part;
  // It changes values in place, behind the measuring of what they hold.
  if (type === "transform")
    return `At character ${String(position)}: the transform operator |…|…| is not available; build the event as an object.`;
  const name = type === "variable" && "value" in part ? String(part.value) : "";
  const why = refusedFunctions.get(name);
  return why && `At character ${String(position)}: ${why}.`;
}
