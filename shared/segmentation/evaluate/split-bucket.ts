const encoder = new TextEncoder();
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;
const buckets = 10_000;

/**
 * The hundredth of a percent, 0 to 9999, in which a profile falls: the same for the same
 * salt for ever, unrelated for another. 32-bit FNV-1a
 * (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv) because SQL can compute it too.
 */
export function splitBucket(salt: string, id: string): number {
  return Math.floor((fnv1a(`${salt}:${id}:split`) * buckets) / 2 ** 32);
}

function fnv1a(text: string): number {
  let hash = offsetBasis;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, prime);
  return hash >>> 0;
}
