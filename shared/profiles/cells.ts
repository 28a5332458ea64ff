import type { AttributeValue } from "../contracts/change.ts";
import type { Cell, Cells } from "./profile.ts";
import { contentHash } from "./profile-id.ts";

/**
 * The total order of changes to one value: instant, then the connection's rank, then the
 * content's hash, so that the order of arrival decides nothing.
 */
export function isNewer(challenger: Cell, holder: Cell): boolean {
  if (challenger.at !== holder.at) return challenger.at > holder.at;
  if (challenger.rank !== holder.rank) return challenger.rank > holder.rank;
  return contentHash(challenger.value) > contentHash(holder.value);
}

/** The very change that is already there, heard again. */
export function isRepeat(
  cells: Cells,
  attribute: string,
  connectionId: string,
  cell: Cell,
): boolean {
  const holder = cellOf(cells, attribute, connectionId);
  return holder?.at === cell.at && contentHash(holder.value) === contentHash(cell.value);
}

export function cellOf(cells: Cells, attribute: string, connectionId: string): Cell | undefined {
  return Object.hasOwn(cells, attribute) ? cells[attribute]?.[connectionId] : undefined;
}

/** Places a cell unless a newer one of the same source is there. */
export function placeCell(
  cells: Cells,
  attribute: string,
  connectionId: string,
  cell: Cell,
): Cells {
  const bySource = Object.hasOwn(cells, attribute) ? cells[attribute] : undefined;
  const holder = bySource?.[connectionId];
  if (holder !== undefined && !isNewer(cell, holder)) return cells;
  return { ...cells, [attribute]: { ...bySource, [connectionId]: cell } };
}

export interface VisibleCell {
  readonly connectionId: string;
  readonly value: AttributeValue;
  readonly at: number;
}

/** The profile's value of one attribute: the newest cell that is not cleared. */
export function visibleCell(cells: Cells, attribute: string): VisibleCell | undefined {
  const bySource = Object.hasOwn(cells, attribute) ? cells[attribute] : undefined;
  let newest: { connectionId: string; cell: Cell; value: AttributeValue } | undefined;
  for (const [connectionId, cell] of Object.entries(bySource ?? {})) {
    if (cell.value === null) continue;
    if (newest === undefined || isNewer(cell, newest.cell))
      newest = { connectionId, cell, value: cell.value };
  }
  return newest && { connectionId: newest.connectionId, value: newest.value, at: newest.cell.at };
}

/** Drops what one source said up to an instant. */
export function dropCells(cells: Cells, connectionId: string, upTo: number): Cells {
  const kept: Record<string, Readonly<Record<string, Cell>>> = {};
  for (const [attribute, bySource] of Object.entries(cells)) {
    const cell = bySource[connectionId];
    if (cell === undefined || cell.at > upTo) {
      kept[attribute] = bySource;
      continue;
    }
    const { [connectionId]: _dropped, ...others } = bySource;
    if (Object.keys(others).length > 0) kept[attribute] = others;
  }
  return kept;
}

/** The union of two profiles' cells: commutative, so the order of merges decides nothing. */
export function uniteCells(one: Cells, other: Cells): Cells {
  let united = one;
  for (const [attribute, bySource] of Object.entries(other))
    for (const [connectionId, cell] of Object.entries(bySource))
      united = placeCell(united, attribute, connectionId, cell);
  return united;
}
