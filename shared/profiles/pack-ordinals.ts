/**
 * Ascending ordinals as variable-length differences (LEB128): a member of 1,000 of 10,000
 * segments takes about 1 KB.
 */
export function packOrdinals(ordinals: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  let previous = 0;
  for (const ordinal of ordinals) {
    let difference = ordinal - previous;
    previous = ordinal;
    while (difference >= 0x80) {
      bytes.push((difference & 0x7f) | 0x80);
      difference >>>= 7;
    }
    bytes.push(difference);
  }
  return Uint8Array.from(bytes);
}

export function unpackOrdinals(bytes: Uint8Array): number[] {
  const ordinals: number[] = [];
  let previous = 0;
  let difference = 0;
  let shift = 0;
  for (const byte of bytes) {
    difference |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte >= 0x80) continue;
    previous += difference;
    ordinals.push(previous);
    difference = 0;
    shift = 0;
  }
  return ordinals;
}
