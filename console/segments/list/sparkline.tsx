import classes from "./segment-list.module.css";

const width = 96;
const height = 28;
const inset = 2;

interface SparklineProps {
  /** Oldest first. */
  readonly values: readonly number[];
  /** What the curve says, for those who do not see it. */
  readonly label: string;
}

/** The course of a size, without axes: from its least to its most. */
export function Sparkline({ values, label }: SparklineProps) {
  const points = pointsOf(values);
  const line = points.map(([x, y]) => `${x},${y}`).join(" ");
  const [lastX, lastY] = points.at(-1) ?? [width, height];
  return (
    <svg
      className={classes["sparkline"]}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      <polygon points={`${inset},${height} ${line} ${lastX},${height}`} opacity={0.14} />
      <polyline points={line} fill="none" strokeWidth={1.6} strokeLinejoin="round" />
      <circle cx={lastX} cy={lastY} r={2.2} />
    </svg>
  );
}

/** Before its first day there was nobody. */
function pointsOf(values: readonly number[]): [number, number][] {
  const all = values.length < 2 ? [0, ...values] : values;
  const least = Math.min(...all);
  const span = Math.max(...all) - least;
  const step = (width - 2 * inset) / Math.max(1, all.length - 1);
  return all.map((value, at) => {
    const share = span === 0 ? 0.5 : (value - least) / span;
    return [inset + at * step, height - inset - share * (height - 2 * inset)];
  });
}
