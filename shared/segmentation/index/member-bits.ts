/** Segments as bits, 32 to a word. */
export function memberBits(members: Iterable<number>, segments: number): Uint32Array {
  const bits = new Uint32Array((segments >> 5) + 1);
  for (const segment of members) {
    const word = segment >> 5;
    bits[word] = (bits[word] ?? 0) | (1 << (segment & 31));
  }
  return bits;
}

export function hasBit(bits: Uint32Array, segment: number): boolean {
  return (((bits[segment >> 5] ?? 0) >>> (segment & 31)) & 1) === 1;
}
