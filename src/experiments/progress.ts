/** Progress of the parts of an experiment. */

/** Yields the progress of one part, from 0 to 1, as that of the whole. */
export function* progressWithin<Found>(
  work: Generator<number, Found>,
  before: number,
  share: number,
): Generator<number, Found> {
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return next.value;
    yield before + share * next.value;
  }
}
