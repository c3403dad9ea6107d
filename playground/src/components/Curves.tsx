/** Prediction difference and test loss over the steps. */
import { untracked, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { apart, shortNumber } from "../format.js";
import { dark } from "../scheme.js";
import { active, reading, trace } from "../state.js";

type Lines = (number | null)[][];

interface Props {
  title: string;
  /** From the trace to the lines: one, or least, mean and largest. */
  lines: () => Lines;
  /** What an axis and a reader are told of a value. */
  text: (value: number) => string;
  colour: string;
}

function Curve({ title, lines, text, colour }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);

  useSignalEffect(() => {
    // A page whose link is none takes its curves away again.
    if (!place.current) return;
    const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    void dark.value;
    const [ink, grid, stroke] = [css("--soft"), css("--line"), css(colour)];
    // Only the colours make another plot; the steps go into the one that is there.
    const empty = untracked(lines).map(() => []);
    const several = empty.length > 1;
    plot.current?.destroy();
    const axis = {
      stroke: ink,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    const edge = { stroke: "transparent", width: 0, points: { show: false } };
    const line = { stroke, width: 2, points: { show: false } };
    plot.current = new uPlot(
      {
        width: place.current.clientWidth,
        height: 150,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: () => [0, active.peek()?.steps ?? 1] },
          y: { range: (_plot, _low, high) => [0, high > 0 ? 1.05 * high : 0.1] },
        },
        axes: [
          { ...axis, size: 26 },
          { ...axis, size: 48, space: 24, values: (_plot, ticks) => ticks.map(text) },
        ],
        series: several ? [{}, edge, line, edge] : [{}, line],
        bands: several ? [{ series: [3, 1], fill: `${stroke}33` }] : [],
        hooks: { draw: [drawNow] },
      },
      [[], ...empty] as unknown as uPlot.AlignedData,
      place.current,
    );
  });
  useSignalEffect(() => {
    void dark.value;
    void reading.value;
    plot.current?.setData(untracked(() => [trace.value.steps, ...lines()]) as uPlot.AlignedData);
  });
  useEffect(() => {
    const watch = new ResizeObserver(
      () => place.current && plot.current?.setSize({ width: place.current.clientWidth, height: 150 }),
    );
    watch.observe(place.current!);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
    };
  }, []);

  void reading.value;
  const drawn = untracked(lines);
  const last = drawn.at(drawn.length > 1 ? 1 : 0)!.at(-1);
  return (
    <figure class="curve">
      <figcaption>
        <b>{title}</b> <span class="soft">over the steps</span>
      </figcaption>
      <div ref={place} role="img" aria-label={`${title} over the steps${last == null ? "" : `, now ${text(last)}`}`} />
    </figure>
  );
}

/** The step that is shown, as a line. */
function drawNow(plot: uPlot): void {
  const step = reading.peek()?.step;
  if (step === undefined) return;
  const x = Math.round(plot.valToPos(step, "x", true));
  plot.ctx.save();
  plot.ctx.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--soft");
  plot.ctx.lineWidth = 1;
  plot.ctx.beginPath();
  plot.ctx.moveTo(x, plot.bbox.top);
  plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
  plot.ctx.stroke();
  plot.ctx.restore();
}

export function Curves() {
  return (
    <section class="curves" aria-label="Curves">
      <Curve
        title="Prediction difference, pairwise"
        colour="--purple"
        lines={() => [trace.value.predictionDifference]}
        text={(value) => apart(value, active.peek())}
      />
      <Curve
        title="Test loss on the labels"
        colour="--ink"
        lines={() => trace.value.losses}
        text={(value) => shortNumber(value)}
      />
    </section>
  );
}
