import type { KeyboardEvent } from "react";

/** Arrow keys go from row to row; Enter follows the row's link, as everywhere. */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = event.currentTarget.closest("[data-index]");
  const index = Number(row?.getAttribute("data-index") ?? Number.NaN);
  if (row?.parentElement && focusRow(row.parentElement, index + step)) event.preventDefault();
}

/** The link of the row at a place; false where that row is not in the page. */
export function focusRow(rows: ParentNode, index: number): boolean {
  const link = rows.querySelector(`[data-index="${index}"] [data-row-link]`);
  if (!(link instanceof HTMLElement)) return false;
  link.focus();
  link.scrollIntoView({ block: "nearest" });
  return true;
}
