/** Prediction difference and test loss over the steps. */
import { useRef } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import { apart, shortNumber } from "../format.js";
import { active, curvesSeen, reading, trace } from "../state.js";
import { Histogram } from "./Histogram.js";
import { onDemand } from "./on-demand.js";
import { useSeen } from "./seen.js";

const Curve = onDemand(async () => (await import("./Curve.js")).Curve);

/** What the curves of the training that is shown have in common. */
const OF_STEPS = {
  over: "steps",
  end: () => active.value?.steps ?? 1,
  // The step that is shown.
  marks: () => (reading.value ? [reading.value.step] : []),
  follow: reading,
} as const;

export function Curves() {
  const section = useSeen(curvesSeen);
  // They stay when they are out of sight again.
  const wasSeen = useRef(false);
  wasSeen.current ||= curvesSeen.value;
  return (
    <section class="curves" ref={section} aria-label="Curves">
      {wasSeen.current && (
        <>
          <Curve
            {...OF_STEPS}
            title="Prediction difference, pairwise"
            colours={["--purple"]}
            points={() => ({ x: trace.value.steps, lines: [trace.value.predictionDifference] })}
            text={(value) => apart(value, active.peek())}
          />
          <Curve
            {...OF_STEPS}
            title="Test loss on the labels"
            colours={["--ink"]}
            points={() => ({ x: trace.value.steps, lines: trace.value.losses })}
            text={(value) => shortNumber(value)}
          />
        </>
      )}
      <Histogram />
    </section>
  );
}
