/**
 * The one way in which time is measured here: pieces of work take turns, round after round, so that whatever else the
 * machine does meets all of them alike; each piece runs long enough for the clock. The least time of a piece says what
 * the code can do, the median what it did on this machine now.
 * It imports nothing, so that it can measure older commits too.
 */

/** Work that can be repeated. */
export interface Piece {
  /** What one repetition is worth: times are given for one unit. 1 by default. */
  units?: number;
  /** Runs before each timing, untimed. */
  prepare?(): void;
  /** Repeats the work. */
  run(count: number): void | Promise<void>;
  /** More repetitions than this are not asked for at a time. */
  most?: number;
}

/** Nanoseconds a unit. */
export interface Timing {
  least: number;
  median: number;
}

export interface Effort {
  rounds: number;
  /** Milliseconds of one piece in one round, about. */
  milliseconds: number;
}

export function effortOf({ quick }: { quick?: boolean }): Effort {
  return quick ? { rounds: 2, milliseconds: 0.5 } : { rounds: 21, milliseconds: 8 };
}

/** Times pieces, taking turns; one timing a piece, under its name. */
export async function interleaved<Name extends string>(
  pieces: Record<Name, Piece>,
  { rounds, milliseconds }: Effort,
): Promise<Record<Name, Timing>> {
  const names = Object.keys(pieces) as Name[];
  const counts = {} as Record<Name, number>;
  const times = {} as Record<Name, number[]>;
  for (const name of names) {
    counts[name] = await repetitions(pieces[name], milliseconds);
    times[name] = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names)
      times[name].push(((await timed(pieces[name], counts[name])) * 1e6) / (counts[name] * (pieces[name].units ?? 1)));
  }
  return Object.fromEntries(
    names.map((name) => [name, { least: Math.min(...times[name]), median: median(times[name]) }]),
  ) as Record<Name, Timing>;
}

/** Milliseconds of so many repetitions. */
async function timed(piece: Piece, count: number): Promise<number> {
  piece.prepare?.();
  const started = performance.now();
  const pending = piece.run(count);
  if (pending) await pending;
  return performance.now() - started;
}

/** Repetitions that take about so long. Each attempt is also a warm-up, in which the engine gets to its last tier. */
async function repetitions(piece: Piece, milliseconds: number): Promise<number> {
  const most = piece.most ?? 1e9;
  for (let count = 1; ; ) {
    const passed = await timed(piece, count);
    if (passed >= milliseconds / 2 || count >= most)
      return Math.max(1, Math.min(most, Math.round((count * milliseconds) / Math.max(passed, 1e-3))));
    count = Math.min(most, Math.ceil(count * Math.min(16, Math.max(2, milliseconds / Math.max(passed, 1e-3)))));
  }
}

export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
}
