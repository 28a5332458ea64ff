import type { Schemas } from "../../api/client.ts";

export type Segment = Schemas["Segment"];

const orders = ["name", "size", "today", "owner"] as const;
export type Order = (typeof orders)[number];

/** What is shown of all segments, and in which order: as the address has it. */
export interface ListView {
  readonly query: string;
  readonly object?: string | undefined;
  readonly owner?: string | undefined;
  /** Without it, all but the retired. */
  readonly state?: string | undefined;
  /** Only those that call for somebody. */
  readonly warned: boolean;
  /** Only those that drive a program. */
  readonly driving: boolean;
  readonly order: Order;
  readonly descending: boolean;
}

export function viewIn(params: URLSearchParams): ListView {
  const order = orders.find((each) => each === params.get("sort")) ?? "name";
  return {
    query: params.get("q") ?? "",
    object: params.get("of") ?? undefined,
    owner: params.get("owner") ?? undefined,
    state: params.get("state") ?? undefined,
    warned: params.has("attention"),
    driving: params.has("driving"),
    order,
    descending: params.get("down") === null ? isBiggestFirst(order) : params.get("down") === "1",
  };
}

/** The shortest address of a view: what is as always is left out. */
export function paramsOf(view: ListView): URLSearchParams {
  const isUsual = view.descending === isBiggestFirst(view.order);
  const members: [string, string | undefined][] = [
    ["q", view.query],
    ["of", view.object],
    ["owner", view.owner],
    ["state", view.state],
    ["attention", view.warned ? "1" : undefined],
    ["driving", view.driving ? "1" : undefined],
    ["sort", view.order === "name" ? undefined : view.order],
    ["down", isUsual ? undefined : view.descending ? "1" : "0"],
  ];
  const given = members.flatMap(([name, value]) => (value ? [[name, value]] : []));
  return new URLSearchParams(given);
}

export function isFiltered({ query, object, owner, state, warned, driving }: ListView): boolean {
  const chosen = [object, owner, state].some((each) => each !== undefined);
  return query !== "" || chosen || warned || driving;
}

/** Pressing a column's head: by it, and pressed again the other way round. */
export function ordered(view: ListView, order: Order): ListView {
  const descending = view.order === order ? !view.descending : isBiggestFirst(order);
  return { ...view, order, descending };
}

/** The segments that a view shows, in its order. */
export function listed(segments: readonly Segment[], view: ListView): Segment[] {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = segments.filter(
    (each) =>
      (view.object === undefined || each.object === view.object) &&
      (view.owner === undefined || each.owner === view.owner) &&
      (view.state === undefined || stateOf(each) === view.state) &&
      (!view.warned || each.warnings.length > 0 || each.error !== undefined) &&
      (!view.driving || each.programs.length > 0) &&
      says(each, words),
  );
  const turn = view.descending ? -1 : 1;
  return found.sort((one, other) => turn * compare(one, other, view.order) || byName(one, other));
}

/** As people see it: a live segment with a version under way is building too. */
export function stateOf({ state, progress, error }: Segment): Segment["state"] {
  if (state === "retired") return state;
  if (error !== undefined) return "failed";
  return progress === undefined ? state : "building";
}

export function ownersOf(segments: readonly Segment[]): string[] {
  return [...new Set(segments.map(({ owner }) => owner))].sort((one, other) =>
    one.localeCompare(other),
  );
}

function isBiggestFirst(order: Order): boolean {
  return order === "size" || order === "today";
}

function says({ name, description, purpose, owner, programs }: Segment, words: readonly string[]) {
  if (words.length === 0) return true;
  const texts = [name, description, purpose, owner, ...programs.map((each) => each.name)];
  const text = texts.join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

function compare(one: Segment, other: Segment, order: Order): number {
  switch (order) {
    case "name":
      return byName(one, other);
    case "size":
      return one.size - other.size;
    case "today":
      return turnsOf(one) - turnsOf(other);
    case "owner":
      return one.owner.localeCompare(other.owner);
  }
}

function byName(one: Segment, other: Segment): number {
  return one.name.localeCompare(other.name);
}

function turnsOf({ today }: Segment): number {
  return today.entered + today.exited;
}
