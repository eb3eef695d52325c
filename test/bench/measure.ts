// Measuring: two sides in turns in one process, so that whatever else the machine does hits both. Time is processor time,
// which on an idle machine is the same as the clock's, and on a busy one leaves out the waiting.

/** A side of a comparison: does `count` cycles. */
export type Side = (count: number) => void;

/** Medians, in microseconds a cycle, and the median of the paired ratios. */
export interface Measured {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

/** What each side took in one round, in any unit. */
export interface Round {
  readonly ours: number;
  readonly theirs: number;
}

/** At least so many times as fast as the peer, or at most so many times as long as it takes. */
export type Goal = { readonly timesAsFast: number } | { readonly timesAsLong: number };

/** What rounds of both sides in turns come to, its ratio the way round in which the goal is put. */
export function ofRounds(rounds: readonly Round[], goal: Goal): Measured & { readonly goal: string } {
  const isSpeed = 'timesAsFast' in goal;
  return {
    ours: median(rounds.map(({ ours }) => ours)),
    theirs: median(rounds.map(({ theirs }) => theirs)),
    ratio: median(rounds.map(({ ours, theirs }) => (isSpeed ? theirs / ours : ours / theirs))),
    goal: isSpeed ? `>= ${goal.timesAsFast}x` : `<= ${goal.timesAsLong}x`,
  };
}

/** How long a side works before it is measured: the store has then filled what it keeps, and uses its memory again. */
const WARM_UP_MILLISECONDS = 1_000;
const ROUNDS = 11;
const ROUND_MILLISECONDS = 60;

/** Compares two sides: warm-up, then rounds in turns, each long enough to be told from the clock's grain. */
export function compare(ours: Side, theirs: Side): Measured {
  const counts = [ours, theirs].map(warmUp);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const [mine = 1, other = 0] = [ours, theirs].map((side, index) => time(side, counts[index] ?? 1));
    return { ours: mine, theirs: other };
  });
  const { goal: _none, ...measured } = ofRounds(rounds, { timesAsFast: 1 });
  return measured;
}

/** Microseconds a cycle of one side alone. */
export function alone(side: Side): number {
  const count = warmUp(side);
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

/** Works a side up, and returns how many cycles take a round. */
function warmUp(side: Side): number {
  const end = processorMicroseconds() + WARM_UP_MILLISECONDS * 1_000;
  let count = calibrate(side);
  while (processorMicroseconds() < end) count = calibrate(side, count);
  return count;
}

function calibrate(side: Side, start = 1): number {
  let count = start;
  for (;;) {
    const took = time(side, count) * count;
    if (took > ROUND_MILLISECONDS * 1_000) return count;
    count = Math.ceil(count * Math.min(10, Math.max(1.5, (ROUND_MILLISECONDS * 1_200) / took)));
  }
}

function time(side: Side, count: number): number {
  const start = processorMicroseconds();
  side(count);
  return (processorMicroseconds() - start) / count;
}

/** Processor time that this process has used so far, garbage collection included. */
export function processorMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
