/** One of the items by a choice; nothing of none. */
export function chosen<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % Math.max(1, items.length)];
}
