/** Attempts, each a whole story. */
const mostAttempts = 80;

/**
 * Fewer items that still fail (Zeller's delta debugging): ever smaller parts are left out as long as
 * what remains fails. An item that is left out gives its time to nobody.
 */
export async function shrunk<Item>(
  items: readonly Item[],
  fails: (fewer: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  let left = items;
  let attempts = 0;
  for (let size = Math.ceil(items.length / 2); size >= 1; ) {
    let isSmaller = false;
    for (let start = 0; start < left.length && attempts < mostAttempts; ) {
      const fewer = [...left.slice(0, start), ...left.slice(start + size)];
      attempts += 1;
      if (await fails(fewer)) {
        left = fewer;
        isSmaller = true;
      } else start += size;
    }
    if (attempts >= mostAttempts || (size === 1 && !isSmaller)) break;
    size = isSmaller && size === 1 ? 1 : Math.max(1, Math.floor(size / 2));
  }
  return left;
}
