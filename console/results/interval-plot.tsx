import classes from "./interval-plot.module.css";
import { type Scale, scaleFor } from "./interval-scale.ts";

interface IntervalRow {
  readonly label: string;
  /** Absent where nothing was counted: then only the line it could lie on is known. */
  readonly value: number | undefined;
  readonly low: number;
  readonly high: number;
  /** Drawn hollow: what others are compared with. */
  readonly isBase?: boolean;
}

interface IntervalPlotProps {
  readonly rows: readonly IntervalRow[];
  /** What a mark says of itself in words under the picture. */
  readonly words: (value: number) => string;
  /** A value that is drawn as an upright line, such as no difference. */
  readonly mark?: number;
}

/**
 * A dot for each value on the bar of where it lies with 95% certainty, all on one scale. A
 * picture only: the same numbers stand in a table beside it.
 */
export function IntervalPlot({ rows, words, mark }: IntervalPlotProps) {
  const beside = mark === undefined ? [] : [mark];
  const scale = scaleFor(
    rows.flatMap(({ low, high }) => [low, high]),
    beside,
  );
  return (
    <div className={classes["plot"]} aria-hidden>
      {rows.map((row) => (
        <div key={row.label} className={classes["row"]}>
          <span className={classes["label"]}>{row.label}</span>
          <Track row={row} scale={scale} mark={mark} />
        </div>
      ))}
      <div className={classes["row"]}>
        <span className={classes["label"]} />
        <div className={classes["axis"]}>
          {scale.ticks.map((tick) => (
            <span key={tick} style={{ left: `${scale.at(tick)}%` }}>
              {words(tick)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

interface TrackProps {
  readonly row: IntervalRow;
  readonly scale: Scale;
  readonly mark: number | undefined;
}

function Track({ row: { value, low, high, isBase = false }, scale, mark }: TrackProps) {
  const left = (share: number) => `${scale.at(share)}%`;
  return (
    <div className={classes["track"]}>
      {mark === undefined ? null : (
        <span className={classes["mark"]} style={{ left: left(mark) }} />
      )}
      <span
        className={classes["bar"]}
        style={{ left: left(low), width: `${scale.at(high) - scale.at(low)}%` }}
      />
      {value === undefined ? null : (
        <span className={classes["dot"]} data-base={isBase} style={{ left: left(value) }} />
      )}
    </div>
  );
}
