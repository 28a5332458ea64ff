/** As much of a segment as its size takes. */
export interface Population {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

export interface SizeChange extends Population {
  readonly before: number;
}

/** The segments whose size differs, those that changed most first. */
export function changesOf(
  before: readonly Population[],
  after: readonly Population[],
): SizeChange[] {
  const sizes = new Map(before.map(({ id, size }) => [id, size]));
  const by = (change: SizeChange): number => Math.abs(change.size - change.before);
  return after
    .map(({ id, name, size }) => ({ id, name, size, before: sizes.get(id) ?? 0 }))
    .filter((change) => change.size !== change.before)
    .sort((one, other) => by(other) - by(one) || one.name.localeCompare(other.name));
}
