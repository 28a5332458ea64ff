/**
 * Adds without losing the small beside the large: the sum compensated as by Neumaier
 * (https://doi.org/10.1002/zamm.19740540106), so that the order hardly matters.
 */
export function sumOf(numbers: readonly number[]): number {
  let sum = 0;
  let lost = 0;
  for (const number of numbers) {
    const next = sum + number;
    lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
    sum = next;
  }
  return Number.isFinite(lost) ? sum + lost : sum;
}
