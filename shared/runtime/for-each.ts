/** Works on each item; what failed is told by position, the others are done. */
export async function forEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<ReadonlyMap<number, unknown>> {
  const failures = new Map<number, unknown>();
  const settled = await Promise.allSettled(items.map(work));
  settled.forEach((result, position) => {
    if (result.status === "rejected") failures.set(position, result.reason);
  });
  return failures;
}
