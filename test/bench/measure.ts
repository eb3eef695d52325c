// Measuring: two sides in turns in one process, so that whatever else the machine does hits both.

/** A side of a comparison: does `count` cycles. */
export type Side = (count: number) => void;

/** Medians, in microseconds a cycle, and the median of the paired ratios. */
export interface Measured {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

const ROUNDS = 11;
const ROUND_MILLISECONDS = 60;

/** Compares two sides: warm-up, then rounds in turns, each long enough to be told from the clock's grain. */
export function compare(ours: Side, theirs: Side): Measured {
  const counts = [ours, theirs].map(calibrate);
  const rounds = Array.from({ length: ROUNDS }, () =>
    [ours, theirs].map((side, index) => time(side, counts[index] ?? 1)),
  );
  return {
    ours: median(rounds.map(([mine]) => mine ?? 0)),
    theirs: median(rounds.map(([, other]) => other ?? 0)),
    ratio: median(rounds.map(([mine, other]) => (other ?? 0) / (mine ?? 1))),
  };
}

/** Microseconds a cycle of one side alone. */
export function alone(side: Side): number {
  const count = calibrate(side);
  return median(Array.from({ length: ROUNDS }, () => time(side, count)));
}

export function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? 0;
}

/** Bytes of heap and buffers in use, after what nobody refers to is gone. */
export function bytesInUse(): number {
  for (let pass = 0; pass < 3; pass++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function calibrate(side: Side): number {
  let count = 1;
  for (;;) {
    const took = time(side, count) * count;
    if (took > ROUND_MILLISECONDS * 1_000) return count;
    count = Math.ceil(count * Math.min(10, Math.max(1.5, (ROUND_MILLISECONDS * 1_200) / took)));
  }
}

function time(side: Side, count: number): number {
  const start = performance.now();
  side(count);
  return ((performance.now() - start) * 1_000) / count;
}
