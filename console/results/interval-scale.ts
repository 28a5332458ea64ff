/** Where a number stands on a line, in percent of its length. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Numbers that are written under the line. */
  readonly ticks: readonly number[];
  at(value: number): number;
}

const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1];
const mostTicks = 6;

/**
 * A line on which all these shares find room, and what must be seen beside them (such as zero);
 * it begins and ends with a round number.
 */
export function scaleFor(shares: readonly number[], beside: readonly number[] = []): Scale {
  const all = [...shares, ...beside].filter(Number.isFinite);
  const [least, most] = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
  const span = Math.max(most - least, 0.01);
  const step = steps.find((each) => span / each <= mostTicks) ?? 1;
  const low = Math.floor(least / step + 1e-9) * step;
  const high = Math.max(Math.ceil(most / step - 1e-9) * step, low + step);
  const count = Math.round((high - low) / step);
  const ticks = Array.from({ length: count + 1 }, (_, at) => rounded(low + at * step));
  const at = (value: number): number =>
    Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100));
  return { low, high, ticks, at };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
