/** How far apart the replicas are on each test example: how many examples have which difference. */
import { targetRange } from "../draw/scale.js";
import type { ActiveStudy } from "../engine/protocol.js";
import { apart, counted } from "../format.js";
import { active, frame, reading } from "../state.js";

const BINS = 25;
/** Ends of the axis, as shares of the largest difference that there can be. */
const ENDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

/** Examples in equal parts of [0, end]. */
export function countsOf(differences: Float32Array, end: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const difference of differences) counts[Math.min(BINS - 1, Math.floor((BINS * difference) / end))]! += 1;
  return counts;
}

/** The first end that holds the largest one. @param whole the largest difference that there can be */
export function endOf(differences: Float32Array, whole: number): number {
  const largest = differences.reduce((most, value) => Math.max(most, value), 0);
  return (ENDS.find((share) => share * whole >= largest) ?? Math.ceil(largest / whole)) * whole;
}

export function Histogram() {
  const [at, now] = [active.value, reading.value];
  // The frame that is read may have come before they were requested.
  const differences = now?.differences ?? frame.value?.differences;
  if (!at || !now || !differences || at.replicas < 2 || now.diverged.length > 0) return null;
  const end = endOf(differences, wholeOf(at));
  const counts = countsOf(differences, end);
  const most = Math.max(...counts);
  const mean = now.predictionDifference ?? 0;
  const part = end / BINS;
  return (
    <figure class="curve histogram">
      <figcaption>
        <b>Difference by example</b>{" "}
        <span class="soft">{counted(differences.length, "test example")}, the line is their mean</span>
      </figcaption>
      <div>
        <svg
          viewBox={`0 0 ${BINS} 100`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`How far apart the replicas are on each test example: ${counts[0]!.toLocaleString("en")} of ${differences.length.toLocaleString("en")} are at most ${apart(part, at)} apart`}
        >
          {counts.map((count, bin) => (
            <rect key={bin} x={bin + 0.06} y={100 - (96 * count) / most} width={0.88} height={(96 * count) / most}>
              <title>{`${apart(bin * part, at)} to ${apart((bin + 1) * part, at)}: ${counted(count, "example")}`}</title>
            </rect>
          ))}
          {mean > 0 && <line x1={mean / part} x2={mean / part} y1={0} y2={100} />}
        </svg>
        <p class="ends soft" aria-hidden="true">
          <span>0</span> <span>{apart(end / 2, at)}</span> <span>{apart(end, at)}</span>
        </p>
      </div>
    </figure>
  );
}

/** The largest difference of probabilities, or the range of the targets. */
function wholeOf(at: ActiveStudy): number {
  const range = targetRange(at);
  return range ? range[1] - range[0] || 1 : 1;
}
