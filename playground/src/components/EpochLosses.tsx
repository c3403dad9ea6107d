/** The losses of a whole training by epoch, and which epoch each replica keeps. */
import type { ReadonlySignal } from "@preact/signals";
import type { EpochReport } from "../engine/epochs.js";
import { apart, shortNumber } from "../format.js";
import { active } from "../state.js";
import { Curve, type Lines } from "./Curve.js";

/** Least, mean and largest of the replicas that still train, epoch after epoch. */
function spread(curves: readonly number[][]): Lines {
  const epochs = Math.max(...curves.map(({ length }) => length));
  const lines: [number[], number[], number[]] = [[], [], []];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const losses = curves.filter(({ length }) => length > epoch).map((curve) => curve[epoch]!);
    lines[0].push(Math.min(...losses));
    lines[1].push(losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
    lines[2].push(Math.max(...losses));
  }
  return lines;
}

function linesOf({ curves }: EpochReport): { x: number[]; lines: Lines } {
  const lines = [
    ...spread(curves.map(({ train }) => train)),
    ...spread(curves.map(({ validation, test }) => validation ?? test!)),
  ];
  return { x: lines[0]!.map((_, epoch) => epoch), lines };
}

/** @param follow with this the report changes */
export function EpochLosses({ report, follow }: { report: EpochReport; follow: ReadonlySignal<unknown> }) {
  const { epochs, curves } = report;
  return (
    <>
      <Curve
        title={epochs ? "Training and validation loss" : "Training and test loss"}
        over="epochs"
        colours={["--blue", "--ink"]}
        end={() => linesOf(report).x.length - 1}
        points={() => linesOf(report)}
        marks={() => [...new Set(epochs?.map(({ best }) => best))]}
        text={(value) => shortNumber(value)}
        follow={follow}
      />
      <p class="small soft">
        <span class="chip train" aria-hidden="true" /> training <span class="chip held" aria-hidden="true" />{" "}
        {epochs ? "validation" : "test"}: mean of the replicas that train, from the least to the largest
      </p>
      {epochs && <Kept epochs={epochs} last={curves.length} difference={report.predictionDifference} />}
    </>
  );
}

function Kept({
  epochs,
  last,
  difference,
}: {
  epochs: NonNullable<EpochReport["epochs"]>;
  last: number;
  difference: number | null;
}) {
  const at = active.value!;
  const best = epochs.map((each) => each.best);
  const [first, latest] = [Math.min(...best), Math.max(...best)];
  const all = at.study.epochs;
  const stopped = epochs.filter((each) => each.last < all).length;
  return (
    <>
      <p>
        Each replica keeps the weights of its best epoch, {first === latest ? first : `${first} to ${latest}`} of {all};{" "}
        {stopped} of {last} stopped early.{" "}
        {difference !== null && `So kept, two predict ${apart(difference, at)} apart.`}
      </p>
      <ol class="kept" aria-label="Best epoch of each replica, and its last">
        {epochs.map(({ best, last }, r) => (
          <li key={r} title={`Replica ${r}: best epoch ${best}, last epoch ${last}`}>
            <span class="soft">{r}</span> {best}
            <span class="soft">/{last}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
